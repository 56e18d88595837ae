"""The one connection that writes, in a thread of its own; what waits together shares one commit."""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from sqlite3 import Connection
from typing import Any, TypeVar

from bot.store.sqlite import faults

T = TypeVar("T")

_MOST_TOGETHER = 64
"""So many pieces of work share a commit at most: none of them is known to last before it."""
_IMPATIENT_MS = 100
"""How long a lock is waited for while the last wait for it was in vain, so that no queue of waits builds up."""
_FIRST_TRY_MS = 200
"""How long emptying the log waits for those who read."""


@dataclass(frozen=True)
class _Job:
    work: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[Any]
    alone: bool = False
    """Whether it is no transaction."""
    lasting: bool = True
    """Whether it outlives a power cut."""


@dataclass(frozen=True)
class _Failed:
    error: BaseException


@dataclass
class Writer:
    """Writes what it is given, in that order, each piece of work whole or not at all."""

    path: Path
    connection: Connection
    busy_ms: int
    _queue: queue.SimpleQueue[_Job | None] = field(default_factory=queue.SimpleQueue)
    _thread: threading.Thread | None = None
    _file: tuple[int, int] | None = None
    _impatient: bool = False
    _lasting: bool = True

    def start(self) -> None:
        """Begin to work; the file is from now on the one that is there."""
        self._file = _identity(self.path)
        self._thread = threading.Thread(target=self._run, name="database", daemon=True)
        self._thread.start()

    async def do(self, work: Callable[[Connection], T], *, alone: bool = False, lasting: bool = True) -> T:
        """Return what `work` returns once it is kept; `alone`: outside of any transaction. Raises StoreError."""
        if self._thread is None:
            raise faults.closed(self.path)
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._queue.put(_Job(work, loop, done, alone, lasting))
        return await done

    async def stop(self) -> None:
        """Finish what was given, and close; may be called twice."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            await asyncio.to_thread(thread.join)
        with faults.reported(self.path):
            self.connection.close()

    def empty_log(self) -> bool:
        """Empty the write-ahead log, in the writer's thread; False if somebody reads from it."""
        with faults.reported(self.path):
            self.connection.execute(f"PRAGMA busy_timeout = {_FIRST_TRY_MS}").fetchall()
            self.connection.execute("SELECT 1 FROM sqlite_master").fetchall()  # else right after a migration it fails
            [(busy, *_)] = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self.connection.execute(f"PRAGMA busy_timeout = {self.busy_ms}").fetchall()
        return not busy

    def _run(self) -> None:
        going_on = True
        while going_on:
            jobs = self._next()
            going_on = None not in jobs
            todo = [job for job in jobs if job is not None and not job.done.cancelled()]
            for together in _apart(todo):
                _tell(together, self._outcomes(together))

    def _next(self) -> list[_Job | None]:
        """Return what waits by now, at least one."""
        jobs = [self._queue.get()]
        with suppress(queue.Empty):
            while jobs[-1] is not None and len(jobs) < _MOST_TOGETHER:
                jobs.append(self._queue.get_nowait())
        return jobs

    def _outcomes(self, jobs: Sequence[_Job]) -> Sequence[Any]:
        """Do the work and return what came of each piece; if it can't be kept, nothing of it was done."""
        try:
            with faults.reported(self.path):
                if jobs[0].alone:
                    return [jobs[0].work(self.connection)]
                return self._committed(jobs)
        except BaseException as error:  # noqa: BLE001 - whoever waits for it has to know
            with suppress(sqlite3.Error):
                self.connection.rollback()
            return [_Failed(error)] * len(jobs)

    def _committed(self, jobs: Sequence[_Job]) -> Sequence[Any]:
        if _identity(self.path) != self._file:
            raise faults.replaced(self.path)
        self._sync(lasting=any(job.lasting for job in jobs))
        self._begin()
        found = [self._one(job) for job in jobs]
        self.connection.execute("COMMIT")
        return found

    def _sync(self, *, lasting: bool) -> None:
        """Have the next commit wait for the disk, or not."""
        if lasting != self._lasting:
            self.connection.execute(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}").fetchall()
            self._lasting = lasting

    def _begin(self) -> None:
        if self._impatient:
            self.connection.execute(f"PRAGMA busy_timeout = {_IMPATIENT_MS}").fetchall()
        self._impatient = True
        self.connection.execute("BEGIN IMMEDIATE")
        self._impatient = False
        self.connection.execute(f"PRAGMA busy_timeout = {self.busy_ms}").fetchall()

    def _one(self, job: _Job) -> Any:
        """Do one piece of work: should it fail, the others that share the commit are not touched."""
        self.connection.execute("SAVEPOINT one")
        try:
            with faults.reported(self.path):
                found = job.work(self.connection)
        except Exception as error:
            if not self.connection.in_transaction:  # SQLite gave all of it up, as it does on a full disk
                raise
            self.connection.execute("ROLLBACK TO one")
            found = _Failed(error)
        self.connection.execute("RELEASE one")
        return found


def _apart(jobs: Sequence[_Job]) -> list[list[_Job]]:
    """Return the jobs in their order, those together that share a commit."""
    parts: list[list[_Job]] = []
    for job in jobs:
        if parts and not job.alone and not parts[-1][0].alone:
            parts[-1].append(job)
        else:
            parts.append([job])
    return parts


def _tell(jobs: Sequence[_Job], outcomes: Sequence[Any]) -> None:
    """Tell those who wait, each loop once."""

    def settle(told: Sequence[tuple[_Job, Any]]) -> None:
        for job, outcome in told:
            if job.done.done():
                continue
            if isinstance(outcome, _Failed):
                job.done.set_exception(outcome.error)
            else:
                job.done.set_result(outcome)

    pairs = list(zip(jobs, outcomes, strict=True))
    for loop in {job.loop for job in jobs}:
        with suppress(RuntimeError):  # its loop has ended, and nobody waits any more
            loop.call_soon_threadsafe(settle, [(job, outcome) for job, outcome in pairs if job.loop is loop])


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one of the same name; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
