"""A yes is a yes and a no is a no, whoever asked: the handover, the interview, a choice, the terminal."""

import datetime

import pytest

from bot.talk.actions import AskHuman
from bot.talk.conversation import Conversation
from bot.talk.interview.log import InterviewLog, Started
from bot.talk.message import NONE_OF_THESE, Message, Reply, Status
from bot.talk.session import Session
from bot.talk.states import Clarifying, HandingOver, Idle, Interviewing, WithHuman
from intents.understand import Understanding
from knowledge.folding import fold
from knowledge.load import load
from knowledge.model import Knowledge

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
WORDING = load().wording


@pytest.fixture(scope="module")
def talking(knowledge: Knowledge, understanding: Understanding) -> Conversation:
    return Conversation(knowledge, understanding, with_humans=True)


@pytest.fixture
def open_interview(knowledge: Knowledge, talking: Conversation) -> Session:
    """Somebody comes back and is offered to go on."""
    [name, *_] = knowledge.interviews
    log = InterviewLog("1", (Started(NOON, name, knowledge.interviews[name].version, "Hundesteuer"),))
    _, session = say(talking, "interview", Session(interviews=(log,)))
    return session


def say(talking: Conversation, text: str, session: Session) -> tuple[Reply, Session]:
    replies, after = talking.handle(Message(text, NOON), session)
    return replies[0], after


@pytest.mark.parametrize("word", WORDING.yes_words)
def test_a_yes(talking: Conversation, open_interview: Session, word: str) -> None:
    """Passes on, goes on, and erases in the terminal."""
    assert isinstance(say(talking, word, Session(HandingOver("Wer kommt?")))[1].state, WithHuman)
    assert isinstance(say(talking, word.upper(), open_interview)[1].state, Interviewing)
    assert WORDING.agrees(fold(f" {word}! "))
    assert not WORDING.declines(fold(word))


@pytest.mark.parametrize("word", WORDING.no_words)
def test_a_no(talking: Conversation, open_interview: Session, word: str) -> None:
    """Keeps back, puts off, refuses all that was offered."""
    assert say(talking, word, Session(HandingOver("Wer kommt?")))[1].state == Idle()
    reply, after = say(talking, word, open_interview)
    assert (reply.status, after.state) == (Status.INTERVIEW, Idle())
    asked_back = Session(Clarifying(("amt24-was", "servicekonto-was")), offered=(AskHuman(),))
    assert say(talking, word, asked_back)[0].chosen == NONE_OF_THESE
    assert WORDING.declines(fold(word))
    assert not WORDING.agrees(fold(word))
