"""Finds the words that a misspelt one may be, without looking at all of them.

Two words a slip or two apart become the same once some letters are left out of both (symmetric deletes). So of each
word it is noted what its beginning becomes without up to two of its letters: linear in the number of words.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from zlib import crc32

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

_BEGINNING = 7
"""How many letters of a word are noted: slips behind them leave it as it is."""
_SHORT = 6
"""Words shorter than this bear one slip only."""


class Spelling:
    """The words that are known, by what becomes of them when letters are left out."""

    def __init__(self, known: Iterable[str]) -> None:
        self._words = sorted(known, key=lambda word: (len(word), word))
        notes: list[int] = []
        places: list[int] = []
        for place, word in enumerate(self._words):
            found = _without_letters(word, 1 if len(word) < _SHORT else 2)
            notes.extend(found)
            places.extend([place] * len(found))
        digests, numbers = np.array(notes, dtype=np.uint32), np.array(places, dtype=np.int32)
        order = np.argsort(digests, kind="stable")
        self._notes, self._places = digests[order], numbers[order]

    def near(self, word: str, slips: int) -> list[tuple[str, int]]:
        """Return the known words at most `slips` (1 or 2) from `word`, each with how many, the nearest first.

        A slip is a letter too many, one missing, one instead of another, or two swapped.
        """
        wanted = np.array(sorted(_without_letters(word, slips)), dtype=np.uint32)
        starts, ends = np.searchsorted(self._notes, wanted, "left"), np.searchsorted(self._notes, wanted, "right")
        hit = starts < ends
        places = [self._places[start:end] for start, end in zip(starts[hit], ends[hit], strict=True)]
        if not places:
            return []
        candidates = [self._words[place] for place in np.unique(np.concatenate(places))]
        found = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=slips, limit=None)
        return [(str(known), int(distance)) for known, distance, _ in found]


def _without_letters(word: str, most: int) -> set[int]:
    return set(map(crc32, map(str.encode, _shortened(word[:_BEGINNING], most))))


def _shortened(beginning: str, most: int) -> Iterator[str]:
    """Yield `beginning` without each choice of up to `most` of its letters."""
    for size in range(max(0, len(beginning) - most), len(beginning) + 1):
        yield from map("".join, combinations(beginning, size))
