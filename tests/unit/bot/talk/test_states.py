"""Which states there are, and which may follow which."""

from itertools import product
from typing import get_args

import pytest

from bot.talk.session import Session
from bot.talk.states import (
    STEPS,
    Clarifying,
    HandingOver,
    Idle,
    IllegalStepError,
    Interviewing,
    Preparing,
    State,
    WithHuman,
)

STATES = (Idle(), Clarifying(("a",)), HandingOver("?"), WithHuman(), Preparing("x"))


def test_the_table_names_every_state():
    """No state is left without a way on, and every state is reached from another."""
    assert set(STEPS) == set(get_args(State))
    assert set().union(*(after - {before} for before, after in STEPS.items())) == set(STEPS)


@pytest.mark.parametrize(("before", "after"), list(product(STATES, STATES)))
def test_only_what_the_table_allows_is_a_step(before, after):
    """An illegal step names both states."""
    session = Session(before)
    if type(after) in STEPS[type(before)]:
        assert session.step(after).state == after
        return
    with pytest.raises(IllegalStepError, match=f"{type(before).__name__} does not lead to {type(after).__name__}"):
        session.step(after)


def test_a_human_is_reached_only_by_what_was_shown():
    """Nobody's words go to a human without a yes."""
    assert {before for before, after in STEPS.items() if WithHuman in after} == {HandingOver, WithHuman}


def test_what_cannot_be_cannot_be_built():
    """A choice between nothing, and a question of an interview that there is not."""
    with pytest.raises(ValueError, match="nothing to choose"):
        Clarifying(())
    with pytest.raises(ValueError, match="none of this person's"):
        Session(Interviewing("99"))
