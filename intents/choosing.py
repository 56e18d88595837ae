"""Which of the things that were shown a message picks by their place: "2", "eher das letzte", "1 und 3", "egal"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.folding import fold

_NUMBER = re.compile(r"[1-9][0-9]?")
_STEMS = ("erst", "zweit", "dritt", "viert", "fünft", "sechst", "siebt", "acht", "neunt", "zehnt")
_CARDINALS = ("eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn")
_ENDINGS = ("e", "en", "er", "es", "ens")
_PLACES = {fold(stem + ending): i for i, stem in enumerate(_STEMS, 1) for ending in _ENDINGS}
_PLACES |= {fold(word): i for i, word in enumerate(_CARDINALS, 1)}
_LAST = frozenset({"letzte", "letzten", "letzter", "letztes", "letzteres", "letztere", "untere", "unterste", "unteres"})
_FIRST = frozenset({"obere", "oberste", "oberes", "ersteres", "erstere"})
_MIDDLE = frozenset({"mittlere", "mittleren", "mittlerer", "mittleres", "mitte"})
_ALL = frozenset({"alle", "alles", "allen", "samtliche"})
_BOTH = frozenset({"beide", "beides", "beiden"})
_AND = frozenset({"und", "sowie", "plus", "auch", "dann"})
_BESIDE = frozenset(
    [
        "die",
        "der",
        "das",
        "den",
        "dem",
        "bitte",
        "nr",
        "nummer",
        "nehme",
        "nehm",
        "ich",
        "antwort",
        "auswahl",
        "punkt",
        "option",
        "frage",
        "ja",
        "eher",
        "wohl",
        "glaub",
        "glaube",
        "denke",
        "mal",
        "doch",
        "nur",
        "da",
        "davon",
        "noch",
        "einmal",
        "gern",
        "gerne",
        "lieber",
        "wahrscheinlich",
        "vermutlich",
        "mein",
        "meine",
        "meinte",
        "also",
        "ok",
        "okay",
        "naturlich",
        "wurde",
        "sagen",
        "mir",
        "zeig",
        "zeigen",
        "von",
        "in",
        "hatte",
        "drei",
    ]
) - {"drei"}
_NONE = frozenset(
    {"keine", "keins", "keiner", "keine davon", "keins davon", "nichts davon", "keine von denen", "keine von beiden"}
)
_NONE_IF_ASKED = frozenset({"weder noch", "nichts", "nein keine", "nein keins", "nee keins davon"})
_UNDECIDED = re.compile(
    r"(?:ist mir |mir |ganz |vollig )?egal\b|(?:ich )?(?:weiss|weis) (?:es |ich )?(?:nicht|nich|ni)\b|keine ahnung\b"
    r"|such (?:du|dir|sie)\b|irgend(?:was|eins|eine|einer)\b|(?:ist )?wurs(?:ch)?t\b"
)
_MOST_CHARS, _MOST_WORDS = 100, 8
_TWO = 2
_OTHER = frozenset({"andere", "anderen", "anderes", "anderer"})
_TO = frozenset({"zu", "zur", "frage", "punkt", "nr", "nummer"})
_POINTING = _TO | frozenset(["die", "der", "das", "den", "dem", "vom", "von", "beim", "zum", "of", "the", "that"])
_LETTERS = ("a", "b", "c", "d", "e", "f")


@dataclass(frozen=True)
class Picked:
    """Places, counted from 0, in the order in which they were named."""

    places: tuple[int, ...]


@dataclass(frozen=True)
class NoneOfThem:
    """None of what was shown."""


@dataclass(frozen=True)
class NoSuchPlace:
    """A number that nothing has that was shown."""


Choice = Picked | NoneOfThem | NoSuchPlace


def choose(
    text: str, count: int, pickable: Sequence[int], *, asked_back: bool, declines: bool = False
) -> Choice | None:
    """Return what `text` picks of `count` things, of which "the last" and "all" mean only those at `pickable` places.

    None if it picks nothing. That it `declines`, saying no and nothing else, and "egal" count only where the assistant
    `asked_back`.
    """
    folded = fold(text[:_MOST_CHARS])
    if not count or not folded:
        return None
    if folded in _NONE or (asked_back and (declines or folded in _NONE_IF_ASKED)):
        return NoneOfThem()
    if asked_back and pickable and is_undecided(folded) and len(folded.split()) <= _MOST_WORDS:
        return Picked((pickable[0],))  # the likeliest comes first
    return _picked(folded, count, pickable)


def is_undecided(folded: str) -> bool:
    """Whether a folded text begins with words for not knowing, or for not minding."""
    return bool(_UNDECIDED.match(folded))


def _picked(folded: str, count: int, pickable: Sequence[int]) -> Choice | None:
    words = [word for word in folded.split() if word not in _BESIDE]
    places = list(_places(words, pickable)) if len(words) <= _MOST_WORDS else []
    named = tuple(dict.fromkeys(place for place in places if place is not None))
    if not named or None in places:
        return None
    if all(place < count for place in named):
        return Picked(named)
    return NoSuchPlace() if len(named) == 1 else None


def pointed(read: Sequence[str], count: int) -> int | None:
    """Return which of `count` things the words `read` point at, among others: "was macht die zweite", "zu 3"."""
    for before, word in pairwise(("", *read)):
        if word in _OTHER and count == _TWO:
            return 1
        if before not in _POINTING:
            continue
        if word in _LAST or word in _FIRST or word in _MIDDLE:
            return 0 if word in _FIRST else count - 1 if word in _LAST else count // 2
        place = _PLACES.get(word, 0) if before not in _TO else _numbered(word)
        if place in range(1, count + 1):
            return place - 1
    return None


def _numbered(word: str) -> int:
    """Return the number of a question that was numbered, or lettered; 0 if it is none."""
    if _NUMBER.fullmatch(word):
        return int(word)
    return _LETTERS.index(word) + 1 if word in _LETTERS else _PLACES.get(word, 0)


def _places(words: Sequence[str], pickable: Sequence[int]) -> Iterator[int | None]:
    """Yield the places that `words` name; None for a word that names none."""
    for word in words:
        if _NUMBER.fullmatch(word):
            yield int(word) - 1
        elif word in _PLACES:
            yield _PLACES[word] - 1
        elif (word in _LAST or word in _FIRST or word in _MIDDLE) and pickable:
            yield pickable[0 if word in _FIRST else -1 if word in _LAST else len(pickable) // 2]
        elif word in _ALL and pickable:
            yield from pickable
        elif word in _BOTH and len(pickable) >= 2:
            yield from pickable[:2]
        elif word not in _AND:
            yield None
