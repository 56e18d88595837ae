"""Signals weighed into probabilities."""

from dataclasses import astuple, fields, replace

import pytest

from intents.confidence import STANDARD, Signals, Weighing

NOTHING = Signals(*(0.0 for _ in fields(Signals)))
MARGIN = Weighing(replace(NOTHING, margin=2.0), -1.0)


def test_no_evidence_and_no_bias_is_an_even_chance() -> None:
    """A weighing without weights knows nothing."""
    assert Weighing(NOTHING, 0.0)(NOTHING) == 0.5


@pytest.mark.parametrize(("margin", "probability"), [(0.0, 0.2689), (0.5, 0.5), (1.5, 0.8808)])
def test_weighs_as_a_logistic_regression(margin: float, probability: float) -> None:
    """The probability is the sigmoid of bias and weighted sum."""
    assert MARGIN(replace(NOTHING, margin=margin)) == pytest.approx(probability, abs=1e-4)


@pytest.mark.parametrize("extreme", [1e9, -1e9, float("inf"), float("-inf")])
def test_stays_a_probability(extreme: float) -> None:
    """However extreme a signal is (no examples of nothing: infinitely much against them), nothing overflows."""
    assert 0 <= MARGIN(replace(NOTHING, margin=extreme)) <= 1


def test_the_standard_thresholds_are_ordered() -> None:
    """An answer needs more than a question back, and every weight is set."""
    assert 0 < STANDARD.ask_above < STANDARD.answer_above < 1
    assert 0 < STANDARD.sure_above < 1
    assert len(astuple(STANDARD.covered.weights)) == len(fields(Signals))


def test_the_standard_weights_go_the_right_way() -> None:
    """Evidence makes a question covered, a gap in the knowledge does not; a wide margin makes an answer right."""
    covered, right = STANDARD.covered.weights, STANDARD.right.weights
    assert covered.against > 0 > covered.gap
    assert right.margin > 0
    assert right.subject > 0
