"""Sends what the outbox holds: in order within a lane, at once between lanes, nothing twice without saying so."""

import asyncio
import datetime
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.errors import StoreError
from bot.exchange.backoff import pause
from bot.exchange.lanes import Lanes
from bot.exchange.pace import Pace, Urgency
from bot.exchange.wire import Delivered, LaneMoved, Outcome, PerhapsDelivered, TryAgain, Undeliverable, Wire
from bot.store.ports import Store
from bot.store.records import Attached, Letter, StoredLetter

_GIVE_UP_AFTER = datetime.timedelta(hours=24)
_QUIET = 2.0
"""Seconds without a delivery, after which there is time to clean up."""
_log = logging.getLogger(__name__)


class Sender:
    """The only one who sends the letters of a channel; reads them whenever the bell rings for it."""

    def __init__(
        self, channel: str, store: Store, wire: Wire, now: Callable[[], datetime.datetime], pace: Pace | None = None
    ) -> None:
        """Send as fast as the pace allows, if there is one."""
        self._channel = channel
        self._pace = pace
        self._outbox, self._held_letters, self._moved_lanes = store.outbox, store.held_letters, store.moved_lanes
        self._inbox = store.inbox
        self._wire = wire
        self._now = now
        self._lanes: Lanes[StoredLetter] = Lanes(self._send_next)
        self._moved: dict[str, str] = {}
        self._told: set[int] = set()
        """Of which letters somebody was told that they wait."""
        self._read = 0
        self._woken = asyncio.Event()
        self._delivered = asyncio.Event()

    def noticed(self, letter: Letter) -> None:
        """Look into the outbox, if this new letter is there for us."""
        if letter.channel == self._channel and not letter.fetched:
            self._woken.set()

    async def resume(self) -> None:
        """Learn which lanes moved before the last end. Raises StoreError."""
        self._moved = await self._moved_lanes.of_channel(self._channel)

    async def run(self) -> None:
        """Send until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._read_on())
            tasks.create_task(self._sweep())

    async def _sweep(self) -> None:
        """Whenever nothing was sent for a while, leave no trace of where the last letters went."""
        while True:
            await self._delivered.wait()
            while self._delivered.is_set():
                self._delivered.clear()
                await asyncio.sleep(_QUIET)
            try:
                await self._outbox.sweep()
            except StoreError as error:
                _log.error("traces of letters can't be removed now: %s", error.problem)

    async def _read_on(self) -> None:
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

    async def _send_next(self, waiting: deque[StoredLetter]) -> None:
        """Send one of a lane's letters, which is chosen when its turn has come."""
        await self._turn(waiting[0].letter.lane, lambda: _urgency(*waiting))
        await self._deliver(await self._taken(waiting))

    async def _taken(self, waiting: deque[StoredLetter]) -> StoredLetter:
        """Take the first letter that somebody waits for, or else the first with all that it can be joined with."""
        stored = waiting[_first(waiting)]
        waiting.remove(stored)
        if not stored.letter.patient or not stored.letter.topic:
            return stored
        letter, others = stored.letter, list[StoredLetter]()
        for other in [one for one in waiting if one.letter.topic == letter.topic]:
            joined = None if stored.begun or other.begun else self._joined(letter, other.letter)
            if joined is None:
                break
            letter, others = joined, [*others, other]
        for other in others:
            waiting.remove(other)
        if others:
            await self._kept(lambda: self._outbox.join(stored.id, letter.body, [other.id for other in others]))
        return replace(stored, letter=letter)

    def _joined(self, letter: Letter, other: Letter) -> Letter | None:
        try:
            return self._wire.join(letter, other) if other.patient else None
        except Exception as error:  # noqa: BLE001 - each says by itself what is wrong with it, when it is sent
            _log.warning("letters can't be joined: %s", type(error).__name__)
            return None

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
                await self._turn(stored.letter.lane, lambda: _urgency(stored))
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
                self._delivered.set()
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
            case TryAgain(_, seconds, meanwhile):
                await self._tell(stored.id, meanwhile)
                due_at = now + datetime.timedelta(seconds=pause(tries) if seconds is None else seconds)
                await self._kept(lambda: self._outbox.postpone(stored.id, due_at, tries + 1))
                await self._until(due_at)
                return False
        return True

    async def _tell(self, letter: int, meanwhile: tuple[Letter, ...]) -> None:
        """Let others know that a letter waits, once while this process lives."""
        if meanwhile and letter not in self._told:
            self._told.add(letter)
            attached = Attached(letters=lambda _: meanwhile)
            await self._kept(lambda: self._inbox.settle(attached, self._now()))

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

    async def _turn(self, lane: str, urgency: Callable[[], Urgency]) -> None:
        if self._pace is not None:
            with self._lanes.resting():
                await self._pace.turn(self.current(lane), urgency)

    async def _until(self, moment: datetime.datetime) -> None:
        with self._lanes.resting():
            await asyncio.sleep(max(0.0, (moment - self._now()).total_seconds()))


def _urgency(*waiting: StoredLetter) -> Urgency:
    return Urgency.PATIENT if all(one.letter.patient for one in waiting) else Urgency.WAITED_FOR


def _first(waiting: deque[StoredLetter]) -> int:
    """Return where the letter is that goes next: none overtakes another of its own topic."""
    passed: set[str] = set()
    for place, stored in enumerate(waiting):
        if not stored.letter.patient and stored.letter.topic not in passed:
            return place
        if stored.letter.topic:
            passed.add(stored.letter.topic)
    return 0
