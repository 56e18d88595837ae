"""How sure a reading of a message is: a few signals weighed into one probability.

The weights and thresholds are fitted in the open (`calibrate.py`) and lie in `calibrated.json`. They concern no topic,
only how right and wrong readings look.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from math import exp, prod
from typing import Generic, TypedDict, TypeVar

import numpy as np
from numpy.typing import NDArray

CALIBRATED = files("intents") / "calibrated.json"


@dataclass(frozen=True)
class Signals:
    """What speaks for and against an entry as the answer to a message as it stands.

    Evidence is logarithmic, and counted in tens.
    """

    margin: float
    """How much more evidence there is than for the best of the other labels; -2 to 2."""
    against: float
    """How much more evidence there is than for "none of these"."""
    evidence: float
    """How much evidence there is for the label at all."""
    similarity: float
    """To the nearest phrase, 0 to 1."""
    coverage: float
    """The share of the telling words that the label's phrases know, 0 to 1, the rarer the weightier."""
    unknown: float
    """The share of the telling words that no phrase of any label knows, 0 to 1."""
    foreign: float
    """The share of the telling words that the label's phrases do not know, but messages on other matters do."""
    strange: float
    """How telling the most telling word is that the label's phrases do not know; 0 if they know all of them."""
    length: float
    """The logarithm of the number of words."""
    telling: float
    """The logarithm of the number of words that carry meaning."""
    few: float
    """Their number, as far as 3: the fewer words, the less evidence there can be."""
    subject: float
    """1: it is about a subject that was named; -1: it is about none of those named; 0: none was named."""
    aspect: float
    """The same for the aspect."""
    number: float
    """The same for what has a number."""
    gap: float
    """1 if nothing is known of any named subject in any named aspect, else 0."""
    asking: float
    """1 if the label's phrases ask with the same question word, -1 if with others, 0 if there is none."""
    sibling: float
    """1 if the best other label is about the same subject, -1 if it is about another, 0 if it is no entry."""


@dataclass(frozen=True)
class Traces:
    """What speaks for and against an entry that was laid over the rest, of which little may be known.

    None of it depends on how many phrases there are, but for `phrases`: the fewer, the less alike a good one may be.
    """

    centroid: float
    """The cosine with the middle of all that is known of it, 0 to 1."""
    nearest: float
    """The cosine with the nearest of its phrases, or of the sentences of its answer, 0 to 1."""
    similarity: float
    """To the nearest phrase, letter by letter, 0 to 1."""
    coverage: float
    """The share of the telling words that its phrases or its answer know, 0 to 1, the rarer the weightier."""
    unknown: float
    """The share of the telling words that nobody knows, 0 to 1."""
    foreign: float
    """The share of the telling words that it does not know, but messages on other matters do."""
    margin: float
    """How much more evidence there is than for the best of the others laid over; -2 to 2, counted in tens."""
    against: float
    """How much more evidence there is than for all that lies below, and for what is none of ours; -5 to 5."""
    ahead: float
    """How much better it fits than the best of the other layers; -1 to 1."""
    phrases: float
    """The logarithm of their number."""
    telling: float
    """The logarithm of the number of words that carry meaning."""
    asking: float
    """1 if its phrases ask with the same question word, -1 if with others, 0 if there is none."""
    opposed: float
    """1 if only one of the message and the nearest phrase denies something."""


@dataclass(frozen=True)
class Ties:
    """What speaks for and against an entry as the answer to a message that leaves something out.

    What the message says counts in `lead` to `asking`; of what is carried over, only how well it fits. Evidence as in
    `Signals`.
    """

    lead: float
    """How much more evidence there is than for any other label; at least -3."""
    against: float
    margin: float
    """How much more evidence there is than for the best of the other entries of the same reading; -2 to 2."""
    similarity: float
    completed: float
    """The similarity of the message to the nearest phrase if it had named what it leaves out."""
    coverage: float
    unknown: float
    foreign: float
    strange: float
    few: float
    telling: float
    asking: float
    aspect: float
    """1: it tells of an aspect that was named; -1: it does not; 0: none was named."""
    carried: float
    """1 if it tells of the aspect that was asked for before, and none was named now."""
    just_that: float
    """1: it tells of just the subject and aspect asked for, one of them carried over; -1: another does; 0: none."""
    subject: float
    """1: it is about a subject that was named; -1: it is not; 0: none was named."""
    number: float
    """The same for what has a number."""
    distance: float
    """0: it is about the subject carried over; 1: a part of it; 2: a wider one; 3: one beside it; 4: none of these."""
    age: float
    """How many turns ago that subject came up."""
    gap: float
    """1 if nothing is known of the subject in a named aspect, else 0."""
    points: float
    """1 if a word points back to what was said, or continues it."""
    bare: float
    """1 if nothing was said but names, pronouns and filler words."""
    told: float
    """1 if it was just told."""
    offered: float
    """1 if it is one of the entries that the person was asked to choose from, ½ if it was merely shown."""
    corrects: float
    """1 if the message corrects the question before it."""
    talk: float
    """1 if it is small talk, and no entry."""
    alone: float
    """How sure it is for the message as it stands."""
    rival: float
    """How sure the best other one is for the message as it stands."""
    covered: float
    """How probable it is that the message by itself is one of ours."""


