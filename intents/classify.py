"""Classifies texts by any labelled phrases: the matcher alone, which finds out for itself when it is sure.

To learn what a text of none of the labels looks like, it puts some labels aside, learns from the rest, and sees how
the texts of both kinds fare.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from random import Random

import numpy as np
from numpy.typing import NDArray

from intents.match import Matcher, Ranking

Example = tuple[str, str | None]

_FOLDS = 3
_MOST_TRIED = 600
"""How many texts of each fold are tried; more hardly change the weights."""
_KEPT = 0.97
"""The share of rightly recognised texts that the threshold lets pass."""


@dataclass(frozen=True)
class Classified:
    """What a text was taken for."""

    label: str | None
    """None if it fits no label well enough."""
    score: float
    """How probable it is that the best label is right, from 0 to 1."""
    top: tuple[tuple[str, float], ...]
    """The best labels with their shares of the evidence, which add up to at most 1."""


class Classifier:
    """Knows nothing but the examples: no vocabulary, no structure."""

    def __init__(self, examples: Sequence[Example]) -> None:
        """Learn (text, label) pairs; a label of None marks an example of what belongs to none."""
        self._matcher = Matcher(examples)
        self._weights, self._threshold = _calibrate(examples)

    def classify(self, text: str) -> Classified:
        """Return the best label for `text`, or None for none."""
        ranking = self._matcher.rank(self._matcher.read(text))
        if not ranking.matches:
            return Classified(None, 0.0, ())
        score = _sigmoid(float(_signals(ranking) @ self._weights))
        best = ranking.matches[0]
        accepted = score >= self._threshold and best.evidence >= ranking.against
        return Classified(best.label if accepted else None, score, _shares(ranking))


def _signals(ranking: Ranking) -> NDArray[np.float64]:
    best, *others = ranking.matches
    margin = min(20.0, best.evidence - others[0].evidence) if others else 20.0
    against = max(-20.0, min(20.0, best.evidence - ranking.against))
    telling = log(1 + ranking.reading.telling)
    return np.array(
        [1.0, margin / 10, best.evidence / 10, against / 10, best.similarity, best.coverage, ranking.unknown, telling]
    )


def _shares(ranking: Ranking) -> tuple[tuple[str, float], ...]:
    best = ranking.matches[0].evidence
    odds = [exp(max(-50.0, (match.evidence - best) / 2)) for match in ranking.matches]
    return tuple((match.label, share / sum(odds)) for match, share in zip(ranking.matches, odds, strict=True))


def _sigmoid(total: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def _calibrate(examples: Sequence[Example]) -> tuple[NDArray[np.float64], float]:
    """Return the weights of the signals and the least score with which a label is given."""
    rows, right = _rehearse(examples)
    if len(set(right)) < 2:  # too few labels or examples to learn from: whatever fits best is given
        return np.array([1.0, 1.0, 0, 0, 0, 0, 0, 0]), 0.0
    signals, wanted = np.array(rows), np.array(right, dtype=float)
    weights = _logistic_regression(signals, wanted)
    scores = sorted(_sigmoid(float(row @ weights)) for row, is_right in zip(signals, right, strict=True) if is_right)
    return weights, scores[int((1 - _KEPT) * len(scores))]


def _rehearse(examples: Sequence[Example]) -> tuple[list[NDArray[np.float64]], list[bool]]:
    """Learn without some labels and some examples, and return how those fared: signals, and whether rightly placed."""
    labels = sorted({label for _, label in examples if label is not None})
    chance = Random(len(examples))  # noqa: S311 - which examples are tried is no secret
    fold_of_label = {label: i % _FOLDS for i, label in enumerate(chance.sample(labels, len(labels)))}
    fold_of_example = [chance.randrange(2 * _FOLDS) for _ in examples]
    rows, right = [], []
    for fold in range(_FOLDS):
        kept: list[Example] = []
        tried: list[Example] = []
        for example, its_fold in zip(examples, fold_of_example, strict=True):
            unknown_label = fold_of_label.get(example[1] or "") == fold
            (tried if unknown_label or its_fold == fold else kept).append(example)
        if len({label for _, label in kept}) < 2:
            continue
        matcher = Matcher(kept)
        for text, label in chance.sample(tried, min(_MOST_TRIED, len(tried))):
            ranking = matcher.rank(matcher.read(text))
            rows.append(_signals(ranking))
            right.append(ranking.matches[0].label == label)
    return rows, right


def _logistic_regression(signals: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights that make `signals` tell best where `wanted` is 1 (Newton's method, slightly damped)."""
    weights = np.zeros(signals.shape[1])
    damping = np.eye(signals.shape[1]) * 0.1
    for _ in range(20):
        probable = 1 / (1 + np.exp(-np.clip(signals @ weights, -30, 30)))
        slope = signals.T @ (wanted - probable) - damping @ weights
        curvature = (signals * (probable * (1 - probable))[:, None]).T @ signals + damping
        weights = weights + np.linalg.solve(curvature, slope)
    return weights
