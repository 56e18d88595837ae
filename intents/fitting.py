"""Fits a logistic regression to signals; the same rows give the same weights, digit by digit."""

from dataclasses import fields
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from intents.confidence import S, Weighing

_DAMPING = 30.0
_ROUNDS = 8
_DIGITS = 4

Rows = NDArray[np.float64]


def weighing(kind: type[S], rows: Rows, right: Rows) -> Weighing[S]:
    """Fit a logistic regression over the signals and their products (Newton's method, damped)."""
    names: list[str] = [field.name for field in fields(kind)]
    pairs: list[tuple[int, int]] = list(combinations_with_replacement(range(len(names)), 2))
    rows = np.hstack([rows, np.array([rows[:, one] * rows[:, other] for one, other in pairs]).T])
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread == 0] = np.inf
    inputs = np.hstack([(rows - mean) / spread, np.ones((len(rows), 1))])
    damping = np.eye(inputs.shape[1]) * _DAMPING
    damping[-1, -1] = 0.0
    weights = np.zeros(inputs.shape[1])
    for _ in range(_ROUNDS):
        probable = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        slope = inputs.T @ (right - probable) - damping @ weights
        curvature = (inputs * (probable * (1 - probable))[:, None]).T @ inputs + damping
        weights = weights + np.linalg.solve(curvature, slope)
    scaled = weights[:-1] / spread
    bias = round(float(weights[-1] - scaled @ mean), _DIGITS)
    keys = [*names, *(f"{names[one]}*{names[other]}" for one, other in pairs)]
    return Weighing(kind, {key: round(float(w), _DIGITS) for key, w in zip(keys, scaled, strict=True) if w}, bias)
