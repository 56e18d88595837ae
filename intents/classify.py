"""Classifies texts by any labelled phrases: the matcher alone, which finds out for itself when it is sure.

What a text of none of the labels looks like it learns from its own phrases: how like each of them is to the other
labels, as if its own were not known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from zlib import crc32

from intents.match import Match, Matcher, Ranking

Example = tuple[str, str | None]

_CONSIDERED = 12
_REHEARSED = 3_000
"""How many phrases are tried against the other labels; more hardly change the threshold."""
_REFUSED = 0.7
"""The share of those that the threshold refuses."""
_LEAST, _MOST = 0.15, 0.6
"""The bounds of the threshold: there may be hardly any label to try, or labels that contradict each other."""
_OF_EVIDENCE = 0.01
"""How much a unit of evidence counts beside likeness in the order of labels."""
_SHARPNESS = 25.0


@dataclass(frozen=True)
class Classified:
    """What a text was taken for."""

    label: str | None
    """None if it fits no label well enough."""
    score: float
    """How like the text is to what is known of the best label, from 0 to 1, whatever else has been learnt."""
    top: tuple[tuple[str, float], ...]
    """The best labels with their shares of the likeness, which add up to 1."""


class Classifier:
    """Knows nothing but the examples: no vocabulary, no structure."""

    def __init__(self, examples: Sequence[Example]) -> None:
        """Learn (text, label) pairs; a label of None marks an example of what belongs to none."""
        self._matcher = Matcher(examples)
        self.threshold = self._rehearse(examples)
        """The least score with which a label is given."""

    def classify(self, text: str) -> Classified:
        """Return the best label for `text`, or None for none."""
        ranking = self._rank(text)
        rated = _rate(ranking)
        if not rated:
            return Classified(None, 0.0, ())
        best = rated[0][0]
        accepted = best.likeness >= self.threshold and best.evidence >= ranking.against
        return Classified(best.label if accepted else None, best.likeness, _shares(rated))

    def _rank(self, text: str) -> Ranking:
        return self._matcher.rank(self._matcher.read(text), compared=_CONSIDERED)

    def _rehearse(self, examples: Sequence[Example]) -> float:
        """Return how like a phrase must be to a label for most of those of other labels to be refused."""
        tried = sorted((crc32(text.encode()), text, label) for text, label in examples if label is not None)
        scores = []
        for _, text, label in tried[:_REHEARSED]:
            others = [match for match, _ in _rate(self._rank(text)) if match.label != label]
            if others:
                scores.append(others[0].likeness)
        found = sorted(scores)[int(_REFUSED * len(scores))] if scores else _LEAST
        return max(_LEAST, min(_MOST, found))


def _rate(ranking: Ranking) -> list[tuple[Match, float]]:
    """Return the labels by how well they fit in all, the best first."""
    best = max((match.evidence for match in ranking.matches), default=0.0)
    rated = [(match, match.likeness + _OF_EVIDENCE * (match.evidence - best)) for match in ranking.matches]
    return sorted(rated, key=lambda rate: -rate[1])


def _shares(rated: Sequence[tuple[Match, float]]) -> tuple[tuple[str, float], ...]:
    odds = [exp(max(-50.0, _SHARPNESS * (fit - rated[0][1]))) for _, fit in rated]
    return tuple((match.label, share / sum(odds)) for (match, _), share in zip(rated, odds, strict=True))
