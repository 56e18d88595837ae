"""One SQLite file behind one connection: opening, migrating, transactions; knows no table but their versions."""

import asyncio
import errno
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Literal, Self

import aiosqlite

from bot.store.sqlite import faults

_APPLICATION_ID = 0x4C4F5453
"""Marks the file as ours ("LOTS"), so that another program's database is left alone."""
_ROWS_IN_ONE_READ = 64
"""Of a cursor that is iterated over."""


class _Connection(aiosqlite.Connection):
    """A connection that can do a statement where it is called: going to its thread and back costs more than most do."""

    at_once = False

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self.at_once:
            return fn(*args, **kwargs)
        return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]  # as it is there


class Database:
    """A connection whose transactions never interleave, neither between tasks nor between processes."""

    def __init__(self, connection: _Connection, path: Path, busy_ms: int) -> None:
        self._connection = connection
        self._busy_ms = busy_ms
        self._lasting = True
        self._lock = asyncio.Lock()
        self.path = path

    @classmethod
    @asynccontextmanager
    async def open(
        cls, path: Path, migrations: Sequence[str], *, busy_ms: int = 5000, max_pages: int | None = None
    ) -> AsyncIterator[Self]:
        """Open or create the file (mode 0600) and bring it to the newest version; at `max_pages` it counts as full."""
        path = _reserve(path)
        logging.getLogger("aiosqlite").setLevel(logging.WARNING)  # its lines hold what people wrote
        with faults.reported(path):
            connect = partial(
                sqlite3.connect, path, timeout=busy_ms / 1000, isolation_level=None, check_same_thread=False
            )
            connection = _Connection(connect, _ROWS_IN_ONE_READ)
            await connection
            database = cls(connection, path, busy_ms)
        try:
            with faults.reported(path):
                await database._prepare(migrations, max_pages)
            yield database
        finally:
            await database.close()

    @asynccontextmanager
    async def transaction(
        self, mode: Literal["DEFERRED", "IMMEDIATE"] = "IMMEDIATE", *, short: bool = False, lasting: bool = True
    ) -> AsyncIterator[aiosqlite.Connection]:
        """Commit what happens inside, or nothing of it; "DEFERRED" for mere reading.

        A short one, of few rows found by an index, does its statements without a hop to another thread for each; what
        may wait for other processes, or for the disk, still happens beside the event loop. One that is not lasting
        outlives the process, but a power cut only once a later one has.
        """
        async with self._lock:
            with faults.reported(self.path):
                try:
                    await self._begin(mode, short=short, lasting=lasting)
                    with self._at_once(short):
                        yield self._connection
                    with self._at_once(short and (mode == "DEFERRED" or not lasting)):
                        await self._connection.commit()
                except BaseException:  # a cancelled task too must not leave its transaction open
                    await self._connection.rollback()
                    raise

    async def _begin(self, mode: str, *, short: bool, lasting: bool) -> None:
        """Begin, at once if that is possible: a short one goes beside the event loop only if it has to wait."""
        with self._at_once(short):
            if lasting != self._lasting:
                await self._connection.execute(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}")
                self._lasting = lasting
            if short and mode == "IMMEDIATE" and await self._began_without_waiting():
                return
        with self._at_once(short and mode == "DEFERRED"):
            await self._connection.execute(f"BEGIN {mode}")

    async def _began_without_waiting(self) -> bool:
        await self._connection.execute("PRAGMA busy_timeout = 0")
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False  # another process writes, or what is wrong shows when waiting does not help either
        finally:
            await self._connection.execute(f"PRAGMA busy_timeout = {self._busy_ms}")
        return True

    @contextmanager
    def _at_once(self, wanted: bool) -> Iterator[None]:  # noqa: FBT001 - passed on as it came
        self._connection.at_once = wanted
        try:
            yield
        finally:
            self._connection.at_once = False

    async def forget_erased(self) -> None:
        """Empty the write-ahead log, where erased texts would otherwise stay readable until it is overwritten."""
        async with self._lock:
            with faults.reported(self.path):
                await self._connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Close the connection; may be called twice."""
        async with self._lock:
            with faults.reported(self.path):
                await self._connection.close()

    async def _prepare(self, migrations: Sequence[str], max_pages: int | None) -> None:
        if max_pages is not None:
            await self._connection.execute_fetchall(f"PRAGMA max_page_count = {max_pages}")
        await self._connection.execute("PRAGMA foreign_keys = ON")
        await self._connection.execute("PRAGMA secure_delete = ON")
        await self._connection.execute("PRAGMA synchronous = FULL")  # an answered turn survives a power cut
        while await self._migrate_once(migrations):
            pass
        await self._connection.execute_fetchall("PRAGMA journal_mode = WAL")

    async def _migrate_once(self, migrations: Sequence[str]) -> bool:
        """Apply the next script and return True; False if there is none. Another process may do the same meanwhile."""
        async with self.transaction() as connection:
            version = await self._version(connection, known=len(migrations))
            script = migrations[version : version + 1]
            for statement in _statements("".join(script)):
                await connection.execute(statement)
            # Written even when nothing changed, so that a read-only file is found out at the start.
            await connection.execute(f"PRAGMA user_version = {version + len(script)}")
            await connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        return bool(script)

    async def _version(self, connection: aiosqlite.Connection, known: int) -> int:
        [(application, version, tables)] = await connection.execute_fetchall(
            "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master)"
            " FROM pragma_application_id, pragma_user_version"
        )
        if application != _APPLICATION_ID and (application, version, tables) != (0, 0, 0):
            raise faults.foreign(self.path)
        if version > known:
            raise faults.newer_version(self.path, version, known)
        return int(version)


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
