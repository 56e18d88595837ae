"""What many tests need and what takes a second to build: the shipped knowledge, learnt once per process."""

import datetime
from collections.abc import Iterator

import pytest
from hypothesis import settings

from bot.curation.learnt import learn
from bot.talk.conversation import Conversation
from bot.talk.message import Message
from intents.understand import Understanding
from knowledge.model import Knowledge

settings.register_profile("whatever the load", deadline=None)
settings.load_profile("whatever the load")

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is learnt or drawn once in this run is kept for its other processes, and not at the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp().parent / "cache"))
        yield


@pytest.fixture(scope="session")
def learnt(cache: None) -> tuple[Knowledge, Understanding]:
    return learn()


@pytest.fixture(scope="session")
def knowledge(learnt: tuple[Knowledge, Understanding]) -> Knowledge:
    return learnt[0]


@pytest.fixture(scope="session")
def understanding(learnt: tuple[Knowledge, Understanding]) -> Understanding:
    return learnt[1]


@pytest.fixture(scope="session")
def conversation(knowledge: Knowledge, understanding: Understanding) -> Conversation:
    return Conversation(knowledge, understanding)


@pytest.fixture(scope="session")
def say():
    """Build a message from a text or a picked action."""
    return lambda text, action=None: Message(text, NOON, action)
