"""Keeps conversations in a SQLite file; what else lies in it has a module of its own each."""

import datetime
import json
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from pydantic import TypeAdapter

from bot.store import (
    ALONE,
    Also,
    Ids,
    InterviewOutcome,
    Purged,
    StoredTurn,
    Turn,
    Verdict,
    accounts,
    drafts,
    interviews,
    post,
    tickets,
    transcript,
    workshops,
)
from bot.store.accounts import Accounts
from bot.store.bell import Bell
from bot.store.database import Database
from bot.store.drafts import Drafts
from bot.store.export import export_form
from bot.store.moments import as_text
from bot.store.post import Post
from bot.store.sessions import keep_session
from bot.store.tickets import Tickets
from bot.store.transcript import Transcript
from bot.store.unanswered import Unanswered
from bot.store.usage import EntryUse, Span, Usage, entry_uses, usage
from bot.store.workshops import Workshop, Workshops
from bot.talk.interview.log import InterviewLog
from bot.talk.message import Status
from bot.talk.privacy import elsewhere
from bot.talk.session import Session

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
    post.TABLES,
    tickets.TABLES,
    interviews.TABLES,
    transcript.TABLES,
    accounts.TABLES,
    workshops.TABLES,
    drafts.TABLES,
    post.TEXT_IDS,
)
"""One script for each version of the file; never change one that was released, append another."""

_SESSION = TypeAdapter(Session)
_log = logging.getLogger(__name__)


