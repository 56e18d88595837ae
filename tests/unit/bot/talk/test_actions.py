"""What can be picked, and the codes that buttons and stored sessions carry."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.talk.actions import (
    MOST_CHARS,
    Action,
    AskExample,
    GetFile,
    GiveAnswer,
    Gone,
    InterviewAction,
    LeaveHuman,
    MoveInterview,
    ShowEntry,
    SkipStep,
    StartAbout,
    decode,
    encode,
)

_IDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda name: len(name) <= 20)


@given(kind=st.sampled_from(get_args(Action)), names=st.lists(_IDS, min_size=2, max_size=2), number=st.integers(0, 99))
def test_every_action_comes_back_from_its_code(kind, names, number):
    """Whatever can be built is the same after a button or the store carried it."""
    values = [number if field.type is int else name for field, name in zip(_fields(kind), names, strict=False)]
    if kind is GetFile:
        values = ["pdf"]
    if kind is MoveInterview:
        values = ["back"]
    action = kind(*values)
    assert decode(encode(action)) == action
    assert encode(action).isascii()


def _fields(kind):
    return list(kind.__dataclass_fields__.values())


@pytest.mark.parametrize(
    ("code", "action"),
    [
        ("entry:amt24-was", ShowEntry("amt24-was")),
        ("human:back", LeaveHuman()),
        ("iv:a:kdn:ja", GiveAnswer("kdn", "ja")),
        ("iv:skip:kdn", SkipStep("kdn")),
        ("iv:skip", MoveInterview("skip")),
        ("iv:about:bereitschaft:2", StartAbout("bereitschaft", 2)),
        ("example:0", AskExample(0)),
    ],
)
def test_codes_stay_as_they_are(code, action):
    """Buttons sent long ago, and stored sessions, hold these."""
    assert decode(code) == action
    assert encode(action) == code


@pytest.mark.parametrize(
    "code",
    [
        *("", ":", "entry", "entry:", "entry:a:b", "entry:ä", "entry:" + "x" * 60, "iv", "iv:", "iv:nonsense"),
        *("iv:file:exe", "example:-1", "example:٣", "example:01", "example:" + "9" * 5000, "nonsense", "gone", "none:"),
        "\ud800",
    ],
)
def test_whatever_is_no_code_is_gone(code):
    """Nothing of it fails."""
    assert decode(code) == Gone()


@pytest.mark.parametrize("name", ["", "a:b", "ä", "x" * (MOST_CHARS - 5)])
def test_what_does_not_fit_a_button_cannot_be_built(name):
    """The tightest channel decides, and not only when something is sent."""
    with pytest.raises(ValueError, match="button"):
        ShowEntry(name)


def test_interview_actions_are_known_as_such():
    """The conversation hands these on to the interview."""
    assert isinstance(GiveAnswer("kdn", "ja"), InterviewAction)
    assert not isinstance(ShowEntry("kdn"), InterviewAction)
