"""Who came to workshops, and what was asked in them."""

import datetime
import json

import aiosqlite

from bot.store.codes import as_typed
from bot.store.export import Joined
from bot.store.records import Workshop, WorkshopQuestion
from bot.store.sqlite.database import Database
from bot.store.sqlite.moments import as_moment, as_text
from bot.store.sqlite.sessions import elsewhere, keep_session
from bot.store.sqlite.workshops import select
from bot.talk.session import Session


class SqliteParticipation:
    """Counts participants; see `bot.store.ports.Participation`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def workshop_of(self, code: str) -> Workshop | None:
        async with self._database.transaction("DEFERRED") as connection:
            return await _open_workshop(connection, code)

    async def join(self, person: str, code: str, at: datetime.datetime) -> Workshop | None:
        async with self._database.transaction() as connection:
            workshop = await _open_workshop(connection, code)
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

    async def count(self, workshop: int) -> int:
        async with self._database.transaction("DEFERRED") as connection:
            [(count,)] = await connection.execute_fetchall(
                "SELECT count(*) FROM participants WHERE workshop = ?", (workshop,)
            )
        return int(count)

    async def questions(self, workshop: int) -> list[WorkshopQuestion]:
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                "SELECT question, person, outcome, entries FROM turns"
                " WHERE workshop = ? AND question IS NOT NULL ORDER BY id",
                (workshop,),
            )
        return [
            WorkshopQuestion(question, person, outcome, tuple(json.loads(entries)))
            for question, person, outcome, entries in rows
        ]


async def of_person(connection: aiosqlite.Connection, person: str) -> list[Joined]:
    """Return which workshops a person joined, in that order, inside a transaction."""
    rows = await connection.execute_fetchall(
        "SELECT title, held_on, joined_at FROM participants JOIN workshops ON workshops.id = workshop"
        " WHERE person = ? OR person GLOB ? ORDER BY joined_at",
        (person, elsewhere(person)),
    )
    return [Joined(title, datetime.date.fromisoformat(held_on), as_moment(at)) for title, held_on, at in rows]


async def _open_workshop(connection: aiosqlite.Connection, code: str) -> Workshop | None:
    """Return the open workshop with this code, whatever a phone made of it."""
    return next(iter(await select(connection, "code = ? AND closed_at IS NULL", as_typed(code))), None)
