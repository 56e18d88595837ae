"""What a page shows of a conversation, kept as long as the session, for channels that fetch their letters."""

import datetime
from dataclasses import dataclass

import aiosqlite

from bot.store.database import Database
from bot.store.moments import as_moment, as_text

TABLES = """
    CREATE TABLE transcript (
        id     INTEGER PRIMARY KEY AUTOINCREMENT,
        person TEXT NOT NULL REFERENCES sessions (person) ON DELETE CASCADE,
        at     TEXT NOT NULL,
        body   TEXT NOT NULL
    );
    CREATE INDEX transcript_by_person ON transcript (person, id);
"""
_MOST_SHOWN = 200


@dataclass(frozen=True)
class Line:
    """Something that was said; `body` is JSON that only the channel understands."""

    id: int
    at: datetime.datetime
    body: str


class Transcript:
    """What was said in conversations, by pseudonym."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_person(self, person: str, after: int = 0) -> list[Line]:
        """Return what was said after the line `after`, the oldest first; of very much, the newest."""
        return await self._find("person = ? AND id > ? ORDER BY id DESC LIMIT ?", person, after, _MOST_SHOWN)

    async def find(self, person: str, line: int) -> Line | None:
        """Return one line, if it is this person's."""
        return next(iter(await self._find("person = ? AND id = ?", person, line)), None)

    async def _find(self, where: str, *values: object) -> list[Line]:
        async with self._database.transaction("DEFERRED") as connection:
            rows = list(
                await connection.execute_fetchall(
                    f"SELECT id, at, body FROM transcript WHERE {where}",  # noqa: S608 - a constant of this module
                    values,
                )
            )
        return [Line(key, as_moment(at), body) for key, at, body in reversed(rows)]


async def purge(connection: aiosqlite.Connection, before: datetime.datetime) -> None:
    """Erase what was said before this moment."""
    await connection.execute("DELETE FROM transcript WHERE at < ?", (as_text(before),))
