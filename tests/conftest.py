"""What many tests need and what takes a second to build: the shipped knowledge, learnt once per process."""

import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.curation.learnt import learn
from bot.talk.conversation import Conversation
from bot.talk.message import Message
from intents.understand import Understanding
from knowledge.load import SHIPPED
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
def lean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped entries with a few test questions and no further phrases: a change is learnt and tried in a second.

    For tests of changing knowledge, which say nothing of how well the shipped one is understood.
    """
    folder = tmp_path_factory.mktemp("lean")
    for name in ("entries", "vocabulary", "sources"):
        if (SHIPPED / name).is_dir():
            shutil.copytree(SHIPPED / name, folder / name)
    for name in ("akteure", "amt24", "dvo", "epaybl", "kisa-ueberblick", "nicht-abgedeckt"):
        (folder / "questions").mkdir(exist_ok=True)
        shutil.copy(SHIPPED / "questions" / f"{name}.yaml", folder / "questions")
    for path in SHIPPED.glob("*.yaml"):
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="session")
def learnt_lean(lean: Path) -> tuple[Knowledge, Understanding]:
    return learn(base=lean)


@pytest.fixture(scope="session")
def conversation(knowledge: Knowledge, understanding: Understanding) -> Conversation:
    return Conversation(knowledge, understanding)


@pytest.fixture(scope="session")
def say():
    """Build a message from a text or a picked action."""
    return lambda text, action=None: Message(text, NOON, action)
