"""How long the desk's pages take beside many turns, and how long the chat waits meanwhile.

`python -m tests.bench.reports 100000 1000000`
"""

import asyncio
import datetime
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from asyncio.events import Handle
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher
from starlette.applications import Starlette

from bot.channels.web.chat import ChatParts
from bot.channels.web.said import CHANNEL, WebCourier
from bot.channels.web.site import ChatSite
from bot.clock import utc_now
from bot.config import Settings
from bot.curation.assistant import Recipe, RunningAssistant
from bot.curation.library import Library
from bot.desk import pages
from bot.desk.desk import DeskParts
from bot.desk.door import Door
from bot.desk.passwords import Passwords
from bot.exchange.dispatch import Dispatcher
from bot.exchange.locks import Locks
from bot.exchange.lotsen import Lotsen
from bot.service.channels import labels
from bot.store.ports import Store
from bot.store.records import AccountRole
from bot.store.sqlite.moments import as_text
from bot.store.sqlite.store import open_sqlite
from bot.web.server import Served, application
from tests.bench.starts import say
from tests.contract.visitor import Visitor, always

_SECRET, _WORD = b"s" * 32, "ein langer satz hier"
_YEAR = datetime.timedelta(days=365)
_PAGES = (
    "",
    "/workshops",
    "/anfragen",
    "/entwuerfe",
    "/offen",
    "/wissen",
    "/verlauf",
    "/fragen",
    "/fragen?von={year}",
    "/fragen?von={year}&kanal=web",
    "/fragen?von={year}&thema=amt24",
    "/fragen/datei.csv?von={year}",
    "/fragen/datei.xlsx?von={year}",
    "/fragen/datei.pdf?von={year}",
    "/fragen/diagramm/trend-hell.svg?von={year}",
    "/fragen/abbrueche",
    "/protokoll",
)
"""The charts are drawn from the same figures as their page."""


