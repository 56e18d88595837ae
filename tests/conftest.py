"""What many tests need and what takes a second to build: the shipped knowledge, learnt once per process."""

import datetime

import pytest

from bot.conversation import Conversation
from bot.message import Message
from intents.understand import Understanding
from knowledge.load import load
from knowledge.model import Knowledge

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="session")
def understanding(knowledge: Knowledge) -> Understanding:
    return Understanding(knowledge)


@pytest.fixture(scope="session")
def conversation(knowledge: Knowledge, understanding: Understanding) -> Conversation:
    return Conversation(knowledge, understanding)


@pytest.fixture(scope="session")
def say():
    """Build a message from a text or a picked action."""
    return lambda text, action=None: Message(text, NOON, action)
