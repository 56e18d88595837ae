"""Signals weighed into probabilities, and what was fitted."""

from dataclasses import fields, replace

import pytest

from intents.confidence import Signals, Ties, Weighing, calibrated, likely

NOTHING = Signals(*(0.0 for _ in fields(Signals)))
MARGIN = Weighing(Signals, {"margin": 2.0}, -1.0)


def test_no_evidence_and_no_bias_is_an_even_chance() -> None:
    """A weighing without weights knows nothing."""
    assert Weighing(Signals, {}, 0.0).rate([NOTHING]) == [0.5]


@pytest.mark.parametrize(("margin", "probability"), [(0.0, 0.2689), (0.5, 0.5), (1.5, 0.8808)])
def test_weighs_as_a_logistic_regression(margin: float, probability: float) -> None:
    """The probability is the sigmoid of bias and weighted sum."""
    assert MARGIN.rate([replace(NOTHING, margin=margin)]) == [pytest.approx(probability, abs=1e-4)]


def test_signals_count_together() -> None:
    """Two signals may say more than each of them: their product has a weight of its own."""
    both = Weighing(Signals, {"margin*few": 1.0}, 0.0)
    alone, together = replace(NOTHING, margin=2.0), replace(NOTHING, margin=2.0, few=1.0)
    assert both.rate([alone, together]) == [0.5, pytest.approx(0.8808, abs=1e-4)]


@pytest.mark.parametrize("extreme", [1e9, -1e9])
def test_stays_a_probability(extreme: float) -> None:
    """However extreme a signal is, nothing overflows."""
    [probability] = MARGIN.rate([replace(NOTHING, margin=extreme)])
    assert 0 <= probability <= 1


def test_a_weight_of_no_signal_is_refused() -> None:
    """Weights that were fitted for other signals can't be used by mistake."""
    with pytest.raises(ValueError, match="rarest"):
        Weighing(Signals, {"margin": 1.0, "rarest*few": 1.0}, 0.0)


def test_one_of_several_is_likelier_than_each() -> None:
    """Three choices of which each is hardly probable are worth asking for."""
    assert likely([0.4, 0.3, 0.3]) == pytest.approx(0.706)
    assert likely([]) == 0


def test_what_was_fitted_can_be_used() -> None:
    """All signals are known, and an answer needs no less than a choice."""
    fitted = calibrated()
    weighings = (fitted.whole.covered, fitted.whole.right, fitted.perhaps.covered, fitted.perhaps.right)
    assert {weighing.signals for weighing in weighings} == {Signals}
    assert fitted.carried.signals is Ties
    for limits in (fitted.first, fitted.later):
        assert 0 < limits.answer_above < 1
        assert 0 < limits.ask_above < 1
