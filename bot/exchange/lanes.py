"""Runs work in order within each lane and at once between lanes; knows nothing of what the work is."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from bot.errors import trace

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Lanes(Generic[T]):
    """One queue for each key; a lane costs nothing while nothing is in it."""

    def __init__(self, work: Callable[[deque[T]], Awaitable[None]]) -> None:
        """Call `work` with what waits in a lane, over and over; it takes an item out of it, or several."""
        self._work = work
        self._waiting: dict[str, deque[T]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._resting: set[asyncio.Task[object]] = set()
        self._closed = False

    def put(self, lane: str, item: T) -> None:
        """Add an item to the end of a lane; once the lanes are closed it is left undone."""
        if self._closed:
            return
        if (waiting := self._waiting.get(lane)) is not None:
            waiting.append(item)
            return
        self._waiting[lane] = deque([item])
        task = asyncio.create_task(self._run(lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Mark a wait within the work that closing need not wait for; the work is cancelled there."""
        if self._closed:
            raise asyncio.CancelledError
        if (task := asyncio.current_task()) is None:
            raise RuntimeError("only work rests")
        self._resting.add(task)
        try:
            yield
        finally:
            self._resting.discard(task)

    async def close(self, grace: float) -> None:
        """Let what is under way come to its end, `grace` seconds at most; what has not begun stays undone."""
        self._closed = True
        for waiting in self._waiting.values():
            waiting.clear()
        for task in self._resting:
            task.cancel()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, lane: str) -> None:
        waiting = self._waiting[lane]
        try:
            while waiting:
                await self._once(waiting)
        finally:
            del self._waiting[lane]

    async def _once(self, waiting: deque[T]) -> None:
        """Do some work; whatever it raises, the next item has its turn."""
        first = waiting[0]
        try:
            await self._work(waiting)
        except Exception as error:  # noqa: BLE001 - one item must not hold up its lane for good
            _log.error("work in a lane failed, and the lane goes on: %s", trace(error))
            if waiting and waiting[0] is first:
                waiting.popleft()
