"""Keeps conversations in a SQLite file; the only module that knows its tables."""

import datetime
import json
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from pydantic import TypeAdapter

from bot.message import Status
from bot.session import Session
from bot.store import Purged, StoredTurn, Turn, Verdict
from bot.store.database import Database
from bot.store.export import export_form, session_as_json

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE sessions (
        person  TEXT PRIMARY KEY,
        session TEXT NOT NULL,
        used_at TEXT NOT NULL
    );
    CREATE INDEX sessions_by_use ON sessions (used_at);

    CREATE TABLE turns (
        id                INTEGER PRIMARY KEY,
        person            TEXT REFERENCES sessions (person) ON DELETE SET NULL,
        at                TEXT NOT NULL,
        channel           TEXT NOT NULL,
        question          TEXT,
        outcome           TEXT NOT NULL,
        entries           TEXT NOT NULL,
        scores            TEXT NOT NULL,
        choice            TEXT,
        knowledge_version TEXT NOT NULL,
        microseconds      INTEGER NOT NULL,
        verdict           TEXT
    );
    CREATE INDEX turns_by_person ON turns (person);
    CREATE INDEX turns_with_question ON turns (at) WHERE question IS NOT NULL;
    """,
)
"""One script for each version of the file; never change one that was released, append another."""

_SESSION = TypeAdapter(Session)
_log = logging.getLogger(__name__)


class SqliteStore:
    """Keeps conversations in one file, which several processes may share."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, *, busy_ms: int = 5000, max_pages: int | None = None) -> AsyncIterator[Self]:
        """Open or create the file and close it at the end; see `Database.open`."""
        async with Database.open(path, MIGRATIONS, busy_ms=busy_ms, max_pages=max_pages) as database:
            yield cls(database)

    async def load(self, person: str) -> Session:
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall("SELECT session FROM sessions WHERE person = ?", (person,))
        return next((_readable(stored) for (stored,) in rows), Session())

    async def record(self, person: str, session: Session, turn: Turn) -> int:
        used_at = _as_text(turn.at)
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO sessions (person, session, used_at) VALUES (?, ?, ?)"
                " ON CONFLICT (person) DO UPDATE SET session = excluded.session, used_at = excluded.used_at",
                (person, json.dumps(session_as_json(session)), used_at),
            )
            cursor = await connection.execute(
                "INSERT INTO turns (person, at, channel, question, outcome, entries, scores, choice, knowledge_version,"
                " microseconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (person, *_turn_as_row(turn)),
            )
        return int(cursor.lastrowid or 0)

    async def feedback(self, person: str, turn_id: int, verdict: Verdict) -> bool:
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "UPDATE turns SET verdict = ? WHERE id = ? AND person = ?", (verdict, turn_id, person)
            )
        return cursor.rowcount > 0

    async def export(self, person: str) -> dict[str, object]:
        async with self._database.transaction("DEFERRED") as connection:
            sessions = await connection.execute_fetchall("SELECT session FROM sessions WHERE person = ?", (person,))
            rows = await connection.execute_fetchall(
                "SELECT id, verdict, at, channel, question, outcome, entries, scores, choice, knowledge_version,"
                " microseconds FROM turns WHERE person = ? ORDER BY id",
                (person,),
            )
        session = next((_as_json(stored) for (stored,) in sessions), None)
        return export_form(person, session, map(_stored_turn, rows))

    async def delete(self, person: str) -> bool:
        async with self._database.transaction() as connection:
            await connection.execute("UPDATE turns SET question = NULL, choice = NULL WHERE person = ?", (person,))
            cursor = await connection.execute("DELETE FROM sessions WHERE person = ?", (person,))
        await self._database.forget_erased()
        return cursor.rowcount > 0

    async def purge(self, before: datetime.datetime) -> Purged:
        limit = (_as_text(before),)
        async with self._database.transaction() as connection:
            questions = await connection.execute(
                "UPDATE turns SET question = NULL WHERE at < ? AND question IS NOT NULL", limit
            )
            sessions = await connection.execute("DELETE FROM sessions WHERE used_at < ?", limit)
        await self._database.forget_erased()
        return Purged(questions.rowcount, sessions.rowcount)

    async def close(self) -> None:
        await self._database.close()


def _as_text(moment: datetime.datetime) -> str:
    """In UTC and of one width, so that texts sort as moments do."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds")


def _readable(stored: str) -> Session:
    try:
        return _SESSION.validate_json(stored)
    except ValueError:
        _log.warning("a stored session was written by another version and begins anew")
        return Session()


def _as_json(stored: str) -> object:
    """Return the stored session for an export, as text if it cannot even be parsed."""
    try:
        return json.loads(stored)
    except ValueError:
        return stored


def _turn_as_row(turn: Turn) -> tuple[str | int | None, ...]:
    return (
        _as_text(turn.at),
        turn.channel,
        turn.question,
        turn.outcome,
        json.dumps(turn.entries),
        json.dumps(turn.scores),
        turn.choice,
        turn.knowledge_version,
        turn.microseconds,
    )


def _stored_turn(row: sqlite3.Row) -> StoredTurn:
    turn_id, verdict, at, channel, question, outcome, entries, scores, choice, knowledge_version, microseconds = row
    turn = Turn(
        at=datetime.datetime.fromisoformat(at),
        channel=channel,
        question=question,
        outcome=Status(outcome),
        entries=tuple(json.loads(entries)),
        scores=tuple(json.loads(scores)),
        choice=choice,
        knowledge_version=knowledge_version,
        microseconds=microseconds,
    )
    return StoredTurn(turn_id, turn, Verdict(verdict) if verdict else None)
