"""Whether the file can be written, and is still the one that was opened."""

import shutil
import sqlite3

from bot.store.records import Queues
from bot.store.sqlite import faults
from bot.store.sqlite.database import Database
from bot.store.sqlite.moments import as_moment

_ROOM = 64 * 1024
"""Bytes that must be left: a turn with its letters."""


class SqliteHealth:
    """Writes what changes nothing; see `bot.store.ports.Health`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def check(self) -> None:
        if self._database.ailment is not None:  # what is damaged does not heal by itself
            raise self._database.ailment
        await self._database.write(self._touch)

    async def queues(self) -> Queues:
        [(inbox, outbox, oldest, held, tickets)] = await self._database.rows(
            "SELECT (SELECT count(*) FROM inbox WHERE body IS NOT NULL),"
            " (SELECT count(*) FROM outbox WHERE state <> 'held'),"
            " (SELECT min(written_at) FROM outbox WHERE state <> 'held'),"
            " (SELECT count(*) FROM outbox WHERE state = 'held'),"
            " (SELECT count(*) FROM tickets WHERE address IS NOT NULL)"
        )
        counts = {"inbox": inbox, "outbox": outbox, "held": held, "tickets": tickets}
        return Queues(counts, as_moment(oldest) if oldest else None)

    def _touch(self, connection: sqlite3.Connection) -> None:
        if shutil.disk_usage(self._database.path.parent).free < _ROOM:
            raise faults.by_code(self._database.path, sqlite3.SQLITE_FULL)
        connection.execute("SAVEPOINT room")
        connection.execute("CREATE TABLE room AS SELECT zeroblob(?) AS filling", (_ROOM,))
        connection.execute("ROLLBACK TO room")
        connection.execute("RELEASE room")
        [(version,)] = connection.execute("PRAGMA user_version").fetchall()
        connection.execute(f"PRAGMA user_version = {version}")  # a commit of its own
