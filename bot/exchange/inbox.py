"""Takes updates in: stored first, then handled in order within a lane, at once between lanes."""

import asyncio
import datetime
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from aiolimiter import AsyncLimiter

from bot.errors import StoreError, trace
from bot.exchange.backoff import pause
from bot.exchange.lanes import Lanes
from bot.store.ports import Inbox
from bot.store.records import Attached, Received

_BURST, _SECONDS = 30, 10.0
"""So many updates of one lane are handled at once; after that, so many in so long."""
_MOST_LIMITERS = 10_000
_log = logging.getLogger(__name__)

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)


@dataclass(frozen=True)
class Arrival(Generic[T]):
    """Something that a messenger brought and that concerns us."""

    received: Received
    lane: str
    """Updates of one lane are handled one after the other; usually the chat."""
    content: T
    """What it means, in the messenger's own terms."""
    paced: bool = True
    """Whether it counts for the pace of its lane, and the lane can be told that it is too fast."""


class Handling(Protocol[T_contra]):
    """What a messenger does with updates; every method raises StoreError."""

    async def handle(self, content: T_contra, received: Received) -> None:
        """Do what an update asks for; afterwards it is marked as dealt with."""

    async def apologise(self, content: T_contra, received: Received) -> None:
        """Mark an update as dealt with that could not be handled, and say so where somebody waits."""

    async def slow_down(self, lane: str) -> None:
        """Tell somebody who writes very fast that answers come one after the other."""


@dataclass
class _Pace:
    """How fast one lane writes."""

    limiter: AsyncLimiter
    told: bool = False


class Intake(Generic[T]):
    """The way from an update to its handling, the same however a messenger delivers."""

    def __init__(self, channel: str, inbox: Inbox, handler: Handling[T], now: Callable[[], datetime.datetime]) -> None:
        self._channel = channel
        self._inbox = inbox
        self._handler = handler
        self._now = now
        self._lanes: Lanes[Arrival[T]] = Lanes(lambda waiting: self._handle(waiting.popleft()))
        self._paces: dict[str, _Pace] = {}

    async def resume(self, read: Callable[[Received], Arrival[T] | None]) -> None:
        """Handle what was received before the last end; what `read` makes nothing of is let go. Raises StoreError."""
        for received in await self._inbox.waiting(self._channel):
            if (update := read(received)) is None:
                await self._inbox.settle(Attached((self._channel, received.id)), self._now())
            else:
                self._lanes.put(update.lane, update)

    async def receive(self, updates: Iterable[Arrival[T]], reached: str | None = None) -> int:
        """Store updates, and how far that is, and have the new ones handled; return how many. Raises StoreError."""
        by_id: dict[str, Arrival[T]] = {}
        for update in updates:
            by_id.setdefault(update.received.id, update)
        if not by_id and reached is None:
            return 0
        new = await self._kept([update.received for update in by_id.values()], reached)
        for received in new:
            self._lanes.put(by_id[received.id].lane, by_id[received.id])
        return len(new)

    async def _kept(self, updates: Sequence[Received], reached: str | None = None) -> Sequence[Received]:
        """Store updates and return the new ones; one that can't be stored at all keeps none of the others back."""
        try:
            return await self._inbox.receive(self._channel, updates, self._now(), reached)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a malformed update leads to
            if len(updates) == 1 and reached is None:
                _log.error("an update can't be stored and is left out: %s", trace(error))
                return ()
        new = [one for update in updates for one in await self._kept([update])]
        if reached is not None:
            await self._inbox.receive(self._channel, (), self._now(), reached)
        return new

    async def close(self, grace: float) -> None:
        """Finish what is being handled, for `grace` seconds at most; the rest waits for the next start."""
        await self._lanes.close(grace)

    async def _handle(self, update: Arrival[T]) -> None:
        """Handle one update; whatever goes wrong, the next one has its turn."""
        if update.paced:
            await self._keep_pace(update.lane)
        tries = 0
        while True:
            try:
                await self._handler.handle(update.content, update.received)
            except StoreError as error:
                _log.error("an update waits, since the database fails: %s", error.problem)
                with self._lanes.resting():
                    await asyncio.sleep(pause(tries))
                tries += 1
            except Exception as error:  # noqa: BLE001 - the one catch-all of every messenger
                _log.error("an update could not be handled: %s", trace(error))
                await self._apologise(update)
                return
            else:
                return

    async def _apologise(self, update: Arrival[T]) -> None:
        try:
            await self._handler.apologise(update.content, update.received)
        except StoreError as error:
            _log.error("an update waits for the next start: %s", error.problem)

    async def _keep_pace(self, lane: str) -> None:
        """Let a lane that floods wait, and tell it once."""
        if len(self._paces) > _MOST_LIMITERS:
            self._paces.clear()
        pace = self._paces.setdefault(lane, _Pace(AsyncLimiter(_BURST, _SECONDS)))
        if pace.limiter.has_capacity():
            pace.told = False
        elif not pace.told:
            pace.told = True
            _log.info("somebody writes faster than can be answered and is slowed down")
            await self._tell(lane)
        with self._lanes.resting():
            await pace.limiter.acquire()

    async def _tell(self, lane: str) -> None:
        try:
            await self._handler.slow_down(lane)
        except StoreError as error:
            _log.error("the notice could not be stored: %s", error.problem)
