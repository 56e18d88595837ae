"""Between assistant and human: what counts as a question, and what one may wish for meanwhile."""

import datetime

import pytest

from bot.talk.actions import Action, AskHuman, ConfirmHandover
from bot.talk.conversation import Conversation
from bot.talk.message import Message, Reply, Status
from bot.talk.privacy import MAX_CHARS
from bot.talk.session import Session
from bot.talk.states import HandingOver, Preparing, WithHuman
from intents.understand import Understanding
from knowledge.model import Knowledge

NOON = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)
ASKED = "Wer kommt nach Zittau?"


@pytest.fixture(scope="module")
def conversation(knowledge: Knowledge, understanding: Understanding) -> Conversation:
    return Conversation(knowledge, understanding, with_humans=True)


def said(
    conversation: Conversation, text: str, session: Session, action: Action | None = None
) -> tuple[Reply, Session]:
    replies, after = conversation.handle(Message(text, NOON, action), session)
    return replies[0], after


@pytest.mark.parametrize("text", ["danke", "Hallo", "Guten Tag!"])
@pytest.mark.parametrize("question", ["", ASKED])
def test_small_talk_is_no_question_for_a_human(conversation: Conversation, text: str, question: str) -> None:
    """What was asked before stays what is to be passed on."""
    reply, after = said(conversation, text, Session(HandingOver(question)))
    assert after.state == HandingOver(question)
    assert f"„{text}" not in reply.text


def test_a_human_gets_no_more_than_one_can_read(conversation: Conversation) -> None:
    """What is read of a message, of the question as of what follows; and it is what the person saw."""
    long = "Wer kommt nach Zittau? " * 300
    reply, session = said(conversation, long, Session(HandingOver("")))
    assert isinstance(session.state, HandingOver)
    assert MAX_CHARS * 0.9 < len(session.state.question) <= MAX_CHARS
    assert long.startswith(session.state.question)
    assert session.state.question in reply.text
    reply, session = said(conversation, "ja", session)
    assert reply.relay is not None
    assert MAX_CHARS * 0.9 < len(reply.relay.text) <= MAX_CHARS
    reply, session = said(conversation, long, session)
    assert reply.relay is not None
    assert MAX_CHARS * 0.9 < len(reply.relay.text) <= MAX_CHARS


@pytest.mark.parametrize("text", ["Ich möchte mit einem Menschen reden", "kann ich mit jemandem sprechen"])
def test_who_wants_a_human_is_offered_one(conversation: Conversation, text: str) -> None:
    """To pass on is what was asked before, not the wish."""
    _, session = said(conversation, ASKED, Session())
    reply, session = said(conversation, text, session)
    assert [choice.action for choice in reply.next] == [AskHuman()]
    reply, session = said(conversation, "", session, AskHuman())
    assert session.state == HandingOver(ASKED)


def test_nobody_is_offered_where_nobody_is_there(knowledge: Knowledge, understanding: Understanding) -> None:
    """But where humans can be written to is said."""
    reply, _ = said(Conversation(knowledge, understanding), "Ich möchte mit einem Menschen reden", Session())
    assert reply.next == ()


def test_the_interview_begins_instead_of_being_passed_on(conversation: Conversation) -> None:
    """A command is no question."""
    reply, after = said(conversation, "/interview", Session(HandingOver(ASKED)))
    assert reply.status is Status.INTERVIEW
    assert isinstance(after.state, Preparing)


@pytest.mark.parametrize(("text", "action"), [("/lotse", None), ("Lotsen fragen", AskHuman()), ("/interview", None)])
def test_who_waits_for_a_human_goes_on_waiting(conversation: Conversation, text: str, action: Action | None) -> None:
    """Wishes to the assistant neither reach the human nor end the talk with them; how to end it is said."""
    reply, after = said(conversation, text, Session(WithHuman(), asked=ASKED), action)
    assert isinstance(after.state, WithHuman)
    assert reply.relay is None
    assert "/zurueck" in reply.text


def test_what_is_written_to_a_human_resumes_no_interview(conversation: Conversation) -> None:
    """A paused one stays paused."""
    session = Session()
    for text in ("/interview", "Hundesteuer", "pause", "/lotse"):
        _, session = said(conversation, text, session)
    assert isinstance(session.state, HandingOver)
    _, session = said(conversation, "weiter", session)
    assert session.state == HandingOver("weiter")


def test_a_second_yes_is_nothing(conversation: Conversation) -> None:
    """What was passed on stays the last word."""
    _, session = said(conversation, "", Session(HandingOver(ASKED)), ConfirmHandover())
    reply, after = said(conversation, "", session, ConfirmHandover())
    assert (reply.text, reply.relay, after) == ("", None, session)


@pytest.mark.parametrize("text", ["", "\u200b", "\u00ad\ufeff\u2060"])
def test_what_nobody_sees_is_not_passed_on(conversation: Conversation, text: str) -> None:
    """The person is told that there was nothing in it."""
    reply, after = said(conversation, text, Session(WithHuman()))
    assert reply.relay is None
    assert reply.text
    assert after.state == WithHuman()


def test_so_many_lines_are_passed_on_within_an_hour(conversation: Conversation) -> None:
    """Each beyond them is said not to be; an hour after the first they count anew."""
    session, passed = Session(WithHuman()), 0
    for _ in range(40):
        reply, session = said(conversation, "Noch etwas.", session)
        passed += reply.relay is not None
        assert reply.text
    assert passed == 30
    later = Message("Noch etwas.", NOON + datetime.timedelta(hours=1))
    [reply], _ = conversation.handle(later, session)
    assert reply.relay is not None


def test_addresses_behind_words_are_for_humans_only(conversation: Conversation) -> None:
    """They are passed on, redacted, and no part of a question that is understood."""
    whole = "Was ist Amt24 (https://example.org/ePayBL)? anna@example.org"
    message = Message("Was ist Amt24?", NOON, whole=whole)
    [answer], session = conversation.handle(message, Session())
    assert answer.entries == ("amt24-was",)
    confirm, session = said(conversation, "", session, AskHuman())
    assert session.state == HandingOver("Was ist Amt24 (https://example.org/ePayBL)? [E-Mail]")
    assert "https://example.org/ePayBL" in confirm.text


def test_what_nobody_sees_hides_nothing_from_the_redaction() -> None:
    """A number or an address with a mark within it is one."""
    written = "Ruf an: 0371 12\u200b34567, anna\u00ad@example.org"
    message = Message(written, NOON, whole=written)
    assert message.redacted == message.for_human == "Ruf an: [Telefon], [E-Mail]"