class SqliteStore:
    """Keeps conversations in one file, which several processes may share."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.bell = Bell()
        self.post = Post(database, self.bell)
        self.tickets = Tickets(database, self.bell)
        self.transcript = Transcript(database)
        self.accounts = Accounts(database)
        self.workshops = Workshops(database)
        self.drafts = Drafts(database)
        self.unanswered = Unanswered(database)

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, *, busy_ms: int = 5000, max_pages: int | None = None) -> AsyncIterator[Self]:
        """Open or create the file and close it at the end; see `Database.open`."""
        async with Database.open(path, MIGRATIONS, busy_ms=busy_ms, max_pages=max_pages) as database:
            yield cls(database)

    async def load(self, person: str) -> Session:
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall("SELECT session FROM sessions WHERE person = ?", (person,))
            logs = await interviews.of_person(connection, person)
        return next((_readable(stored, logs) for (stored,) in rows), Session(interviews=logs))

    async def record(self, person: str, session: Session, turn: Turn, also: Also = ALONE) -> Ids:
        async with self._database.transaction() as connection:
            await keep_session(connection, person, session, turn.at)
            if also.replaces:
                await connection.execute("DELETE FROM turns WHERE person = ? AND message = ?", (person, turn.message))
            cursor = await connection.execute(
                "INSERT INTO turns (person, at, channel, question, outcome, entries, scores, choice,"  # noqa: S608
                " knowledge_version, microseconds, message, workshop)"
                f" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, {workshops.OF_TURN})",
                (person, *_turn_as_row(turn), person),
            )
            ticket = await tickets.relay(connection, person, turn.channel, also, turn.at)
            ids = Ids(int(cursor.lastrowid or 0), ticket)
            letters = await post.settle(connection, also, ids, turn.at)
        self.bell.ring(letters)
        return ids

    async def feedback(self, person: str, verdict: Verdict, turn: int | None = None) -> bool:
        last = "(SELECT max(id) FROM turns WHERE person = :person AND outcome = 'answer')"
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                f"UPDATE turns SET verdict = :verdict WHERE id = coalesce(:turn, {last})"  # noqa: S608 - a constant
                " AND person = :person",
                {"verdict": verdict, "turn": turn, "person": person},
            )
        return cursor.rowcount > 0

    async def export(self, person: str) -> dict[str, object]:
        async with self._database.transaction("DEFERRED") as connection:
            sessions = await connection.execute_fetchall("SELECT session FROM sessions WHERE person = ?", (person,))
            rows = await connection.execute_fetchall(
                "SELECT id, verdict, at, channel, question, outcome, entries, scores, choice, knowledge_version,"
                " microseconds, message FROM turns WHERE person = ? OR person GLOB ? ORDER BY id",
                (person, elsewhere(person)),
            )
            places = await connection.execute_fetchall(
                "SELECT person FROM sessions WHERE person = ? OR person GLOB ? ORDER BY person",
                (person, elsewhere(person)),
            )
            logs = [log for (place,) in places for log in await interviews.of_person(connection, place)]
            said = await connection.execute_fetchall(
                "SELECT at, body FROM transcript WHERE person = ? ORDER BY id", (person,)
            )
        session = next((_as_json(stored) for (stored,) in sessions), None)
        form = export_form(person, session, map(_stored_turn, rows), await self.tickets.of_person(person))
        return {
            **form,
            "interviews": [interviews.as_json(log) for log in logs],
            "transcript": [{"at": at, "said": _as_json(body)} for at, body in said],
            "workshops": await self.workshops.of_person(person),
        }

    async def delete(self, person: str) -> bool:
        who = (person, elsewhere(person))
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE turns SET question = NULL, choice = NULL, message = NULL WHERE person = ? OR person GLOB ?", who
            )
            await tickets.withdraw(connection, person)
            cursor = await connection.execute("DELETE FROM sessions WHERE person = ? OR person GLOB ?", who)
        await self._database.forget_erased()
        return cursor.rowcount > 0

    async def purge(self, before: datetime.datetime) -> Purged:
        limit = (as_text(before),)
        async with self._database.transaction() as connection:
            questions = await connection.execute(
                "UPDATE turns SET question = NULL WHERE at < ? AND question IS NOT NULL", limit
            )
            await tickets.purge(connection, before)
            await interviews.purge(connection, before)
            await transcript.purge(connection, before)
            await accounts.purge(connection, before)
            await drafts.purge(connection, before)
            sessions = await connection.execute(
                "DELETE FROM sessions WHERE used_at < ? AND person NOT IN"
                " (SELECT person FROM tickets WHERE address IS NOT NULL AND person IS NOT NULL)",
                limit,
            )
        await self._database.forget_erased()
        return Purged(questions.rowcount, sessions.rowcount)

    async def join(self, person: str, code: str, at: datetime.datetime) -> Workshop | None:
        return await self.workshops.join(person, code, at)

    async def entry_uses(self) -> tuple[EntryUse, ...]:
        """Return how often each entry answered whom, and how well that went. Raises StoreError."""
        return await entry_uses(self._database)

    async def usage(self, span: Span) -> Usage:
        """Count what was asked in a span. Raises StoreError."""
        return await usage(self._database, span)

    async def interview_outcomes(self) -> list[InterviewOutcome]:
        return await interviews.outcomes(self._database)

    async def close(self) -> None:
        await self._database.close()


def _readable(stored: str, interviews: tuple[InterviewLog, ...]) -> Session:
    try:
        return _SESSION.validate_python({**json.loads(stored), "interviews": interviews})
    except (ValueError, TypeError):
        _log.warning("a stored session was written by another version and begins anew")
        return Session(interviews=interviews)


def _as_json(stored: str) -> object:
    """Return the stored session for an export, as text if it cannot even be parsed."""
    try:
        return json.loads(stored)
    except ValueError:
        return stored


def _turn_as_row(turn: Turn) -> tuple[str | int | None, ...]:
    return (
        as_text(turn.at),
        turn.channel,
        turn.question,
        turn.outcome,
        json.dumps(turn.entries),
        json.dumps(turn.scores),
        turn.choice,
        turn.knowledge_version,
        turn.microseconds,
        turn.message,
    )


def _stored_turn(row: sqlite3.Row) -> StoredTurn:
    turn_id, verdict, *told, message = row
    at, channel, question, outcome, entries, scores, choice, knowledge_version, microseconds = told
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
        message=message,
    )
    return StoredTurn(turn_id, turn, Verdict(verdict) if verdict else None)
