"""Sends what the outbox holds: in order within a lane, at once between lanes, nothing twice without saying so."""

import asyncio
import datetime
import logging
from collections.abc import Awaitable, Callable

from bot.errors import StoreError
from bot.exchange.backoff import pause
from bot.exchange.lanes import Lanes
from bot.exchange.wire import Delivered, LaneMoved, Outcome, PerhapsDelivered, TryAgain, Undeliverable, Wire
from bot.store.ports import Store
from bot.store.records import Letter, StoredLetter

_GIVE_UP_AFTER = datetime.timedelta(hours=24)
_log = logging.getLogger(__name__)


class Sender:
    """The only one who sends the letters of a channel; reads them whenever the bell rings for it."""

    def __init__(self, channel: str, store: Store, wire: Wire, now: Callable[[], datetime.datetime]) -> None:
        self._channel = channel
        self._outbox, self._held_letters, self._moved_lanes = store.outbox, store.held_letters, store.moved_lanes
        self._wire = wire
        self._now = now
        self._lanes = Lanes(self._deliver)
        self._moved: dict[str, str] = {}
        self._read = 0
        self._woken = asyncio.Event()

    def noticed(self, letter: Letter) -> None:
        """Look into the outbox, if this new letter is there for us."""
        if letter.channel == self._channel and not letter.fetched:
            self._woken.set()

    async def resume(self) -> None:
        """Learn which lanes moved before the last end. Raises StoreError."""
        self._moved = await self._moved_lanes.of_channel(self._channel)

    async def run(self) -> None:
        """Send until cancelled."""
        self._woken.set()
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                for stored in await self._outbox.outgoing(self._channel, self._read):
                    self._read = stored.id
                    self._lanes.put(stored.letter.lane, stored)
            except StoreError as error:
                _log.error("the outbox can't be read: %s", error.problem)
                await asyncio.sleep(pause(1))
                self._woken.set()

    async def close(self, grace: float) -> None:
        """Finish what is being sent, for `grace` seconds at most; the rest waits for the next start."""
        await self._lanes.close(grace)

    def current(self, lane: str) -> str:
        """Return what a lane is called now, however often it moved."""
        while lane in self._moved:
            lane = self._moved[lane]
        return lane

    async def move(self, old: str, new: str) -> None:
        """Send to another lane from now on. Raises StoreError."""
        self._moved.pop(new, None)  # else who came back would run in circles
        self._moved[old] = new
        await self._moved_lanes.move(self._channel, old, new)

    async def _deliver(self, stored: StoredLetter) -> None:
        """Send one letter, however long that takes."""
        if stored.begun:
            _log.warning("a message that may have been delivered before is sent again, and says so")
        try:
            tries = stored.tries
            if tries:  # else it is due, whatever the clock says now
                await self._until(stored.due_at)
            while not await self._attempt(stored, tries):
                tries += 1
        except ValueError:
            _log.error("a letter of another version can't be read and is dropped")
            await self._give_up(stored)
        except Exception as error:  # noqa: BLE001 - one broken letter must not hold up the lane
            _log.error("a letter can't be sent and is dropped: %s", type(error).__name__)
            await self._give_up(stored)

    async def _attempt(self, stored: StoredLetter, tries: int) -> bool:
        """Send once; True if the letter is settled, whether delivered or not."""
        await self._kept(lambda: self._outbox.begin(stored.id))
        lane = self.current(stored.letter.lane)
        try:
            outcome = await self._wire.carry(stored.letter, lane, repeated=stored.begun)
        except StoreError as error:  # before anything was sent
            await self._wait_for_database(error, tries)
            return False
        return await self._settle(stored, lane, tries, outcome)

    async def _settle(self, stored: StoredLetter, lane: str, tries: int, outcome: Outcome) -> bool:
        """Note what became of a letter; True if it is settled by that."""
        now = self._now()
        match outcome:
            case Delivered(message, mark):
                await self._kept(lambda: self._outbox.delivered(stored.id, mark, message, now))
            case LaneMoved(new):
                await self._kept(lambda: self.move(lane, new))
                return False
            case Undeliverable(reason):
                await self._drop(stored, reason)
            case TryAgain(reason) | PerhapsDelivered(reason) if now - stored.written_at > _GIVE_UP_AFTER:
                await self._drop(stored, reason)
            case PerhapsDelivered(reason):
                _log.warning("it is not known whether a message arrived (%s); the person may ask for it", reason)
                nudge = self._wire.nudge(stored.letter, stored.id)
                await self._kept(lambda: self._held_letters.hold(stored.id, nudge, now))
            case TryAgain(seconds=seconds):
                due_at = now + datetime.timedelta(seconds=pause(tries) if seconds is None else seconds)
                await self._kept(lambda: self._outbox.postpone(stored.id, due_at, tries + 1))
                await self._until(due_at)
                return False
        return True

    async def _drop(self, stored: StoredLetter, reason: str) -> None:
        _log.warning("a message can't be delivered and is dropped: %s", reason)
        await self._give_up(stored, *self._wire.instead(stored.letter))

    async def _give_up(self, stored: StoredLetter, *instead: Letter) -> None:
        await self._kept(lambda: self._outbox.give_up(stored.id, instead, self._now()))

    async def _kept(self, write: Callable[[], Awaitable[None]]) -> None:
        """Write to the database, however often that has to be tried: no message is sent twice for want of a note."""
        tries = 0
        while True:
            try:
                await write()
            except StoreError as error:
                await self._wait_for_database(error, tries)
                tries += 1
            else:
                return

    async def _wait_for_database(self, error: StoreError, tries: int) -> None:
        _log.error("a message waits, since the database fails: %s", error.problem)
        with self._lanes.resting():
            await asyncio.sleep(pause(tries))

    async def _until(self, moment: datetime.datetime) -> None:
        with self._lanes.resting():
            await asyncio.sleep(max(0.0, (moment - self._now()).total_seconds()))