S = TypeVar("S", Signals, Ties, Traces)
W = TypeVar("W", Signals, Traces)
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Weighing(Generic[S]):
    """A logistic regression over signals and their products."""

    signals: type[S]
    weights: Mapping[str, float]
    """By the name of a signal, or those of two that are multiplied: "margin*few"."""
    bias: float

    def __post_init__(self) -> None:
        known = {field.name for field in fields(self.signals)}
        if unknown := {name for key in self.weights for name in key.split("*")} - known:
            raise ValueError(f"no such signals: {sorted(unknown)}")

    def rate(self, many: Sequence[S]) -> list[float]:
        """Return the probability for each of `many`."""
        if not many:
            return []
        numbers = np.array([as_row(one) for one in many])
        total = np.einsum("ni,ij,nj->n", numbers, self._of_products, numbers) + numbers @ self._of_signals + self.bias
        return [1 / (1 + exp(-max(-30.0, min(30.0, float(one))))) for one in total]

    @cached_property
    def _of_signals(self) -> Numbers:
        return np.array([self.weights.get(field.name, 0.0) for field in fields(self.signals)])

    @cached_property
    def _of_products(self) -> Numbers:
        names = [field.name for field in fields(self.signals)]
        return np.array([[self.weights.get(f"{one}*{other}", 0.0) for other in names] for one in names])


def as_row(signals: Signals | Ties | Traces) -> tuple[float, ...]:
    """Return the signals as numbers, in their order."""
    return tuple(vars(signals).values())


@dataclass(frozen=True)
class Thresholds:
    """When to answer, when to ask back; below, it is said that this is not known."""

    covered_above: float
    """How probable it is at least, where an answer is given, that the message by itself is one of ours."""
    answer_above: float
    """The least probability of the answer."""
    ahead_above: float
    """How much more probable it is at least than the next one."""
    ask_above: float
    """The least probability of one of the best few being right at which they are offered as a choice."""


@dataclass(frozen=True)
class Standing(Generic[W]):
    """How sure a message is as it stands."""

    covered: Weighing[W]
    """The probability that it is one of ours at all, from the signals of the best label."""
    right: Weighing[W]
    """The probability that a label is the right one, if the message is one of ours."""

    def rate(self, signals: Sequence[W]) -> tuple[float, list[float]]:
        """Return how probable it is that a message is one of ours, and that each label is right, the best one first."""
        covered = self.covered.rate(signals[:1])
        return (covered[0], [covered[0] * right for right in self.right.rate(signals)]) if covered else (0.0, [])


@dataclass(frozen=True)
class Confidence:
    """How sure readings are, and what follows from it."""

    whole: Standing[Signals]
    """For a message before which nothing was said: it leaves nothing out."""
    perhaps: Standing[Signals]
    """For one that may leave something out, since something was said before it."""
    above: Standing[Traces]
    """For what was laid over the rest: how probable it is that it concerns the message, and which entry is right."""
    carried: Weighing[Ties]
    """The probability that a label is right for such a message."""
    first: Thresholds
    """For a message before which nothing was said."""
    later: Thresholds
    """For all others: who is talking already can more easily set right what was misunderstood."""
    over: Thresholds
    """Where an entry that was laid over the rest is the most probable one."""


class _KeptWeighing(TypedDict):
    weights: dict[str, float]
    bias: float


class _KeptStanding(TypedDict):
    covered: _KeptWeighing
    right: _KeptWeighing


def likely(scores: Iterable[float]) -> float:
    """Return how probable it is that one of several entries is right."""
    return 1 - prod(1 - score for score in scores)


def calibrated(path: Traversable = CALIBRATED) -> Confidence:
    """Return what was fitted last."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Confidence(
        _standing(Signals, kept["whole"]),
        _standing(Signals, kept["perhaps"]),
        _standing(Traces, kept["above"]),
        _weighing(Ties, kept["carried"]),
        Thresholds(**kept["first"]),
        Thresholds(**kept["later"]),
        Thresholds(**kept["over"]),
    )


def _standing(signals: type[W], kept: _KeptStanding) -> Standing[W]:
    return Standing(_weighing(signals, kept["covered"]), _weighing(signals, kept["right"]))


def _weighing(signals: type[S], kept: _KeptWeighing) -> Weighing[S]:
    return Weighing(signals, kept["weights"], kept["bias"])
