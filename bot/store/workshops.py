"""Workshops, who came by their codes, and which questions were asked in them."""

import datetime
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import aiosqlite

from bot.store.database import Database
from bot.store.moments import as_moment, as_text
from bot.store.sessions import keep_session
from bot.talk.privacy import elsewhere
from bot.talk.session import Session

TABLES = """
    CREATE TABLE workshops (
        id        INTEGER PRIMARY KEY AUTOINCREMENT,
        code      TEXT NOT NULL UNIQUE,
        title     TEXT NOT NULL,
        held_on   TEXT NOT NULL,
        opened_by TEXT NOT NULL,
        opened_at TEXT NOT NULL,
        closed_at TEXT
    );

    CREATE TABLE participants (
        id        INTEGER PRIMARY KEY,
        workshop  INTEGER NOT NULL REFERENCES workshops (id) ON DELETE CASCADE,
        person    TEXT REFERENCES sessions (person) ON DELETE SET NULL,
        joined_at TEXT NOT NULL,
        UNIQUE (workshop, person)
    );
    CREATE INDEX participants_by_person ON participants (person);

    ALTER TABLE turns ADD COLUMN workshop INTEGER REFERENCES workshops (id) ON DELETE SET NULL;
    CREATE INDEX turns_by_workshop ON turns (workshop) WHERE workshop IS NOT NULL;
    CREATE INDEX turns_by_time ON turns (at);
"""
"""A participant stays as a count when the person is forgotten."""

OF_TURN = (
    "(SELECT workshop FROM participants JOIN workshops ON workshops.id = workshop"
    " WHERE person = ? AND closed_at IS NULL ORDER BY joined_at DESC LIMIT 1)"
)
"""The workshop that a person's turn counts towards: the one they joined last, while it is open."""

_LETTERS = "23456789abcdefghjkmnprtuvwxy"
"""Without those that are mistaken for others when read from a wall."""
_LENGTH = 6
_COLUMNS = "id, code, title, held_on, opened_at, closed_at"
_BY_CODE = "code = ? AND closed_at IS NULL"
_LASTS = datetime.timedelta(days=14)
"""How long after its day a workshop stays open at most."""


@dataclass(frozen=True)
class Workshop:
    """A workshop, open for its participants or closed."""

    id: int
    code: str
    title: str
    held_on: datetime.date
    opened_at: datetime.datetime
    """When it was opened last."""
    closed_at: datetime.datetime | None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


@dataclass(frozen=True)
class Asked:
    """A question of a workshop, redacted, and what came of it."""

    question: str
    person: str | None
    outcome: str
    entries: str


class Workshops:
    """The workshops; every method raises nothing but `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, title: str, held_on: datetime.date, by: str, at: datetime.datetime) -> Workshop:
        """Open a workshop with a code drawn by chance."""
        async with self._database.transaction() as connection:
            code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
            cursor = await connection.execute(
                "INSERT INTO workshops (code, title, held_on, opened_by, opened_at) VALUES (?, ?, ?, ?, ?)",
                (code, title, held_on.isoformat(), by, as_text(at)),
            )
        return Workshop(int(cursor.lastrowid or 0), code, title, held_on, at, None)

    async def all(self) -> list[Workshop]:
        """Return the workshops, the newest first."""
        return await self._find("TRUE ORDER BY held_on DESC, id DESC")

    async def find(self, workshop: int) -> Workshop | None:
        """Return a workshop by its id."""
        return next(iter(await self._find("id = ?", workshop)), None)

    async def of_code(self, code: str) -> Workshop | None:
        """Return the open workshop with this code, as somebody may have typed it."""
        return next(iter(await self._find(_BY_CODE, _typed(code))), None)

    async def close(self, workshop: int, at: datetime.datetime) -> None:
        """Close a workshop: what its participants ask from now on does not count."""
        await self._run("UPDATE workshops SET closed_at = ? WHERE id = ? AND closed_at IS NULL", as_text(at), workshop)

    async def reopen(self, workshop: int, at: datetime.datetime) -> None:
        """Open a closed workshop again."""
        await self._run(
            "UPDATE workshops SET closed_at = NULL, opened_at = ? WHERE id = ? AND closed_at IS NOT NULL",
            as_text(at),
            workshop,
        )

    async def close_old(self, now: datetime.datetime) -> None:
        """Close the workshops that were held, and last opened, more than two weeks ago."""
        await self._run(
            "UPDATE workshops SET closed_at = ? WHERE closed_at IS NULL AND held_on < ? AND opened_at < ?",
            as_text(now),
            (now - _LASTS).date().isoformat(),
            as_text(now - _LASTS),
        )

    async def join(self, person: str, code: str, at: datetime.datetime) -> Workshop | None:
        """Count a person (the pseudonym) as participant; None if no open workshop has this code."""
        async with self._database.transaction() as connection:
            workshop = next(iter(await _select(connection, _BY_CODE, _typed(code))), None)
            if workshop is None:
                return None
            cursor = await connection.execute("UPDATE sessions SET used_at = ? WHERE person = ?", (as_text(at), person))
            if not cursor.rowcount:
                await keep_session(connection, person, Session(), at)
            await connection.execute(
                "INSERT INTO participants (workshop, person, joined_at) VALUES (?, ?, ?)"
                " ON CONFLICT (workshop, person) DO UPDATE SET joined_at = excluded.joined_at",
                (workshop.id, person, as_text(at)),
            )
        return workshop

    async def of_person(self, person: str) -> list[dict[str, str]]:
        """Return which workshops a person joined, in the form of an export."""
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                "SELECT title, held_on, joined_at FROM participants JOIN workshops ON workshops.id = workshop"
                " WHERE person = ? OR person GLOB ? ORDER BY joined_at",
                (person, elsewhere(person)),
            )
        return [{"title": title, "held_on": held_on, "joined_at": joined_at} for title, held_on, joined_at in rows]

    async def participants(self, workshop: int) -> int:
        """Return how many came by the code."""
        async with self._database.transaction("DEFERRED") as connection:
            [(count,)] = await connection.execute_fetchall(
                "SELECT count(*) FROM participants WHERE workshop = ?", (workshop,)
            )
        return int(count)

    async def questions(self, workshop: int) -> list[Asked]:
        """Return what was asked in a workshop, the oldest first; erased questions are left out."""
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                "SELECT question, person, outcome, entries FROM turns"
                " WHERE workshop = ? AND question IS NOT NULL ORDER BY id",
                (workshop,),
            )
        return [Asked(question, person, outcome, entries) for question, person, outcome, entries in rows]

    async def _find(self, where: str, *values: object) -> list[Workshop]:
        async with self._database.transaction("DEFERRED") as connection:
            return await _select(connection, where, *values)

    async def _run(self, statement: str, *values: object) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(statement, values)


async def _select(connection: aiosqlite.Connection, where: str, *values: object) -> list[Workshop]:
    rows = await connection.execute_fetchall(
        f"SELECT {_COLUMNS} FROM workshops WHERE {where}",  # noqa: S608 - a constant of this module
        values,
    )
    return [_workshop(row) for row in rows]


def _typed(code: str) -> str:
    """Return a code as it is stored, whatever a phone made of it."""
    return code.strip().lower()


def _workshop(row: Iterable[Any]) -> Workshop:
    key, code, title, held_on, opened_at, closed_at = row
    closed = as_moment(closed_at) if closed_at else None
    return Workshop(key, code, title, datetime.date.fromisoformat(held_on), as_moment(opened_at), closed)
