"""Fits how sure entries are that are laid over others: on parts of a base that are laid over the rest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from intents.confidence import Standing, Thresholds, Traces, as_row
from intents.context import NOTHING_SO_FAR
from intents.fitting import with_products
from intents.laying import Laid, asked, laid_over
from intents.understand import Understanding
from knowledge.model import Knowledge

_RIGHT_AMONG = 3
"""So many of the best labels of a message are fitted on."""
OVER = Thresholds(covered_above=0.0, answer_above=0.5, ahead_above=0.15, ask_above=0.45)
"""When such entries answer. Not fitted: what was left out of a part lies nearer to it than what people ask in vain."""


@dataclass(frozen=True)
class _Asked:
    """A test question, and how the entries laid over stand for it."""

    accepted: frozenset[str]
    """Those of them that answer it; empty if none does."""
    labels: tuple[str, ...]
    traces: tuple[Traces, ...]


def fit_above(knowledge: Knowledge, understanding: Understanding) -> Standing[Traces]:
    """Fit on all test questions; takes some minutes."""
    before = understanding.learnt
    cases: list[_Asked] = []
    for laid in laid_over(knowledge):
        read = Understanding(laid.knowledge, before=before)
        before = read.learnt
        cases += _asked(laid, knowledge, read)
    return _fit(cases)


def _asked(laid: Laid, knowledge: Knowledge, read: Understanding) -> Iterator[_Asked]:
    for question, entries in asked(knowledge, laid):
        alone = read.read(question, NOTHING_SO_FAR).alone
        above = [(one.match.label, one.signals) for one in alone if isinstance(one.signals, Traces)]
        yield _Asked(entries & laid.over, tuple(label for label, _ in above), tuple(traces for _, traces in above))


def _fit(cases: Sequence[_Asked]) -> Standing[Traces]:
    told = [case for case in cases if case.traces]
    covered = [(as_row(case.traces[0]), bool(case.accepted)) for case in told]
    right = [
        (as_row(traces), label in case.accepted)
        for case in told
        if case.accepted
        for label, traces in zip(case.labels[:_RIGHT_AMONG], case.traces, strict=False)
    ]
    return Standing(with_products(Traces, *_arrays(covered)), with_products(Traces, *_arrays(right)))


def _arrays(rows: Iterable[tuple[tuple[float, ...], bool]]) -> tuple[np.ndarray, np.ndarray]:
    several = list(rows)
    return np.array([row for row, _ in several]), np.array([float(right) for _, right in several])
