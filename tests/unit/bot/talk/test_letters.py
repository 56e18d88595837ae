"""Letters that are handed in for a reply to be drafted, in every state of a conversation."""

import datetime

import pytest

from bot.talk.actions import RunCommand
from bot.talk.conversation import Conversation
from bot.talk.message import LetterQuestion, Message, Reply, Status
from bot.talk.session import Session
from bot.talk.states import Clarifying, Drafting, HandingOver, Idle, WithHuman
from intents.understand import Understanding
from knowledge.model import Knowledge

NOON = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)
MAIL = "Hallo,\n\nwas kostet der Drucker? Wann fährt der Bus nach Zittau?\n\nGruß\nPetra Schulze, 0371 1234567"


@pytest.fixture
def conversation(small: Knowledge, small_understanding: Understanding) -> Conversation:
    return Conversation(small, small_understanding, with_humans=True)


def say(conversation: Conversation, text: str, session: Session, action: RunCommand | None = None):
    [reply], after = conversation.handle(Message(text, NOON, action), session)
    return reply, after


def drafted(reply: Reply) -> bool:
    return reply.text == "Zum Kopieren:" and "Antwort drucker-kosten." in reply.to_copy


@pytest.mark.parametrize("text", [f"/entwurf {MAIL}", f"/entwurf\n{MAIL}", f"/ENTWURF  {MAIL}"])
def test_the_letter_stands_behind_the_command(conversation: Conversation, text: str) -> None:
    """In one message, with its lines."""
    reply, after = say(conversation, text, Session())
    assert drafted(reply)
    assert after.state == Idle()
    assert reply.of_letter == (
        LetterQuestion("Was kostet der Drucker?", ("drucker-kosten",)),
        LetterQuestion("Wann fährt der Bus nach Zittau?"),
    )
    assert "Schulze" not in repr(reply)
    assert "1234567" not in repr(reply)


@pytest.mark.parametrize("command", ["/entwurf", "Entwurf"])
@pytest.mark.parametrize("state", [Idle(), Clarifying(("drucker-was",)), HandingOver("Was?"), Drafting()])
def test_the_letter_is_the_next_message(conversation: Conversation, command: str, state) -> None:
    """Whatever it looks like."""
    reply, session = say(conversation, command, Session(state))
    assert (reply.text, session.state) == ("Bitte die Mail.", Drafting())
    reply, session = say(conversation, MAIL, session)
    assert drafted(reply)
    assert session.state == Idle()


def test_a_button_asks_for_the_letter(conversation: Conversation) -> None:
    """As the typed command does."""
    reply, session = say(conversation, "Entwurf", Session(), RunCommand("draft"))
    assert (reply.text, session.state) == ("Bitte die Mail.", Drafting())


def test_another_command_instead_of_the_letter(conversation: Conversation) -> None:
    """What was asked for is forgotten."""
    reply, session = say(conversation, "hilfe", Session(Drafting()))
    assert (reply.text, session.state) == ("So geht es.", Idle())
    reply, session = say(conversation, "abbrechen", Session(Drafting()))
    assert (reply.text, session.state) == ("Von vorn.", Idle())


def test_a_letter_without_a_question(conversation: Conversation) -> None:
    """That is said, and nothing is drafted."""
    reply, session = say(conversation, "/entwurf Anbei die Liste vom Freitag.", Session())
    assert (reply.text, reply.to_copy, reply.status) == ("Keine Frage darin.", "", Status.SOCIAL)
    assert session.state == Idle()


def test_with_a_human_only_the_command_drafts(conversation: Conversation) -> None:
    """What else is typed goes to them, and they stay."""
    with_human = Session(WithHuman())
    reply, session = say(conversation, "/entwurf", with_human)
    assert (reply.text, session.state) == ("Bitte dahinter.", WithHuman())
    reply, session = say(conversation, f"/entwurf {MAIL}", with_human)
    assert drafted(reply)
    assert session.state == WithHuman()
    reply, _ = say(conversation, "entwurf", with_human)
    assert reply.relay is not None


def test_what_was_shown_before_is_not_picked_after_a_draft(conversation: Conversation) -> None:
    """A "1" behind it is no choice of an older question."""
    shown = Session(offered=(RunCommand("help"),))
    _, session = say(conversation, f"/entwurf {MAIL}", shown)
    assert session.offered == ()


def test_a_draft_for_a_human_who_answers(conversation: Conversation) -> None:
    """Without a place for a name, since they stay nameless; nothing without a question."""
    said = conversation.reply_to(["Was kostet der Drucker?", "Danke!"], NOON.date())
    assert said.endswith("\n\nGruß")
    assert conversation.reply_to(["Danke!"], NOON.date()) == ""
