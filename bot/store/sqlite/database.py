"""One SQLite file: opening, migrating, reading beside the one who writes; knows no table but their versions."""

import asyncio
import errno
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from sqlite3 import Connection
from typing import Any, Self, TypeVar

import aiosqlite

from bot.errors import StoreError
from bot.store.sqlite import faults
from bot.store.sqlite.writer import Writer

T = TypeVar("T")

APPLICATION_ID = 0x4C4F5453
"""Marks the file as ours ("LOTS"), so that another program's database is left alone."""
_QUICK, _LONG = 2, 2
"""How many connections look something up, and how many read for reports: these never hold up those."""
_ROWS_IN_ONE_READ = 64
"""Of a cursor that is iterated over."""


class Database:
    """A file with one writer; whoever reads sees what was stored, and waits for nobody."""

    def __init__(self, writer: Writer) -> None:
        self.path = writer.path
        self._writer = writer
        self._quick = _Readers(writer.path, _QUICK)
        self._long = _Readers(writer.path, _LONG)
        self.ailment: StoreError | None = None
        """Why the file is broken, once that was found."""
        self._unerased = False

    @classmethod
    @asynccontextmanager
    async def open(
        cls, path: Path, migrations: Sequence[str], *, busy_ms: int = 2000, max_pages: int | None = None
    ) -> AsyncIterator[Self]:
        """Open or create the file (mode 0600) and bring it to the newest version; at `max_pages` it counts as full."""
        path = _reserve(path)
        logging.getLogger("aiosqlite").setLevel(logging.WARNING)  # its lines hold what people wrote
        with faults.reported(path):
            connection = sqlite3.connect(
                path, timeout=busy_ms / 1000, isolation_level=None, check_same_thread=False, cached_statements=256
            )
        database = cls(Writer(path, connection, busy_ms))
        try:
            await asyncio.to_thread(database._prepare, connection, migrations, max_pages)
            database._writer.start()
            await database.forget_erased()  # what could not be erased before the last end
            yield database
        finally:
            await database.close()

    async def write(self, work: Callable[[Connection], T], *, lasting: bool = True) -> T:
        """Return what `work` returns, once all or nothing of what it did lasts; it runs in the writer's thread.

        What is not lasting outlives the process, but a power cut only once something later has.
        """
        return await self._noting(self._writer.do(work, lasting=lasting))

    async def run(self, statement: str, *values: object) -> int:
        """Carry out one statement; return how many rows it changed."""
        return await self.write(lambda connection: connection.execute(statement, values).rowcount)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Return what `work` finds in one state of the database; it runs in another thread."""
        return await self._noting(self._quick.do(work))

    async def rows(self, statement: str, *values: object) -> list[Any]:
        """Return what one statement finds."""
        return await self.read(lambda connection: connection.execute(statement, values).fetchall())

    async def study(self, work: Callable[[Connection], T]) -> T:
        """Read what may take long, as `read` does, beside those who only look something up."""
        found = await self._noting(self._long.do(work))
        await self.erase_rest()
        return found

    async def forget_erased(self) -> bool:
        """Empty the write-ahead log, where erased texts would otherwise stay readable until it is overwritten.

        False if somebody reads from it; then `erase_rest` does it later.
        """
        self._unerased = not await self._noting(self._writer.do(lambda _: self._writer.empty_log(), alone=True))
        return not self._unerased

    async def erase_rest(self) -> None:
        """Do what `forget_erased` could not."""
        if self._unerased:
            await self.forget_erased()

    async def close(self) -> None:
        """Close all connections; may be called twice."""
        await self._quick.close()
        await self._long.close()
        await self._writer.stop()

    async def _noting(self, work: Awaitable[T]) -> T:
        """Remember that the file is damaged: it does not heal by itself."""
        try:
            return await work
        except faults.DamagedError as error:
            self.ailment = error
            raise

    def _prepare(self, connection: Connection, migrations: Sequence[str], max_pages: int | None) -> None:
        with faults.reported(self.path):
            if max_pages is not None:
                connection.execute(f"PRAGMA max_page_count = {max_pages}").fetchall()
            connection.execute("PRAGMA foreign_keys = ON").fetchall()
            connection.execute("PRAGMA secure_delete = ON").fetchall()
            connection.execute("PRAGMA synchronous = FULL").fetchall()  # an answered turn survives a power cut
            while self._migrate_once(connection, migrations):
                pass
            connection.execute("PRAGMA journal_mode = WAL").fetchall()

    def _migrate_once(self, connection: Connection, migrations: Sequence[str]) -> bool:
        """Apply the next script and return True; False if there is none. Another process may do the same meanwhile."""
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            version = self._version(connection, known=len(migrations))
            script = migrations[version : version + 1]
            for statement in _statements("".join(script)):
                connection.execute(statement)
            # Written even when nothing changed, so that a read-only file is found out at the start.
            connection.execute(f"PRAGMA user_version = {version + len(script)}").fetchall()
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}").fetchall()
        return bool(script)

    def _version(self, connection: Connection, known: int) -> int:
        [(application, version, tables)] = connection.execute(
            "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master)"
            " FROM pragma_application_id, pragma_user_version"
        ).fetchall()
        if application != APPLICATION_ID and (application, version, tables) != (0, 0, 0):
            raise faults.foreign(self.path)
        if version > known:
            raise faults.newer_version(self.path, version, known)
        return int(version)


class _Reader(aiosqlite.Connection):
    """A connection that reads, in a thread of its own."""

    async def look(self, work: Callable[[Connection], T]) -> T:
        """Return what `work` finds in one state of the database: one hop to the thread, not one for each statement."""
        found: T = await self._execute(self._within, work)  # type: ignore[no-untyped-call]  # as it is there
        return found

    def _within(self, work: Callable[[Connection], T]) -> T:
        self._conn.execute("BEGIN")
        with self._conn:
            return work(self._conn)


class _Readers:
    """So many connections that read, opened when they are first needed."""

    def __init__(self, path: Path, most: int) -> None:
        self._path = path
        self._free = asyncio.Semaphore(most)
        self._idle: list[_Reader] = []

    async def do(self, work: Callable[[Connection], T]) -> T:
        """Return what `work` finds. Raises StoreError."""
        async with self._free:
            with faults.reported(self._path):
                reader = self._idle.pop() if self._idle else await self._opened()
                try:
                    return await reader.look(work)
                finally:
                    self._idle.append(reader)

    async def close(self) -> None:
        """Close what nobody uses."""
        while self._idle:
            await self._idle.pop().close()

    async def _opened(self) -> _Reader:
        def connect() -> Connection:
            # Never make a file: if it was removed, that has to be said.
            where = f"{self._path.as_uri()}?mode=rw"
            connection = sqlite3.connect(where, uri=True, timeout=0.5, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA query_only = ON").fetchall()
            return connection

        reader = _Reader(connect, _ROWS_IN_ONE_READ)
        await reader
        return reader


def _reserve(path: Path) -> Path:
    """Make sure that the file is there, created readable by its owner alone; SQLite's side files get the same mode.

    An existing file is not even opened: closing it again would drop the locks of another connection in this process.
    """
    path = path.absolute()
    try:
        if not path.parent.is_dir():
            raise faults.missing_folder(path)
        if path.is_dir():
            raise faults.is_folder(path)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        pass
    except OSError as exc:
        code = sqlite3.SQLITE_FULL if exc.errno == errno.ENOSPC else sqlite3.SQLITE_CANTOPEN
        raise faults.by_code(path, code) from exc
    return path


def _statements(script: str) -> list[str]:
    """Split a script, since `executescript` would commit before it begins."""
    statements = [""]
    for line in script.splitlines(keepends=True):
        statements[-1] += line
        if sqlite3.complete_statement(statements[-1]):
            statements.append("")
    return [statement for statement in statements if statement.strip()]
