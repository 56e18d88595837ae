"""German text as typed on a phone, turned into words that can be compared.

Knows the language, not our topics: which words exist is told by a `Lexicon`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import itemgetter

import Stemmer

from intents.spelling import Spelling
from knowledge.folding import fold

MAX_CHARS = 1_000
"""What a person types beyond this is not read: nobody asks in more, and time must stay bounded."""

MAX_WORDS = 60

_SECTION = re.compile(r"\bparagra(?:f|ph)(?:en|s)? (?=\d)")
"""What "§" is called before a number."""

_LINKING = ("", "s", "es", "n", "en", "er", "e")
_SHORTEST_PART = 4
SHORTEST_COMPOUND = 2 * _SHORTEST_PART
_REMEMBERED = 20_000

# Words that carry no topic: they never decide between two answers, and a question is not foreign because of them.
_FILLERS = frozenset(
    fold(
        """
        der die das den dem des ein eine einen einem einer eines ne nen nem ner n
        ich du er sie es wir ihr mich dich uns euch mir dir ihm ihnen mein dein sein unser unsere unserem unseren
        unserer unsres unsre eure euer ihre ihren ihrem
        und oder aber auch noch schon mal nochmal denn doch eigentlich ja nein nicht nich nix bitte eben halt so
        also dann da dort hier nun jetzt gerade grade grad einfach überhaupt irgendwie irgendwas etwas was
        ist sind war bin bist sei wird werden wurde würde hat habe haben hatte hätte hab habt kann kannst können könnte
        könnt könnten soll sollen sollte sollten muss müssen darf dürfen will wollen möchte möchten mag
        gibt gibts geht gehts macht machen tun tut
        in im an am auf aus bei beim mit von vom vor zu zum zur für fürs über um unter durch nach ohne gegen bis ab als
        wie wo wer wann warum wieso weshalb welche welcher welches welchen welchem wen wem wessen womit wofür wozu
        wenn ob dass daß weil damit sich man selbst selber
        eventuell vielleicht irgendwo wegen bezüglich alle alles allem allen aller viel viele mehr sehr ganz nur
        diese dieser dieses diesem diesen dies jede jeder jedes jenes
        hallo hi gut guten tag danke frage kurz kurze
        the a an is are was were be do does did how what which who whom where when why can could should would will
        shall i you we they he she it my your our their of for to in on at with from by and or not have has had there
        this that me us please
        """
    ).split()
)


def is_filler(word: str) -> bool:
    """Whether `word` (folded) says nothing of the topic."""
    return word in _FILLERS


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("german")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a folded word: "antraege", "antrags" and "antrag" have the same."""
    return str(_stemmer().stemWord(word))


def words(text: str) -> list[str]:
    """Return the folded words of `text`; what exceeds the limits is left out."""
    return _SECTION.sub("§", fold(text[:MAX_CHARS])).replace("§", " § ").split()[:MAX_WORDS]


class Lexicon:
    """The words that are known, and how to bring what was typed to them."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._stems = {stem(word) for word in self._known}
        self._corrected: dict[str, str] = {}
        self._meant: dict[str, list[str]] = {}
        self._parts: dict[str, tuple[str, ...]] = {}

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(word for word in self._known if not word.isdigit())

    def __contains__(self, word: str) -> bool:
        return word in self._known or stem(word) in self._stems

    def read(self, typed: list[str]) -> list[str]:
        """Return `typed` with split words joined, misspelt ones corrected and new compounds parted, to known words."""
        joined: list[str] = []
        rest = iter([*pairwise(typed), (typed[-1], "")] if typed else [])
        for word, following in rest:
            both = word + following
            if (
                following
                and len(both) > 4
                and both in self
                and not (is_filler(word) and is_filler(following))  # "wie der Antrag" is not "wieder"
                and not (word in self and following in self and both not in self._known)
            ):
                joined.append(both)
                next(rest, None)
            else:
                corrected = self.correct(word)
                joined += [corrected] if corrected in self else self.parts(corrected) or [corrected]
        return joined

    def correct(self, word: str) -> str:
        """Return the known word that `word` probably means; `word` itself where none is near."""
        if word in self or word.isdigit() or is_filler(word) or len(word) < 3:
            return word
        if (known := self._corrected.get(word)) is None:
            if len(self._corrected) > _REMEMBERED:
                self._corrected.clear()
            known = self._corrected[word] = self._nearest(word) or word
        return known

    def _nearest(self, word: str) -> str | None:
        allowed = 1 if len(word) < 8 or self.parts(word) else 2  # "Bezahlarten" is a new compound, not "bezahlten"
        found = self._spelling.near(word, allowed)
        if len(word) < 5:  # short words have many neighbours: only two swapped letters are surely a slip
            found = [f for f in found if sorted(f[0]) == sorted(word)]
        if len(word) <= 6:  # who types little seldom begins with a slip
            found = [f for f in found if f[0][0] == word[0]]
        best = sorted(found, key=lambda f: (f[1], f[0][0] != word[0]))[:2]
        if not best or (
            len(best) == 2 and best[0][1] == best[1][1] and stem(best[0][0]) != stem(best[1][0]) and len(word) < 6
        ):
            return None
        return best[0][0]

    def readings(self, word: str) -> list[str]:
        """Return all known words that `word`, if it is none, may be a slip of, the nearest first.

        Folding takes an "e" for part of an umlaut where a slip brought it behind a vowel: "hbaen".
        """
        if word in self._known or word.isdigit() or len(word) < 4:
            return []
        if (meant := self._meant.get(word)) is None:
            slips = 1 if len(word) < 8 else 2
            with_e = (word[: i + 1] + "e" + word[i + 1 :] for i, letter in enumerate(word) if letter in "aou")
            found = [near for spelt in (word, *with_e) for near in self._spelling.near(spelt, slips)]
            if len(self._meant) > _REMEMBERED:
                self._meant.clear()
            meant = self._meant[word] = list(dict.fromkeys(known for known, _ in sorted(found, key=itemgetter(1))))
        return meant

    def parts(self, word: str) -> tuple[str, ...]:
        """Return the known words of which the compound `word` consists; empty if it is none."""
        if len(word) < SHORTEST_COMPOUND:
            return ()
        if (parts := self._parts.get(word)) is None:
            if len(self._parts) > _REMEMBERED:
                self._parts.clear()
            parts = self._parts[word] = self._split(word)
        return parts

    def _split(self, word: str) -> tuple[str, ...]:
        """Return two parts if that is possible: "Basis-Workshop" is not about a shop."""
        cuts = [(bare, word[cut:]) for cut in self._cuts(word) for bare in _unlinked(word[:cut])]
        for bare, tail in cuts:
            if bare in self:
                return (bare, tail)
        for bare, tail in cuts:
            if deeper := self.parts(bare):
                return (*deeper, tail)
        return ()

    def _cuts(self, word: str) -> Iterator[int]:
        """Yield where a known word begins that ends `word`, the shortest first."""
        return (cut for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1) if word[cut:] in self)


def _unlinked(head: str) -> Iterator[str]:
    """Yield what the first part of a compound may be, without the letters that link it to the second."""
    for link in _LINKING:
        bare = head.removesuffix(link)
        if len(bare) >= _SHORTEST_PART and (not link or bare != head):
            yield bare
