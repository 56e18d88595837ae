"""How sure a match is: a few signals weighed into two probabilities.

The weights were fitted by logistic regression on development questions that were written without sight of the phrases
(README, "How good is it"); they concern no topic, only how matches of right and wrong answers look.
"""

from dataclasses import dataclass, fields
from math import exp
from operator import attrgetter


@dataclass(frozen=True)
class Signals:
    """What speaks for and against a match. Evidence is logarithmic, and counted in tens."""

    margin: float
    """How much more evidence there is than for the next label; at most 2."""
    against: float
    """How much more evidence there is than for "none of these"."""
    evidence: float
    """How much evidence there is for the label at all."""
    similarity: float
    """To the nearest phrase, 0 to 1."""
    coverage: float
    """The share of the words that the label's phrases know, 0 to 1."""
    unknown: float
    """The share of the words that no phrase knows, 0 to 1."""
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
    gap: float
    """1 if nothing is known of any named subject in any named aspect, else 0."""


_in_a_row = attrgetter(*(field.name for field in fields(Signals)))  # astuple() copies deeply: half of the time once


@dataclass(frozen=True)
class Weighing:
    """A logistic regression over the signals."""

    weights: Signals
    bias: float

    def __call__(self, signals: Signals) -> float:
        total = self.bias + sum(w * s for w, s in zip(_in_a_row(self.weights), _in_a_row(signals), strict=True))
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True)
class Confidence:
    """When to answer, when to ask back, when to say that it is not covered."""

    covered: Weighing
    """The probability that the question is one of ours at all."""
    right: Weighing
    """The probability that the best match is what was meant, if it is one of ours."""
    answer_above: float
    """The least `covered` at which an answer is given."""
    sure_above: float
    """The least `right` at which an answer is given without asking back."""
    ask_above: float
    """The least `covered` at which at least a choice is offered."""
    ahead_above: float
    """The least `margin` at which an answer is given without asking back."""
    gap_coverage: float
    """The least `coverage` of an answer where nothing is known of what was named (`gap`)."""

    def is_clear(self, signals: Signals, covered: float) -> bool:
        """Whether the best match may answer without asking back."""
        sure = covered >= self.answer_above and self.right(signals) >= self.sure_above
        return sure and signals.margin >= self.ahead_above

    def is_beside(self, signals: Signals) -> bool:
        """Whether the best match tells of something else than what was named."""
        return signals.gap > 0 and signals.coverage < self.gap_coverage


STANDARD = Confidence(
    covered=Weighing(Signals(1.12, 4.28, -3.73, 2.13, 2.07, 0.46, -0.04, 3.36, -1.60, -0.20, 0.65, -0.98), -6.16),
    right=Weighing(Signals(0.59, -0.05, 0.54, 0.10, 0.42, -1.38, 0.31, -0.90, -0.14, 0.38, 0.12, 0.10), 2.01),
    answer_above=0.5,
    sure_above=0.5,
    ask_above=0.3,
    ahead_above=0.02,
    gap_coverage=0.5,
)
