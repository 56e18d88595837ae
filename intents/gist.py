"""What a text is about, apart from how it is put: for comparing texts with each other, not with phrases."""

from collections.abc import Iterator, Sequence

from intents.concepts import Concepts
from intents.naming import SUBJECT
from intents.normalise import Lexicon, is_filler, stem

_MATTER, _MANNER = 2.0, 0.5
_HOW = frozenset({"onlin", "digital", "internet", "elektron", "netz", "web"})
"""Stems that tell in which way something is to be done; here nearly every matter is to be done that way."""


def emphasis(part: str) -> float:
    """Return how much more (or less) a part of a gist tells than its rarity: the matter itself counts twice."""
    if part.startswith(SUBJECT):
        return _MATTER
    return _MANNER if part in _HOW else 1.0


def gist(read: Sequence[str], concepts: Concepts, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the concepts named in the words `read`, and the stems of the other words that carry meaning, in order.

    Compounds that are no name themselves are split as far as possible. Each concept and stem comes once.
    """
    return tuple(dict.fromkeys(_parts(read, concepts, lexicon)))


def _parts(read: Sequence[str], concepts: Concepts, lexicon: Lexicon) -> Iterator[str]:
    named: dict[int, tuple[int, str]] = {}
    for start, end, concept in concepts.places(read):
        named[start] = max(named.get(start, (0, "")), (end, concept))
    at = 0
    while at < len(read):
        word = read[at]
        if at in named:
            at, concept = named[at]
            yield concept
            continue
        at += 1
        if is_filler(word):
            continue
        if parts := lexicon.parts(word):
            yield from _parts(parts, concepts, lexicon)
        else:
            yield stem(word)
