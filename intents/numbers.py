"""Knows things that have numbers: who asks for § 4 asks for no other, and "und 5?" after it means § 5."""

from collections.abc import Iterable, Iterator, Sequence

from intents.context import Context
from intents.match import Matcher
from intents.normalise import stem, words
from knowledge.model import Knowledge

Numbered = tuple[str, str]
"""What is numbered, and its number."""

_JOINING = frozenset({"und", "oder", "bis", "sowie", "bzw"})
_RANGE = frozenset({"bis"})
_LONGEST = 10
_MEASURES = frozenset(["uhr", "woche", "wochen", "tag", "tage", "monat", "monate", "jahr", "jahre", "prozent", "euro"])


class Numbers:
    """What of the knowledge is numbered."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher) -> None:
        self._units = {stem(word): group[0] for group in knowledge.numbered for name in group for word in words(name)}
        titles = {entry.id: f"{entry.title} . {entry.question}" for entry in knowledge.entries.values()}
        self._own = {entry: frozenset(self._pairs(matcher.read(title).words)) for entry, title in titles.items()}
        """What an entry is about by its title or its question."""
        self._known = {label: set(self._of_units(matcher.numbered(label))) for label in matcher.labels}
        """What is mentioned in the phrases of a label."""

    def asked(self, read: Sequence[str]) -> frozenset[Numbered]:
        """Return the numbered things that are named in the words `read`."""
        return frozenset(self._pairs(read))

    def agrees(self, label: str, read: Sequence[str]) -> float:
        """Return 1 if a label is about a number that was asked for, -1 if it is about others, 0 if there is none."""
        asked, own = self.asked(read), self._own.get(label, frozenset())
        if not asked or not own:
            return 0.0
        return 1.0 if asked & own else -1.0

    def about(self, read: Sequence[str]) -> list[str]:
        """Return the entries that are about a number asked for in the words `read`."""
        asked = self.asked(read)
        return [label for label, own in self._own.items() if asked & own] if asked else []

    def spread(self, read: Sequence[str]) -> list[str]:
        """Return the words `read` for each of several numbers that they name side by side; empty if they don't."""
        places = [at for at, word in enumerate(read) if word.isdecimal() or self._is_unit(word)]
        asked = list(dict.fromkeys(self._pairs(read)))
        if len(asked) < 2 or len({unit for unit, _ in asked}) > 1 or _RANGE.intersection(read):
            return []
        start, end = places[0], places[-1] + 1
        if not all(at in places or word in _JOINING for at, word in enumerate(read[start:end], start)):
            return []
        return [" ".join((*read[:start], *words(unit), number, *read[end:])) for unit, number in asked]

    def others(self, read: Sequence[str]) -> list[str]:
        """Return the labels that know nothing of the numbers in the words `read`; none if there are no numbers."""
        asked = self.asked(read)
        if not asked:
            return []
        return [one for one, known in self._known.items() if not asked & (known | self._own.get(one, frozenset()))]

    def completed(self, read: Sequence[str], context: Context) -> tuple[str, ...] | None:
        """Return the words `read` with what is left out before a number; None if that is nothing."""
        units = [unit for turn in context.turns for entry in turn.told for unit, _ in sorted(self._own.get(entry, ()))]
        if not read or not units or len(read) > _LONGEST or self.asked(read):
            return None
        numbered = {pair for own in self._own.values() for pair in own}
        found = tuple(self._with_unit(read, units[0], numbered))
        return found if len(found) > len(read) else None

    def _with_unit(self, read: Sequence[str], unit: str, numbered: Iterable[Numbered]) -> Iterator[str]:
        for word, following in zip(read, (*read[1:], ""), strict=True):
            if word.isdecimal() and following not in _MEASURES and (unit, word) in numbered:
                yield from words(unit)
            yield word

    def _pairs(self, read: Sequence[str]) -> Iterator[Numbered]:
        unit = None
        for word in read:
            if word.isdecimal() and unit:
                yield unit, word
            elif self._is_unit(word):
                unit = self._units[stem(word)]
            elif word not in _JOINING:
                unit = None

    def _of_units(self, pairs: Iterable[tuple[str, str]]) -> Iterator[Numbered]:
        return ((self._units[stem(word)], number) for word, number in pairs if self._is_unit(word))

    def _is_unit(self, word: str) -> bool:
        return stem(word) in self._units
