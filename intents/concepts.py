"""Finds the names of things in a text: subjects, aspects and synonyms, apart from how they were written.

Knows no topic: which names there are comes from outside, and there may be none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from intents.normalise import SHORTEST_COMPOUND, Lexicon, is_filler, stem, words


class Concepts:
    """Names, by the concept that they stand for."""

    def __init__(
        self, names: Mapping[str, Iterable[str]], implied: Mapping[str, str] | None = None, loose: str = ""
    ) -> None:
        """Take the spellings of each concept; those that begin with `loose` only count where they are asked for.

        `implied` maps a prefix of concepts to a concept: it is taken as named where a text tells nothing but names
        of concepts with that prefix.
        """
        self._implied = implied or {}
        self._loose = loose
        self._concepts: dict[tuple[str, ...], dict[str, None]] = {}  # in their order, the same in every process
        for concept, spellings in names.items():
            for spelling in spellings:
                self._concepts.setdefault(tuple(map(stem, words(spelling))), {})[concept] = None
        self._concepts.pop((), None)
        self._loosely = {name: found for name, found in self._concepts.items() if any(map(self.is_loose, found))}
        strict = {
            name: dict.fromkeys(one for one in found if not self.is_loose(one))
            for name, found in self._concepts.items()
        }
        self._concepts = {name: found for name, found in strict.items() if found}
        self._longest = max(map(len, (*self._concepts, *self._loosely)), default=0)
        self._starts, self._loose_starts = ({name[0] for name in names} for names in (self._concepts, self._loosely))

    def same_as(self, other: "Concepts") -> bool:
        """Whether just the same names stand for the same concepts."""
        return vars(self) == vars(other)

    def is_loose(self, concept: str) -> bool:
        """Whether a concept stands for words that are only used one for the other."""
        return bool(self._loose) and concept.startswith(self._loose)

    def alike(self, read: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield each loose concept that the words `read` name, with the stem of the first word that does."""
        stems = list(map(stem, read))
        for start in (place for place, first in enumerate(stems) if first in self._loose_starts):
            for end in range(start + 1, min(start + self._longest, len(stems)) + 1):
                for concept in self._loosely.get(tuple(stems[start:end]), ()):
                    if self.is_loose(concept):
                        yield concept, stems[start]

    def find(self, read: Sequence[str], lexicon: Lexicon) -> dict[str, float]:
        """Return each concept named in the words `read`: 1 for a name of its own, ½ for a part of a compound."""
        found: dict[str, float] = {}
        named: dict[str, set[int]] = {prefix: set() for prefix in self._implied}
        for start, end, concept in self.places(read):
            found[concept] = 1.0
            if concept[0] in named:
                named[concept[0]].update(range(start, end))
        for word in read if self._concepts else ():
            if len(word) < SHORTEST_COMPOUND:  # many words are read at the start: this saves a tenth of the time
                continue
            for concept in self._in_parts(word, lexicon):
                found.setdefault(concept, 0.5)
        for prefix, places in named.items():
            if places and all(i in places or is_filler(word) for i, word in enumerate(read)):
                found.setdefault(self._implied[prefix], 1.0)
        return found

    def places(self, read: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Yield where in the words `read` a concept is named as a whole: from which word, up to which, and which."""
        stems = list(map(stem, read))
        for start, first in enumerate(stems):
            if first in self._starts:
                for end in range(start + 1, min(start + self._longest, len(stems)) + 1):
                    for concept in self._concepts.get(tuple(stems[start:end]), ()):
                        yield start, end, concept

    def _in_parts(self, word: str, lexicon: Lexicon) -> tuple[str, ...]:
        parts = lexicon.parts(word)
        return tuple(concept for part in parts for concept in self._concepts.get((stem(part),), ()))
