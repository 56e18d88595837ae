"""Finds the labels under which a text stands word by word, however many others there are.

Only words without any bearing may differ: whatever could change the sense, such as a negation, a number or a question
word, must be the same.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from intents.normalise import is_filler, stem
from knowledge.folding import fold

# Words that may come and go without changing what is asked. No negation, number, question word, preposition, verb.
_WITHOUT_BEARING = frozenset(
    fold(
        """
        der die das den dem des ein eine einen einem einer eines ne nen nem ner
        ich man wir mir uns sich bitte danke hallo hi hey moin guten tag morgen
        denn doch mal eigentlich eben halt so also nun grade gerade grad einfach überhaupt
        the a an please
        """
    ).split()
)


class Written:
    """Every phrase, by digests of its words as they stand, and of their stems without those that have no bearing."""

    def __init__(self, phrases: Iterable[tuple[Sequence[str], Sequence[str], int]]) -> None:
        """Take of each phrase its words as typed, as known words, and the number of its label."""
        exact: list[int] = []
        stemmed: list[int] = []
        labels: list[int] = []
        for typed, known, label in phrases:
            exact.append(_digest("".join(typed)))
            stemmed.append(_digest(_stemmed(known)))
            labels.append(label)
        self._labels = np.array(labels, dtype=np.int32)
        self._exact, self._stemmed = _sorted(exact), _sorted(stemmed)

    def exactly(self, words: Iterable[str]) -> tuple[int, ...]:
        """Return the labels of the phrases that consist of just these words, however they are joined."""
        return self._found(self._exact, "".join(words))

    def nearly(self, words: Sequence[str]) -> tuple[int, ...]:
        """Return the labels of the phrases whose words differ from these in their endings or have no bearing."""
        return self._found(self._stemmed, _stemmed(words))

    def _found(self, index: tuple[NDArray[np.uint64], NDArray[np.intp]], text: str) -> tuple[int, ...]:
        digests, order = index
        wanted = np.uint64(_digest(text))
        start, end = np.searchsorted(digests, wanted, "left"), np.searchsorted(digests, wanted, "right")
        return tuple(dict.fromkeys(self._labels[order[start:end]].tolist())) if text else ()


def _stemmed(words: Sequence[str]) -> str:
    """Return the stems of the words that have a bearing; empty if none of them tells anything."""
    if all(map(is_filler, words)):
        return ""
    return "".join(stem(word) for word in words if word not in _WITHOUT_BEARING)


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def _sorted(digests: list[int]) -> tuple[NDArray[np.uint64], NDArray[np.intp]]:
    found = np.array(digests, dtype=np.uint64)
    order = np.argsort(found, kind="stable")
    return found[order], order
