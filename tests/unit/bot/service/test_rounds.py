"""What is done now and then."""

import asyncio
import datetime
from pathlib import Path

import pytest

from bot.config import Settings, history_file
from bot.curation.assistant import AssistantVersion, RunningAssistant
from bot.errors import StoreError
from bot.exchange.locks import Locks
from bot.exchange.lotsen import Lotsen
from bot.service import rounds
from bot.store.ports import Store
from bot.store.records import Attached, Letter, Received, Turn
from bot.talk.conversation import Conversation
from bot.talk.message import Status
from bot.talk.session import Session
from intents.understand import Understanding
from knowledge.model import Knowledge
from tests.fakes import memory_store

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def store() -> Store:
    return memory_store()


@pytest.fixture
def lotsen(store: Store, small: Knowledge, small_understanding: Understanding) -> Lotsen:
    live = RunningAssistant(AssistantVersion(small, small_understanding, Conversation(small, small_understanding)))
    return Lotsen(store, live, Locks(), {})


async def test_ids_of_updates_are_known_for_as_long_as_they_may_be_repeated(store: Store, lotsen: Lotsen) -> None:
    """Two days later an update is still no new one; after a week its id may mean another."""
    update = Received("7", "{}")
    await store.inbox.receive("pigeon", [update], NOON)
    await store.inbox.settle(Attached(("pigeon", "7")), NOON)
    await rounds.one_round(Settings(), store, lotsen, NOON + 2 * DAY)
    assert await store.inbox.receive("pigeon", [update], NOON + 2 * DAY) == []
    await rounds.one_round(Settings(), store, lotsen, NOON + 7 * DAY)
    assert await store.inbox.receive("pigeon", [update], NOON + 7 * DAY) == [update]


async def test_what_was_typed_into_the_terminal_is_erased_with_time(
    store: Store, lotsen: Lotsen, tmp_path: Path
) -> None:
    """By the service too, since nobody may open the terminal again."""
    settings = Settings(data=tmp_path, retention_days=1)
    path = history_file(settings)
    path.write_text("\n# 2026-01-01 12:00:00.000000\n+alt\n")
    await rounds.one_round(settings, store, lotsen, NOON)
    assert path.read_bytes() == b""


@pytest.mark.parametrize("error", [StoreError("Die Datenbank ist voll.", "Räumen Sie auf."), RuntimeError("x")])
async def test_a_round_that_fails_is_followed_by_others(
    store: Store, lotsen: Lotsen, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Whatever goes wrong in it: else nothing would ever be erased again."""
    monkeypatch.setattr(rounds, "_PAUSE", 0.0)
    begun = 0
    third = asyncio.Event()

    async def also() -> None:
        nonlocal begun
        begun += 1
        if begun == 3:
            third.set()
        raise error

    task = asyncio.create_task(rounds.make_rounds(Settings(), store, lotsen, lambda: NOON, also))
    async with asyncio.timeout(20):
        await third.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_what_was_said_is_erased_when_its_days_are_over(store: Store, lotsen: Lotsen) -> None:
    """By the round, with nobody asking for it: neither earlier, nor never."""
    settings = Settings(retention_days=10)
    said = Attached(letters=lambda _: [Letter("web", "anna", "Geheimnis", fetched=True)])
    await store.conversations.record("anna", Session(), Turn(NOON, "web", "Geheimnis", Status.ANSWER), said)
    await rounds.one_round(settings, store, lotsen, NOON + 9.9 * DAY)
    assert [line.body for line in await store.transcript.of_talk("anna")] == ["Geheimnis"]
    assert "Geheimnis" in str(await store.personal_data.export("anna"))
    await rounds.one_round(settings, store, lotsen, NOON + 10.1 * DAY)
    assert await store.transcript.of_talk("anna") == []
    assert "Geheimnis" not in str(await store.personal_data.export("anna"))
