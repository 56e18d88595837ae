"""The figures for Prometheus, and the log for programs."""

import datetime
import json
import logging
import sys

import httpx
import pytest
from starlette.applications import Starlette

from bot.errors import StoreError
from bot.service.heartbeat import Heartbeat
from bot.service.logs import JsonLines
from bot.service.metrics import Metrics
from bot.store.ports import Store
from bot.store.records import Attached, Letter, Turn
from bot.talk.message import Status
from bot.talk.session import Session
from tests.fakes import memory_store

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
TURN = Turn(NOON, "web", "Geheimnis", Status.ANSWER, ("a",), microseconds=700)


@pytest.fixture
def store() -> Store:
    return memory_store()


async def shown(app: Starlette) -> dict[str, str]:
    """Return the figures by their names."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as http:
        lines = (await http.get("/metrics")).text.splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))


async def test_turns_are_counted_by_channel_and_outcome(store: Store) -> None:
    """With the time of understanding and of storing; nothing of what was said."""
    metrics = Metrics()
    measured = metrics.measuring(store)
    await measured.conversations.record("anna", Session(), TURN)
    letters = Attached(letters=lambda _: [Letter("telegram", "7", "{}")])
    await measured.conversations.record("anna", Session(), TURN, letters)
    assert await measured.conversations.load("anna") == Session()
    found = await shown(metrics.application(store.health, Heartbeat(), lambda: ("v1", 190)))
    assert found['lotsenbot_turns_total{channel="web",outcome="answer"}'] == "2.0"
    assert found["lotsenbot_understanding_seconds_count"] == "2.0"
    assert found['lotsenbot_understanding_seconds_bucket{le="0.001"}'] == "2.0"
    assert found["lotsenbot_storing_seconds_count"] == "2.0"
    assert found['lotsenbot_waiting{queue="outbox"}'] == "1.0"
    assert float(found["lotsenbot_oldest_letter_seconds"]) > 0
    assert (found["lotsenbot_ready"], found["lotsenbot_knowledge_entries"]) == ("1.0", "190.0")
    assert "Geheimnis" not in str(found)
    assert "anna" not in str(found)


async def test_what_goes_wrong_shows(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that fails, lines in the log by where they come from, a loop that was held up."""

    async def failing(_: object) -> None:
        raise StoreError("voll", "")

    metrics, heart = Metrics(), Heartbeat()
    metrics.measuring(store)
    monkeypatch.setattr(type(store.health), "check", failing)
    heart.note(0.2)
    logging.getLogger("bot.channels.telegram.wire").error("it failed")
    logging.getLogger("bot.channels.telegram.wire").info("all is well")
    app = metrics.application(store.health, heart, lambda: ("v1", 190))
    found = await shown(app)
    assert found["lotsenbot_ready"] == "0.0"
    assert found['lotsenbot_log_lines_total{level="error",part="bot.channels.telegram"}'] == "1.0"
    assert found["lotsenbot_loop_lag_seconds_max"] == "0.2"
    assert (await shown(app))["lotsenbot_loop_lag_seconds_max"] == "0.0"


async def test_only_the_knowledge_that_answers_is_named(store: Store) -> None:
    """After an exchange the old version is gone."""
    versions = iter(["v1", "v2"])
    app = Metrics().application(store.health, Heartbeat(), lambda: (next(versions), 1))
    assert 'lotsenbot_knowledge{version="v1"}' in await shown(app)
    found = await shown(app)
    assert [name for name in found if name.startswith("lotsenbot_knowledge{")] == ['lotsenbot_knowledge{version="v2"}']


def test_a_line_of_the_log_is_json() -> None:
    """With its time in UTC, and a trace where there is one."""
    record = logging.LogRecord("bot.x", logging.WARNING, "x.py", 1, "über %s", ("alles",), None)
    record.created = NOON.timestamp()
    told = json.loads(JsonLines().format(record))
    assert told == {"at": "2026-01-15T12:00:00.000+00:00", "level": "warning", "part": "bot.x", "told": "über alles"}
    try:
        int("x")
    except ValueError:
        record.exc_info = sys.exc_info()
    assert "ValueError" in json.loads(JsonLines().format(record))["trace"]


@pytest.fixture(autouse=True)
def handlers():
    """Leave the root logger as it was."""
    before = logging.getLogger().handlers[:]
    yield
    logging.getLogger().handlers[:] = before
