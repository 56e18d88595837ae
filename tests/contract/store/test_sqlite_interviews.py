"""Interviews in a SQLite file: written event by event, and gone without a trace."""

import datetime
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.store.ports import Store
from bot.store.records import InterviewOutcome, Turn
from bot.store.sqlite.store import open_sqlite
from bot.talk.actions import NotNow
from bot.talk.interview.log import Answered, Asked, Finished, InterviewLog, Noted, Started
from bot.talk.interview.result import Verdict
from bot.talk.message import Status
from bot.talk.session import Session

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
LOG = InterviewLog(
    "1",
    (
        Started(NOON, "bereitschaft", "v1", "Hundesteuer"),
        Asked(NOON, "kdn"),
        Answered(NOON, "kdn", "teilweise", "bis März"),
        Noted(NOON, "kdn", "bis Mai"),
    ),
)
FINISHED = LOG.with_events(Finished(NOON, Verdict.NOT_YET, ("kdn",), ("haushalt", "nutzen"), ()))
OUTCOME = InterviewOutcome("bereitschaft", "2026-01", "not_yet", ("kdn",), ("haushalt", "nutzen"), ())


def turn(at: datetime.datetime = NOON) -> Turn:
    return Turn(at=at, channel="terminal", question="ja", outcome=Status.INTERVIEW)


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_sqlite(tmp_path / "lotsenbot.sqlite3") as opened:
        yield opened


async def test_only_new_events_are_written(store: Store, tmp_path: Path) -> None:
    """What is stored is never written again or changed, though the session is kept at each turn."""
    path = tmp_path / "lotsenbot.sqlite3"
    await store.conversations.record("anna", Session(interviews=(LOG,)), turn())
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE interview_events SET at = 'untouched'")
    await store.conversations.record("anna", Session(interviews=(FINISHED,)), turn())
    await store.conversations.record("anna", Session(), turn())
    with closing(sqlite3.connect(path)) as connection:
        moments = [at for (at,) in connection.execute("SELECT at FROM interview_events ORDER BY position")]
    assert moments[:4] == ["untouched"] * 4
    assert len(moments) == 5
    assert (await store.conversations.load("anna")).interviews == (FINISHED,)


async def test_nothing_of_a_deleted_person_is_left_in_the_file(store: Store, tmp_path: Path) -> None:
    """Neither the pseudonym nor the subject nor a note."""
    await store.conversations.record("anna", Session(interviews=(FINISHED,)), turn())
    await store.personal_data.delete("anna")
    raw = everything_in(tmp_path)
    assert not any(word in raw for word in (b"anna", b"Hundesteuer", "bis März".encode(), b"bis Mai"))


async def test_an_interview_of_another_version_is_left_out(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An event that nobody can read hides its interview, not the conversation."""
    await store.conversations.record(
        "anna", Session(offered=(NotNow(),), interviews=(LOG, replace(LOG, id="2"))), turn()
    )
    with closing(sqlite3.connect(tmp_path / "lotsenbot.sqlite3")) as connection, connection:
        connection.execute(
            """UPDATE interview_events SET event = '{"kind": "sung"}' WHERE interview = 1 AND position = 1"""
        )
    loaded = await store.conversations.load("anna")
    assert [log.id for log in loaded.interviews] == ["2"]
    assert loaded.offered == (NotNow(),)
    assert "another version" in caplog.text