def _turns(entries: list[str], number: int) -> Iterator[tuple[object, ...]]:
    """Yield a year of turns: each person comes a few times, and asks a few questions then."""
    chance, begin = random.Random(7), utc_now() - _YEAR  # noqa: S311 - the same year in every run
    favourites = chance.choices(entries, [1 / (1 + i) for i in range(len(entries))], k=number)
    who, left = 0, 0
    for turn in range(number):
        if not left:
            who, left = chance.randrange(max(1, number // 20)), chance.randint(1, 7)
        left -= 1
        outcome, choice, found = "answer", None, [favourites[turn]]
        match chance.random():
            case draw if draw < 0.12:
                outcome, found = "fallback", []
            case draw if draw < 0.2:
                outcome, found = "clarify", chance.sample(entries, 3)
            case draw if draw < 0.28:
                choice = favourites[turn]
            case draw if draw < 0.3:
                outcome, choice, found = "fallback", "none", []
        verdict = chance.choices([None, "helpful", "unhelpful"], [8, 1.5, 0.5])[0] if outcome == "answer" else None
        at = as_text(begin + _YEAR * turn / number)
        recent = number - turn < number / 4  # older questions are erased
        question = (
            f"{favourites[chance.randrange(number)].replace('-', ' ')} {chance.randrange(40)}" if recent else None
        )
        channel = "web" if who % 3 else "telegram"
        yield f"p{who}", at, channel, question, outcome, json.dumps(found), "[0.9]", choice, "v", 900, verdict


def _fill(path: Path, entries: list[str], number: int) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO sessions (person, session, used_at) VALUES (?, '{}', ?)",
            [(f"p{i}", as_text(utc_now())) for i in range(max(1, number // 20))],
        )
        connection.executemany(
            "INSERT INTO turns (person, at, channel, question, outcome, entries, scores, choice, knowledge_version,"
            " microseconds, verdict) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            _turns(entries, number),
        )


async def application_on(store: Store, folder: Path) -> Starlette:
    """Return the chat and the desk on a store, with a trainer."""
    recipe = Recipe(with_humans=True)
    live = RunningAssistant(recipe.make())
    lotsen = Lotsen(store, live, Locks(), {CHANNEL: WebCourier()})
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    await store.accounts.add("karla", AccountRole.TRAINER, await passwords.hashed(_WORD), utc_now())
    parts = ChatParts.around(store, live, Dispatcher(live, store, _SECRET, lotsen.to_lotsen), lotsen, utc_now)
    library = Library(folder / "wissen", recipe, live, store)
    door = Door(store.accounts, store.logins, passwords, datetime.timedelta(hours=12))
    desk = DeskParts(store, live, Settings(), lotsen, library, _SECRET, door, utc_now, labels(), {})
    site = ChatSite(parts, store.participation, _SECRET)
    return application(always, Served([*site.routes(), *pages.routes(desk)], knowledge=lambda: live.knowledge))


async def _chat(app: Starlette, waits: list[float], stop: asyncio.Event) -> None:
    """Ask one question after the other, each as somebody new from an address of their own."""
    number = 0
    while not stop.is_set():
        anna = Visitor(app)
        number += 1
        anna.http._transport.client = (f"10.0.{number >> 8}.{number & 255}", 40_000)  # type: ignore[attr-defined]  # httpx's own, for each person another
        await anna.open()
        for question in ("was kostet amt24", "wer hilft bei epaybl"):
            begun = time.perf_counter()
            await anna.says(question)
            waits.append(time.perf_counter() - begun)
            await asyncio.sleep(0.01)


@dataclass
class Steps:
    """The longest that one step kept the event loop's thread busy, in its processor time: nobody else's counts."""

    longest: float = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        run = Handle._run

        def timed(handle: Handle) -> None:
            begun = time.thread_time()
            run(handle)
            self.longest = max(self.longest, time.thread_time() - begun)

        Handle._run = timed  # type: ignore[method-assign]  # asyncio tells of slow steps only in its debug mode
        try:
            yield
        finally:
            Handle._run = run  # type: ignore[method-assign]  # as above


async def _measured(number: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "lotsenbot.sqlite3"
        async with open_sqlite(path) as store:
            app = await application_on(store, Path(name))
            _fill(path, list(app.state.knowledge().entries), number)
            begun = time.perf_counter()
            await store.usage.count()
            size = path.stat().st_size / 1e6
            say(f"{number:,} turns, {size:.0f} MB; counted anew in {time.perf_counter() - begun:.1f} s")
            karla = Visitor(app)
            await karla.open("/schreibtisch")
            await karla.send("/schreibtisch/anmelden", name="karla", passwort=_WORD, weiter="/schreibtisch")
            await _look(app, karla)


async def _look(app: Starlette, karla: Visitor) -> None:
    for busy in (False, True):
        waits: list[float] = []
        stop = asyncio.Event()
        chat = asyncio.create_task(_chat(app, waits, stop))
        await asyncio.sleep(1)
        for page in (*_PAGES, *_PAGES) if busy else ():  # at first templates are compiled, and gists read
            begun, worked = time.perf_counter(), time.process_time()
            address = f"/schreibtisch{page}".format(year=(utc_now() - _YEAR).date().isoformat())
            with (steps := Steps()).watched():
                (await karla.http.get(address)).raise_for_status()
            took, worked = time.perf_counter() - begun, time.process_time() - worked
            held = 1e3 * steps.longest
            say(f"  {page or '/':44} {took:6.2f} s, {worked:6.2f} s of the processor, loop held {held:.0f} ms")
        await asyncio.sleep(0 if busy else 5)
        stop.set()
        await chat
        told = statistics.quantiles(waits, n=100)
        name = "meanwhile" if busy else "alone"
        say(f"  chat {name}: {len(waits)} messages, p50 {1e3 * told[49]:.0f} ms, p99 {1e3 * told[98]:.0f} ms")


if __name__ == "__main__":
    sys.setswitchinterval(0.001)  # as the service does
    for given in sys.argv[1:] or ["100000"]:
        asyncio.run(_measured(int(given)))
