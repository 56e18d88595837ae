"""Killed at any moment, with people in the web, in Telegram and in interviews at once: everything counts once."""

import asyncio
import json
import os
import random
import re
import signal
import socket
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.botapi import BotApi
from tests.e2e.process import Process

KILLS = int(os.environ.get("KILLS", "3"))
"""`make crash` takes two hundred."""
VISITORS, CHATS = 8, 12
QUESTIONS = (
    "Was ist Amt24?",
    "Was ist ePayBL?",
    "Was kostet die Prozessplattform?",
    "Wie lange dauert die Einrichtung?",
)
INTERVIEW = ("/interview", "Hundesteuer", "noch nicht", "ja", "nein", "weiß nicht", "ja", "noch nicht")
_PATIENCE = 180.0
_LEFT = (
    "SELECT (SELECT count(*) FROM inbox WHERE body IS NOT NULL), (SELECT count(*) FROM outbox WHERE state <> 'held')"
)


class Visitor:
    """Somebody in the web whose browser sends a form again until it hears that it came."""

    def __init__(self, address: str, texts: Iterator[str], chance: random.Random) -> None:
        self._http = httpx.AsyncClient(base_url=address, headers={"Origin": address}, timeout=20)
        self._texts, self._chance, self._token = texts, chance, ""
        self.said: list[str] = []

    async def come(self) -> None:
        page = await self._until_heard("GET", "/")
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)
        assert found is not None
        self._token = found[1]

    async def talk(self, over: asyncio.Event) -> None:
        """Say one thing after the other until it is over."""
        while not over.is_set():
            text = next(self._texts)
            self.said.append(text)
            form = {"csrf": self._token, "schluessel": f"nummer-{len(self.said)}", "text": text}
            assert (await self._until_heard("POST", "/gespraech", form)).status_code == 303
            await asyncio.sleep(self._chance.uniform(1.0, 2.5))  # as fast as anybody may write
        await self._http.aclose()

    async def _until_heard(self, method: str, path: str, form: dict[str, str] | None = None) -> httpx.Response:
        while True:
            try:
                response = await self._http.request(method, path, data=form)
            except httpx.TransportError:
                await asyncio.sleep(0.1)
                continue
            if response.status_code < 500 and response.status_code != 429:
                return response
            await asyncio.sleep(0.5)


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@pytest.fixture
def bot(api: BotApi, tmp_path: Path) -> Iterator[Process]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    telegram = {"LOTSENBOT_TELEGRAM_TOKEN": api.token, "LOTSENBOT_TELEGRAM_BASE_URL": api.root}
    process = Process(tmp_path, LOTSENBOT_HTTP_PORT=port, **telegram)
    process.start()
    yield process
    if process.running:
        process.stop(signal.SIGKILL)


async def test_everything_counts_once(api: BotApi, bot: Process) -> None:
    """Of each person what they wrote is there in its order, nothing twice, and answered."""
    chance = random.Random(7)  # noqa: S311 - the same kills in every run
    address = bot.address()
    visitors = [Visitor(address, _texts(number, chance), chance) for number in range(VISITORS)]
    await asyncio.gather(*(visitor.come() for visitor in visitors))
    over = asyncio.Event()
    talks = [asyncio.create_task(visitor.talk(over)) for visitor in visitors]
    people = [api.person(f"P{number}", f"p{number}") for number in range(CHATS)]
    texts = [_texts(number, chance) for number in range(CHATS)]
    written: defaultdict[int, list[str]] = defaultdict(list)
    for _ in range(KILLS):
        for number, person in enumerate(people):
            written[number].append(next(texts[number]))
            api.say(api.private(person), person, written[number][-1])
        if chance.random() < 0.8:  # else it may be killed while it starts
            await visitors[0].come()
        await asyncio.sleep(chance.uniform(0.0, 1.5))  # the moment of the kill is what varies; nothing depends on it
        bot.stop(signal.SIGKILL)
        bot.start()
    over.set()
    await asyncio.wait_for(asyncio.gather(*talks), _PATIENCE)
    await _settled(bot)
    bot.stop()
    expected = Counter(tuple(visitor.said) for visitor in visitors) + Counter(map(tuple, written.values()))
    assert _written(bot) == expected
    assert _unanswered(bot) == []
    for number, person in enumerate(people):
        assert len(api.sent(api.private(person))) >= sum(text in QUESTIONS for text in written[number])


def _texts(number: int, chance: random.Random) -> Iterator[str]:
    """Yield what somebody says: every third is led through interviews."""
    while True:
        yield from INTERVIEW if number % 3 == 0 else chance.sample(QUESTIONS, 4)


async def _settled(bot: Process) -> None:
    """Wait until nothing is left to be handled or sent."""
    async with asyncio.timeout(_PATIENCE):
        while any(_sql(bot, _LEFT)[0]):  # noqa: ASYNC110 - files have no events
            await asyncio.sleep(0.2)


def _written(bot: Process) -> Counter[tuple[str, ...]]:
    """Return what each person wrote, in its order, and how many wrote just that."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    for person, question in _sql(bot, "SELECT person, question FROM turns ORDER BY id"):
        said[person].append(question)
    return Counter(map(tuple, said.values()))


def _unanswered(bot: Process) -> list[str]:
    """Return what stands on a page without an answer below it."""
    authors: defaultdict[str, list[str]] = defaultdict(list)
    for person, body in _sql(bot, "SELECT person, body FROM transcript ORDER BY id"):
        authors[person].append(json.loads(body)["author"])
    return [person for person, told in authors.items() if "person person" in " ".join([*told, "person"])]


def _sql(bot: Process, statement: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(bot.database)) as file:
        return file.execute(statement).fetchall()
