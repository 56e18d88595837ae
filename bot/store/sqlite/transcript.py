"""What a page shows of a conversation."""

import datetime
from sqlite3 import Connection

from bot.store.records import StoredTalk, TranscriptLine
from bot.store.sqlite.database import Database
from bot.store.sqlite.moments import as_moment, as_text

_MOST_SHOWN = 200


class SqliteTranscript:
    """Finds what was said; see `bot.store.ports.Transcript`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_talk(self, person: str, talk: int = 0, after: int = 0) -> list[TranscriptLine]:
        where = "person = ? AND talk = ? AND id > ? ORDER BY id DESC LIMIT ?"
        return await self._find(where, person, talk, after, _MOST_SHOWN)

    async def talks(self, person: str) -> list[StoredTalk]:
        rows = await self._database.rows(
            "SELECT told.talk, told.last_at, body FROM transcript JOIN"
            " (SELECT talk, min(id) AS first, max(id) AS last, max(at) AS last_at FROM transcript"
            " WHERE person = ? GROUP BY talk) AS told ON id = first ORDER BY last DESC",
            person,
        )
        return [StoredTalk(talk, as_moment(last_at), first) for talk, last_at, first in rows]

    async def find(self, person: str, line: int) -> TranscriptLine | None:
        return next(iter(await self._find("person = ? AND id = ?", person, line)), None)

    async def _find(self, where: str, *values: object) -> list[TranscriptLine]:
        return await self._database.read(lambda connection: _select(connection, where, *values))


def of_person(connection: Connection, person: str) -> list[TranscriptLine]:
    """Return all that was said in a person's conversation, the oldest first, inside a transaction."""
    return _select(connection, "person = ? ORDER BY id DESC", person)


def _select(connection: Connection, where: str, *values: object) -> list[TranscriptLine]:
    """Return the lines of which this holds, in the opposite order."""
    rows = connection.execute(
        f"SELECT id, at, body, talk FROM transcript WHERE {where}",  # noqa: S608 - a constant of this module
        values,
    ).fetchall()
    return [TranscriptLine(key, as_moment(at), body, talk) for key, at, body, talk in reversed(list(rows))]


def purge(connection: Connection, before: datetime.datetime) -> None:
    """Erase what was said before this moment."""
    connection.execute("DELETE FROM transcript WHERE at < ?", (as_text(before),))
