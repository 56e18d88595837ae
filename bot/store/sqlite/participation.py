"""Who came to workshops, and what was asked in them."""

import datetime
import json
from sqlite3 import Connection

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
        return await self._database.read(lambda connection: _open_workshop(connection, code))

    async def join(self, person: str, code: str, at: datetime.datetime) -> Workshop | None:
        def work(connection: Connection) -> Workshop | None:
            workshop = _open_workshop(connection, code)
            if workshop is None:
                return None
            cursor = connection.execute("UPDATE sessions SET used_at = ? WHERE person = ?", (as_text(at), person))
            if not cursor.rowcount:
                keep_session(connection, person, Session(), at)
            connection.execute(
                "INSERT INTO participants (workshop, person, joined_at) VALUES (?, ?, ?)"
                " ON CONFLICT (workshop, person) DO UPDATE SET joined_at = excluded.joined_at",
                (workshop.id, person, as_text(at)),
            )
            return workshop

        return await self._database.write(work)

    async def count(self, workshop: int) -> int:
        [(count,)] = await self._database.rows("SELECT count(*) FROM participants WHERE workshop = ?", workshop)
        return int(count)

    async def questions(self, workshop: int) -> list[WorkshopQuestion]:
        rows = await self._database.rows(
            "SELECT question, person, outcome, entries FROM turns"
            " WHERE workshop = ? AND question IS NOT NULL ORDER BY id",
            workshop,
        )
        return [
            WorkshopQuestion(question, person, outcome, tuple(json.loads(entries)))
            for question, person, outcome, entries in rows
        ]


def of_person(connection: Connection, person: str) -> list[Joined]:
    """Return which workshops a person joined, in that order, inside a transaction."""
    rows = connection.execute(
        "SELECT title, held_on, joined_at FROM participants JOIN workshops ON workshops.id = workshop"
        " WHERE person = ? OR person GLOB ? ORDER BY joined_at",
        (person, elsewhere(person)),
    ).fetchall()
    return [Joined(title, datetime.date.fromisoformat(held_on), as_moment(at)) for title, held_on, at in rows]


def _open_workshop(connection: Connection, code: str) -> Workshop | None:
    """Return the open workshop with this code, whatever a phone made of it."""
    return next(iter(select(connection, "code = ? AND closed_at IS NULL", as_typed(code))), None)
