"""Fits a logistic regression to signals; the same rows give the same weights, digit by digit."""

from collections.abc import Sequence
from dataclasses import fields
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from intents.confidence import S, Signals, Ties, Traces, Weighing

_DAMPING = 30.0
"""How strongly weights are held back, of signals with their products."""
_ROUNDS = 8
_DIGITS = 4

Rows = NDArray[np.float64]


def with_products(kind: type[S], rows: Rows, right: Rows) -> Weighing[S]:
    """Fit signals and their products."""
    single: list[str] = names(kind)
    pairs: list[tuple[int, int]] = list(combinations_with_replacement(range(len(single)), 2))
    products = np.array([rows[:, one] * rows[:, other] for one, other in pairs]).T
    keys = [*single, *(f"{single[one]}*{single[other]}" for one, other in pairs)]
    return Weighing(kind, *regression(keys, np.hstack([rows, products]), right, _DAMPING))


def names(kind: type[Signals | Ties | Traces]) -> list[str]:
    """Return the names of signals, in their order."""
    return [field.name for field in fields(kind)]


def regression(
    keys: Sequence[str], rows: Rows, right: Rows, damping: float, counts: Rows | float = 1.0
) -> tuple[dict[str, float], float]:
    """Fit a logistic regression (Newton's method, damped) to rows that count so much; return weights and bias."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread == 0] = np.inf
    inputs = np.hstack([(rows - mean) / spread, np.ones((len(rows), 1))])
    held = np.eye(inputs.shape[1]) * damping
    held[-1, -1] = 0.0
    weights = np.zeros(inputs.shape[1])
    for _ in range(_ROUNDS):
        probable = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        slope = inputs.T @ (counts * (right - probable)) - held @ weights
        curvature = (inputs * (counts * probable * (1 - probable))[:, None]).T @ inputs + held
        weights = weights + np.linalg.solve(curvature, slope)
    scaled = weights[:-1] / spread
    found = {key: round(float(w), _DIGITS) for key, w in zip(keys, scaled, strict=True) if w}
    return found, round(float(weights[-1] - scaled @ mean), _DIGITS)
