"""How people go on asking once a subject was talked about: "und ab wann zählt das?" leaves out all that was said.

Such a message has hardly a word that tells it from others, so small words count here as well, and which of them stand
side by side. It is compared with what is known to be asked of an entry in this way.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from intents.normalise import stem

_LEAST_TELLING = 1.0
_PAIR = 0.6
"""How much two words side by side count, beside the words themselves."""

Postings = tuple[NDArray[np.intp], NDArray[np.float64]]


class FollowUps:
    """The messages that ask for an entry after its subject."""

    def __init__(self, known: Mapping[str, Iterable[Sequence[str]]]) -> None:
        """Learn from `known`: the words of each message, by its entry."""
        told = [
            (entry, features) for entry, said in known.items() for read in said if (features := set(_features(read)))
        ]
        self._entries = tuple(dict.fromkeys(entry for entry, _ in told))
        self._starts = np.flatnonzero([i == 0 or told[i - 1][0] != entry for i, (entry, _) in enumerate(told)])
        self._count = len(told)
        occurring = Counter(feature for _, features in told for feature in features)
        self._weights = {one: _weight(one, len(told) / count) for one, count in occurring.items()}
        self._unknown = _LEAST_TELLING + log(1 + len(told))
        self._postings = self._indexed([features for _, features in told])

    def likeness(self, read: Sequence[str]) -> dict[str, float]:
        """Return how like the words `read` are to what is known for each entry, from 0 to 1; only those above 0."""
        features = set(_features(read))
        if not self._count or not features:
            return {}
        length = sum(self._weight_of(one) ** 2 for one in features) ** 0.5
        scores = np.zeros(self._count)
        for one in features & self._postings.keys():
            places, weights = self._postings[one]
            scores[places] += weights * self._weights[one]
        best = np.maximum.reduceat(scores, self._starts) / length
        return {self._entries[i]: float(best[i]) for i in np.flatnonzero(best)}

    def _weight_of(self, feature: str) -> float:
        return self._weights.get(feature) or self._unknown * (_PAIR if " " in feature else 1.0)

    def _indexed(self, told: Sequence[set[str]]) -> dict[str, Postings]:
        found: dict[str, list[tuple[int, float]]] = {}
        for place, features in enumerate(told):
            length = sum(self._weights[one] ** 2 for one in features) ** 0.5
            for one in features:
                found.setdefault(one, []).append((place, self._weights[one] / length))
        return {
            one: (np.array([place for place, _ in several]), np.array([weight for _, weight in several]))
            for one, several in found.items()
        }


def _weight(feature: str, rarity: float) -> float:
    return (_LEAST_TELLING + log(rarity)) * (_PAIR if " " in feature else 1.0)


def _features(read: Sequence[str]) -> Iterator[str]:
    stems = [stem(word) for word in read]
    yield from stems
    yield from (f"{one} {other}" for one, other in pairwise(stems))
