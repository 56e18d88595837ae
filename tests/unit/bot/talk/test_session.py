"""Several talks of one person: each is found as it was left, and one human listens in one of them."""

import datetime

import pytest

from bot.talk.conversation import Conversation
from bot.talk.message import Message, RelayKind, Status
from bot.talk.session import Session
from bot.talk.states import HandingOver, Idle, WithHuman
from intents import context

NOON = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)


def test_a_talk_is_found_as_it_was_left() -> None:
    """With its topic, its question and what was offered; another begins empty."""
    first = Session(HandingOver("Wer?"), context.after("amt24-was"), asked="Wer?", talk=1)
    second = first.in_talk(2)
    assert second == Session(talk=2, parked=second.parked)
    again = second.in_talk(1)
    assert (again.state, again.context, again.asked) == (first.state, first.context, first.asked)
    assert [talk.number for talk in again.parked] == [2]


def test_a_human_listens_in_one_talk() -> None:
    """Who asks again in another talk is listened to there; and when the human goes, none of them waits."""
    session = Session(WithHuman(), talk=1).in_talk(2).step(HandingOver("Wer?")).step(WithHuman())
    assert session.in_talk(1).state == Idle()
    assert Session(WithHuman(), talk=1).in_talk(2).without_human().in_talk(1).state == Idle()
    assert Session(WithHuman(), talk=1).without_human().state == Idle()


@pytest.mark.parametrize("typed", ["Neues Gespräch", "von vorne", "/neu"])
def test_a_talk_begins_anew(conversation: Conversation, typed: str) -> None:
    """It leads back to the examples, the topics and the interview; interviews are kept."""
    _, session = conversation.handle(Message("Was ist Amt24?", NOON), Session())
    [reply], after = conversation.handle(Message(typed, NOON), session)
    assert reply.status is Status.SOCIAL
    assert {"Alle Themen", "Interview starten"} < {choice.label for choice in reply.next}
    assert after == Session(offered=after.offered)


def test_who_begins_anew_leaves_the_human(conversation: Conversation) -> None:
    """Where a channel has one talk only, a new one is with the assistant."""
    [reply], after = conversation.handle(Message("neues Gespräch", NOON), Session(WithHuman()))
    assert after.state == Idle()
    assert reply.relay
    assert reply.relay.kind is RelayKind.BACK


def test_an_interview_stays_open_when_a_talk_begins_anew(conversation: Conversation) -> None:
    """It is offered to be gone on with."""
    session = Session()
    for text in ("/interview", "Hundesteuer", "ja"):
        _, session = conversation.handle(Message(text, NOON), session)
    replies, after = conversation.handle(Message("von vorne", NOON), session)
    assert after.state == Idle()
    assert "Weiter: Hundesteuer" in [choice.label for choice in replies[-1].next]
