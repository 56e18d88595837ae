"""Copies of the file: made while others write, and looked at whether they are whole."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.store.sqlite import faults
from bot.store.sqlite.database import APPLICATION_ID, Database
from bot.store.sqlite.migrations import MIGRATIONS

_PAGES = 2048
"""So many are copied in one go; in between others have their turn."""


class SqliteCopies:
    """Writes a copy; see `bot.store.ports.Copies`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, to: Path) -> None:
        os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

        def work(connection: sqlite3.Connection) -> None:
            with closing(sqlite3.connect(to, isolation_level=None)) as copy:
                connection.backup(copy, pages=_PAGES)
                copy.execute("PRAGMA journal_mode = DELETE").fetchall()  # one file without any beside it

        await self._database.study(work)


def look_at(path: Path) -> str | None:
    """Return by which keys people are named in a file; None if by none yet. Raises StoreError if it is not whole."""
    # Nobody writes to it without a log beside it; then looking at it need not make one.
    how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    with faults.reported(path), closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)) as connection:
        told = [line for (line,) in connection.execute("PRAGMA integrity_check(5)").fetchall()]
        if told != ["ok"]:
            raise faults.by_code(path, sqlite3.SQLITE_CORRUPT)
        [(application,)] = connection.execute("PRAGMA application_id").fetchall()
        [(version,)] = connection.execute("PRAGMA user_version").fetchall()
        if application != APPLICATION_ID:
            raise faults.foreign(path)
        if version > len(MIGRATIONS):
            raise faults.newer_version(path, version, len(MIGRATIONS))
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'pseudonym_keys'").fetchall():
            return None  # of an older version
        found = connection.execute("SELECT fingerprint FROM pseudonym_keys").fetchall()
    return next((str(fingerprint) for (fingerprint,) in found), None)
