"""The outbox with Telegram's wire, against a server that behaves as the Bot API and a database that fails at times."""

import asyncio
import datetime
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from bot.channels.telegram import calls
from bot.channels.telegram.html import text_as_html
from bot.channels.telegram.incoming import Place
from bot.channels.telegram.letters import CHANNEL, Envelope, messages
from bot.channels.telegram.wire import TelegramWire
from bot.clock import utc_now
from bot.config import TelegramSettings
from bot.curation.assistant import AssistantVersion, RunningAssistant
from bot.exchange.locks import Locks
from bot.exchange.lotsen import Lotsen
from bot.exchange.outbox import Sender
from bot.store.ports import Store
from bot.store.records import Attached, Letter
from bot.store.sqlite.store import open_sqlite
from bot.talk.conversation import Conversation
from intents.understand import Understanding
from knowledge.model import Knowledge
from tests.botapi import BotApi

SECRET = b"s" * 32


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@pytest.fixture
def chat(api: BotApi):
    return api.private(api.person("Anna", "anna_s"))


@pytest.fixture
def live(small: Knowledge, small_understanding: Understanding) -> RunningAssistant:
    return RunningAssistant(AssistantVersion(small, small_understanding, Conversation(small, small_understanding)))


@asynccontextmanager
async def sending(api: BotApi, store: Store, live: RunningAssistant) -> AsyncIterator[Sender]:
    """Have what the store holds sent meanwhile."""
    bot = calls.connect(api.token, TelegramSettings(base_url=api.root))
    await bot.initialize()
    lotsen = Lotsen(store, live, Locks(), {})
    sender = Sender(CHANNEL, store, TelegramWire(bot, store.deliveries, live, lotsen, SECRET), utc_now)
    store.outbox.listen(sender.noticed)
    await sender.resume()
    task = asyncio.create_task(sender.run())
    try:
        yield sender
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await sender.close(5)
        await bot.shutdown()


async def send(store: Store, letters: list[Letter]) -> None:
    await store.inbox.settle(Attached(letters=lambda _: letters), utc_now())


async def until(predicate: Callable[[], bool]) -> None:
    """Wait for what no server tells."""
    async with asyncio.timeout(20):
        while not predicate():  # noqa: ASYNC110 - a log and a file have no events
            await asyncio.sleep(0.01)


def letters_to(chat, text: str) -> list[Letter]:
    return messages(Envelope(Place(chat.id)), text_as_html(text))


async def test_a_message_outlasts_a_failing_database(api, chat, live, tmp_path: Path, caplog) -> None:
    """It waits until a note of it can be made again, goes out once, and without a restart."""
    path = tmp_path / "lotsenbot.sqlite3"
    async with open_sqlite(path, busy_ms=10) as store:
        await send(store, letters_to(chat, "Ihre Antwort."))
        with sqlite3.connect(path, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            async with sending(api, store, live):
                await until(lambda: "a message waits" in caplog.text)
                assert not api.sent(chat)
                other.execute("ROLLBACK")
                await api.wait_for(lambda: api.sent(chat))
                await send(store, letters_to(chat, "Und noch eine."))
                await api.wait_for(lambda: len(api.sent(chat)) == 2)
        other.close()
        assert not await store.outbox.outgoing("telegram")
    assert [post.text for post in api.sent(chat)] == ["Ihre Antwort.", "Und noch eine."]


async def test_a_full_message_has_room_for_the_line_above_a_repeated_one(api, chat, live, tmp_path: Path) -> None:
    """After a crash in the midst of sending, the longest message still fits."""
    async with open_sqlite(tmp_path / "lotsenbot.sqlite3") as store:
        long = letters_to(chat, "a" * 4096)
        await send(store, long)
        for stored in await store.outbox.outgoing("telegram"):
            await store.outbox.begin(stored.id)
        async with sending(api, store, live):
            await api.wait_for(lambda: len(api.sent(chat)) == len(long))
    assert all(post.text.startswith("repeated\n\n") for post in api.sent(chat))
    assert "".join(post.text.removeprefix("repeated\n\n") for post in api.sent(chat)) == "a" * 4096


async def test_a_long_pause_does_not_hold_up_the_end(api, chat, live, tmp_path: Path) -> None:
    """The server wants an hour's rest; the sender ends at once, and the message waits as one never sent."""
    path = tmp_path / "lotsenbot.sqlite3"
    async with open_sqlite(path) as store:
        api.fail("sendMessage", "429", retry_after=3600)
        async with asyncio.timeout(10), sending(api, store, live):
            await send(store, letters_to(chat, "Ihre Antwort."))
            with sqlite3.connect(path) as other:
                await until(lambda: other.execute("SELECT tries FROM outbox").fetchone() == (1,))
            other.close()
        [stored] = await store.outbox.outgoing("telegram")
    assert not stored.begun
    assert stored.due_at > utc_now() + datetime.timedelta(minutes=50)


@pytest.mark.parametrize("refusal", ["Bad Request: message thread not found", "Bad Request: TOPIC_CLOSED"])
async def test_a_topic_that_is_gone(api, live, tmp_path: Path, refusal: str) -> None:
    """The answer goes to the group itself."""
    forum = api.supergroup("Rathaus", forum=True)
    async with open_sqlite(tmp_path / "lotsenbot.sqlite3") as store, sending(api, store, live):
        api.fail("sendMessage", "400", text=refusal)
        await send(store, messages(Envelope(Place(forum.id, 5, private=False)), ["Ihre Antwort."]))
        [post] = await api.wait_for(lambda: api.sent(forum))
    assert post.thread is None
