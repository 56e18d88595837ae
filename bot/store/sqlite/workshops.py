"""Workshops and their codes."""

import datetime
from collections.abc import Iterable
from sqlite3 import Connection
from typing import Any

from bot.store.codes import drawn
from bot.store.records import WORKSHOP_LASTS, Workshop
from bot.store.sqlite.database import Database
from bot.store.sqlite.moments import as_moment, as_text

OF_TURN = (
    "(SELECT workshop FROM participants JOIN workshops ON workshops.id = workshop"
    " WHERE person = ? AND closed_at IS NULL ORDER BY joined_at DESC LIMIT 1)"
)
"""The workshop that a person's turn counts towards: the one they joined last, while it is open."""
_COLUMNS = "id, code, title, held_on, opened_at, closed_at"


class SqliteWorkshops:
    """Keeps workshops; see `bot.store.ports.Workshops`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, title: str, held_on: datetime.date, by: str, at: datetime.datetime) -> Workshop:
        code = drawn()

        def work(connection: Connection) -> int:
            cursor = connection.execute(
                "INSERT INTO workshops (code, title, held_on, opened_by, opened_at) VALUES (?, ?, ?, ?, ?)",
                (code, title, held_on.isoformat(), by, as_text(at)),
            )
            return int(cursor.lastrowid or 0)

        return Workshop(await self._database.write(work), code, title, held_on, at, None)

    async def all(self) -> list[Workshop]:
        return await self._find("TRUE ORDER BY held_on DESC, id DESC")

    async def find(self, workshop: int) -> Workshop | None:
        return next(iter(await self._find("id = ?", workshop)), None)

    async def close(self, workshop: int, at: datetime.datetime) -> None:
        await self._database.run(
            "UPDATE workshops SET closed_at = ? WHERE id = ? AND closed_at IS NULL", as_text(at), workshop
        )

    async def reopen(self, workshop: int, at: datetime.datetime) -> None:
        await self._database.run(
            "UPDATE workshops SET closed_at = NULL, opened_at = ? WHERE id = ? AND closed_at IS NOT NULL",
            as_text(at),
            workshop,
        )

    async def close_old(self, now: datetime.datetime) -> None:
        await self._database.run(
            "UPDATE workshops SET closed_at = ? WHERE closed_at IS NULL AND held_on < ? AND opened_at < ?",
            as_text(now),
            (now - WORKSHOP_LASTS).date().isoformat(),
            as_text(now - WORKSHOP_LASTS),
        )

    async def _find(self, where: str, *values: object) -> list[Workshop]:
        return await self._database.read(lambda connection: select(connection, where, *values))


def select(connection: Connection, where: str, *values: object) -> list[Workshop]:
    """Return the workshops of which this holds, inside a transaction."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM workshops WHERE {where}",  # noqa: S608 - a constant of this module
        values,
    ).fetchall()
    return [_workshop(row) for row in rows]


def _workshop(row: Iterable[Any]) -> Workshop:
    key, code, title, held_on, opened_at, closed_at = row
    closed = as_moment(closed_at) if closed_at else None
    return Workshop(key, code, title, datetime.date.fromisoformat(held_on), as_moment(opened_at), closed)
