"""What a turn costs, beside the same statements on bare SQLite, and a page of the chat: `python -m tests.bench.turns`.

Also in processor time, which other programs on the machine change little.
"""

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Coroutine
from contextlib import closing
from pathlib import Path

from bot.channels.web import pace
from bot.clock import utc_now
from bot.curation.assistant import Recipe, RunningAssistant, warmed
from bot.exchange.dispatch import Dispatcher
from bot.store.sqlite.store import open_sqlite
from bot.talk.message import Message
from tests.bench.reports import application_on
from tests.bench.starts import say
from tests.contract.visitor import Visitor

_TALKS, _TURNS, _PAGES, _LINES = 50, 20, 30, 200
_SECRET = b"s" * 32
_QUESTIONS = (
    "Was ist Amt24?",
    "Was ist ePayBL?",
    "Was kostet die Prozessplattform?",
    "Wie lange dauert die Einrichtung?",
)


async def _timed(name: str, count: int, work: Callable[[], Coroutine[object, object, None]]) -> None:
    begun, worked = time.perf_counter(), time.process_time()
    await work()
    took, worked = time.perf_counter() - begun, time.process_time() - worked
    say(f"{name:34}{count / took:>8.0f} a second{1e3 * worked / count:>8.2f} ms of the processor each")


async def _bare(folder: Path) -> None:
    """As many sessions and turns, each in a durable transaction of its own, one after the other."""
    with closing(sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)) as file:
        for statement in (
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "CREATE TABLE sessions (person PRIMARY KEY, session, at)",
            "CREATE TABLE turns (id INTEGER PRIMARY KEY, person, at, question, entries, scores)",
        ):
            file.execute(statement).fetchall()
        for turn in range(_TALKS * _TURNS):
            person, question = f"p{turn % _TALKS}" * 20, _QUESTIONS[turn % len(_QUESTIONS)]
            file.execute("BEGIN IMMEDIATE")
            file.execute("SELECT session FROM sessions WHERE person = ?", (person,)).fetchall()
            file.execute("INSERT OR REPLACE INTO sessions VALUES (?, ?, 'now')", (person, "x" * 600))
            file.execute("INSERT INTO turns VALUES (NULL, ?, 'now', ?, '[]', '[]')", (person, question))
            file.execute("COMMIT")


async def _dispatched(folder: Path, live: RunningAssistant) -> None:
    async with open_sqlite(folder / "turns.sqlite3") as store:
        dispatcher = Dispatcher(live, store, _SECRET)

        async def talk(number: int) -> None:
            for turn in range(_TURNS):
                question = _QUESTIONS[(number + turn) % len(_QUESTIONS)]
                await dispatcher.dispatch("web", f"p{number}", Message(question, utc_now()))

        async def all_talks() -> None:
            await asyncio.gather(*map(talk, range(_TALKS)))

        await _timed("turns in the dispatcher", _TALKS * _TURNS, all_talks)


async def _served(folder: Path) -> None:
    async with open_sqlite(folder / "pages.sqlite3") as store:
        pace._MESSAGES = 10_000  # it shall not take three minutes
        app = await application_on(store, folder)
        anna = Visitor(app)
        await anna.open()
        for number in range(_LINES // 2):
            anna.http._transport.client = (f"10.0.0.{number}", 40_000)  # type: ignore[attr-defined]  # httpx's own
            await anna.says(_QUESTIONS[number % len(_QUESTIONS)])
        took = []
        for _ in range(_PAGES):
            begun = time.process_time()
            page = await anna.open()
            took.append(time.process_time() - begun)
        lines = page.text.count("data-line=")
        say(f"GET / with {lines} lines: {1e3 * statistics.median(took):.1f} ms of the processor, the client's included")


async def _measured() -> None:
    live = RunningAssistant(warmed(Recipe().make()))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        await _timed("turns on bare SQLite", _TALKS * _TURNS, lambda: _bare(folder))
        await _dispatched(folder, live)
        await _served(folder)


if __name__ == "__main__":
    asyncio.run(_measured())
