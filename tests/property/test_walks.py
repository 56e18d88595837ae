"""Laws of the conversation for any session, also one of an older base, and for long walks through what is offered."""

import copy
import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.talk.actions import (
    MOST_CHARS,
    Action,
    InterviewAction,
    RunCommand,
    ShowDetails,
    ShowEntry,
    ShowSubject,
    decode,
    encode,
)
from bot.talk.conversation import Conversation
from bot.talk.message import NONE_OF_THESE, Message, Reply, Status
from bot.talk.session import Session
from bot.talk.states import Clarifying, Idle
from intents.context import NOTHING_SO_FAR, after
from knowledge.model import Knowledge

NOON = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)

_IDS = st.sampled_from(["amt24-was", "schritt-4-ueberblick", "servicekonto-was", "no-such-entry", "", "ä\x00"])
_TARGETS = st.one_of(_IDS, st.sampled_from(["amt24", "help", "topics", "cancel", "0", "2", "99", "-1"]), st.text())
_KINDS = st.sampled_from(["entry:", "details:", "subject:", "command:", "example:", "none", "none:", ":", ""])
_CODES = st.one_of(st.builds(str.__add__, _KINDS, _TARGETS), st.just(NONE_OF_THESE), st.text(max_size=70))
_ACTIONS = st.builds(decode, _CODES)
_STATES = st.one_of(st.just(Idle()), st.builds(Clarifying, st.lists(_IDS, min_size=1, max_size=3).map(tuple)))
_SESSIONS = st.builds(
    Session,
    _STATES,
    st.one_of(st.just(NOTHING_SO_FAR), st.builds(after, _IDS)),
    st.lists(_ACTIONS, max_size=4).map(tuple),
)
_PIECES = """
was ist amt24 und die adresse kosten wer zuständig servicekonto danach davor 1 2 3 keine davon das erste epaybl danke
beteiligungsportal testsystem themen hilfe abbrechen wetter ? , . § 22 kisa oaa <b> ' -- \u202e \x00 😀
"""
_TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(_PIECES.split()), max_size=7).map(" ".join))
_FEW = settings(max_examples=60, deadline=None)
_FIRST_WORDS = ["Was ist Amt24?", "themen", "hilfe", "antrag", "Was kostet das Beteiligungsportal?", "daten konto"]


def reach(
    conversation: Conversation, text: str, session: Session, action: Action | None = None
) -> tuple[Reply, Session]:
    [reply], after = conversation.handle(Message(text, NOON, action), session)
    return reply, after


@_FEW
@given(text=_TEXTS, action=st.one_of(st.none(), _ACTIONS), session=_SESSIONS)
def test_any_message_in_any_session_has_a_reply(
    conversation: Conversation, text: str, action: Action | None, session: Session
) -> None:
    """Nothing fails, nothing given is changed, the same gets the same, and what is said can be shown and stored."""
    kept = copy.deepcopy(session)
    reply, after = reach(conversation, text, session, action)
    assert session == kept
    assert (reply, after) == reach(conversation, text, session, action)
    assert reply.text.strip()
    assert 0 <= reply.score <= 1
    assert (reply.status is Status.ANSWER) == bool(reply.entries) == bool(reply.citations) == reply.rateable
    if after == session and reply.status is Status.FALLBACK and not reply.next:
        return  # a number beyond those offered: the same choice stands
    assert (reply.status is Status.CLARIFY) == bool(reply.choices) == isinstance(after.state, Clarifying)
    assert after.offered == tuple(choice.action for choice in reply.all_choices)


@_FEW
@given(first=st.sampled_from(_FIRST_WORDS), picks=st.lists(st.integers(0, 60), max_size=8))
def test_a_walk_through_what_is_offered_never_ends_at_something_gone(
    conversation: Conversation, knowledge: Knowledge, first: str, picks: list[int]
) -> None:
    """Whatever is offered can be picked, by its action as by its number, from wherever one got to by picking."""
    reply, session = reach(conversation, first, Session())
    for pick in picks:
        offered = reply.all_choices
        if not offered:
            return
        choice = offered[pick % len(offered)]
        if isinstance(choice.action, InterviewAction):  # walks through interviews have a test of their own
            return
        by_number = reach(conversation, str(pick % len(offered) + 1), session)
        by_action = reach(conversation, choice.label, session, choice.action)
        assert by_number == by_action
        assert by_action[0].text != knowledge.wording.gone
        reply, session = by_action


def every_action(conversation: Conversation, knowledge: Knowledge) -> dict[Action, str]:
    """All that is ever offered, with the labels: found by following every offer from the start and every entry."""
    found = {choice.action: choice.label for choice in conversation.welcome().next}
    found |= {ShowEntry(entry.id): entry.question for entry in knowledge.entries.values()}
    found |= {RunCommand(name): name for name in knowledge.wording.commands}
    waiting = list(found)
    while waiting:
        reply, _ = reach(conversation, "", Session(), waiting.pop())
        new = {c.action: c.label for c in reply.all_choices if c.action not in found}
        new = {
            action: label for action, label in new.items() if not isinstance(action, InterviewAction)
        }  # they need an interview
        found |= new
        waiting += new
    return found


@pytest.fixture(scope="module")
def actions(conversation: Conversation, knowledge: Knowledge) -> dict[Action, str]:
    return every_action(conversation, knowledge)


def test_every_action_fits_a_messengers_button(actions: dict[Action, str]) -> None:
    """At most 64 bytes of ASCII: what Telegram sends back."""
    assert len(actions) > 300
    assert [code for code in map(encode, actions) if not code.isascii() or len(code) > MOST_CHARS] == []
    assert all(label.strip() for label in actions.values())


def test_every_action_leads_somewhere(
    conversation: Conversation, knowledge: Knowledge, actions: dict[Action, str]
) -> None:
    """No offer of the whole base is answered with "gone", and each entry can be reached from the topics."""
    anytime = [action for action in actions if not isinstance(action, InterviewAction)]  # those belong to one interview
    gone = [a for a in anytime if reach(conversation, "", Session(), a)[0].text == knowledge.wording.gone]
    assert gone == []
    listed = {
        choice.action
        for action in actions
        if isinstance(action, ShowSubject)
        for choice in reach(conversation, "", Session(), action)[0].next
    }
    assert listed >= {ShowEntry(entry) for entry in knowledge.entries}


def test_every_answer_has_at_most_three_next_questions(
    conversation: Conversation, knowledge: Knowledge, actions: dict[Action, str]
) -> None:
    """ "Mehr dazu" comes before them where there is more, and none of them is the question just answered."""
    for action in actions:
        reply, _ = reach(conversation, "", Session(), action)
        if reply.status is Status.ANSWER:
            more = [choice for choice in reply.next if isinstance(choice.action, ShowDetails)]
            assert [choice.label for choice in more] in ([], [knowledge.wording.more])
            assert len(reply.next) - len(more) <= 3
            assert not {choice.action for choice in reply.next} & {ShowEntry(entry) for entry in reply.entries}
