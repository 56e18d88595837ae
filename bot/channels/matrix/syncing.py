"""Reads what is new at the homeserver, over and over; whatever comes, the next one is read. Says whether it works."""

import asyncio
import datetime
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from nio import Event, ForwardedRoomKeyEvent, MatrixRoom, MegolmEvent, RoomInfo, RoomKeyEvent, SyncResponse

from bot.channels.matrix.client import HardenedClient
from bot.channels.matrix.failures import MatrixCallError
from bot.channels.matrix.incoming import MatrixIncoming, RoomMoved
from bot.channels.matrix.reading import EventReader, Hall, arrival
from bot.errors import ConfigError, StoreError, trace
from bot.exchange import backoff
from bot.exchange.inbox import Arrival

_SILENT = datetime.timedelta(seconds=120)
_log = logging.getLogger(__name__)

Arrivals = Sequence[Arrival[MatrixIncoming]]


class KeyBell:
    """Rings when keys came, for those who wait to read a message."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()
        self._rung = asyncio.Event()

    async def wait(self) -> None:
        """Wait for the next keys."""
        await self._rung.wait()


@dataclass(frozen=True)
class SyncUses:
    """What the reader of an account is for."""

    receive: Callable[[Arrivals, str], Awaitable[object]]
    """Stores events, together with how far that is."""
    renew: Callable[[], Awaitable[None]]
    """Gets in again."""
    is_team: Callable[[str], bool]
    """Whether a room is one of the Lotsen's."""


class Syncing:
    """The one reader of an account."""

    def __init__(
        self, client: HardenedClient, reader: EventReader, uses: SyncUses, now: Callable[[], datetime.datetime]
    ) -> None:
        self.bell = KeyBell()
        self.begun = asyncio.Event()
        """Set once it is known in which rooms we are."""
        self._client = client
        self._reader = reader
        self._uses = uses
        self._now = now
        self._failures = 0
        self._answered_at: datetime.datetime | None = None

    @property
    def healthy(self) -> bool:
        """Return whether the homeserver answered lately."""
        return self._answered_at is not None and self._now() - self._answered_at < _SILENT

    async def run(self, since: str | None) -> None:
        """Read on from a token until cancelled; without one, what was said before is none of ours."""
        full = True
        while True:
            try:
                told = await self._client.poll(since, full=full)
                since = await self._take(told, since)
            except MatrixCallError as error:
                await self._fail(error)
            except StoreError as error:
                await self._pause(f"events can't be stored: {error.problem}")
            else:
                full = False
                self.begun.set()
                if self._failures:
                    _log.info("the homeserver answers again")
                self._failures = 0
                await self._client.tend()

    async def _take(self, told: dict[str, Any], since: str | None) -> str:
        """Store what a sync brought and return how far that is. Raises StoreError, MatrixCallError."""
        reached = str(told.get("next_batch", ""))
        if not reached:
            raise MatrixCallError(0, "NO_TOKEN")
        self._answered_at = self._now()
        arrivals: list[Arrival[MatrixIncoming]] = []
        try:
            response = await self._client.take(told)
            if response is not None:
                arrivals = [*self._invitations(response), *await self._said(response, since)]
                if any(isinstance(event, RoomKeyEvent | ForwardedRoomKeyEvent) for event in response.to_device_events):
                    self.bell.ring()
        except MatrixCallError:
            raise
        except Exception as error:  # noqa: BLE001 - else the same would end the reading again at each start
            _log.error("what came can't be read and is put aside: %s", trace(error))
        await self._uses.receive(arrivals, reached)
        return reached

    def _invitations(self, response: SyncResponse) -> Iterator[Arrival[MatrixIncoming]]:
        for room in response.rooms.invite:
            known = self._client.invited_rooms.get(room)
            inviter = known.inviter if known is not None else None
            found = self._reader.invitation(room, inviter, response.next_batch) if inviter else None
            if found is not None:
                yield found

    async def _said(self, response: SyncResponse, since: str | None) -> list[Arrival[MatrixIncoming]]:
        """Return what was said in rooms, also what lies beyond the limit of one sync. Raises MatrixCallError."""
        found: list[Arrival[MatrixIncoming]] = []
        for name, info in response.rooms.join.items():
            room = self._client.rooms.get(name)
            if room is None or since is None:
                continue
            events = _since_we_came(info.timeline.events, self._client.user_id)
            if info.timeline.limited and info.timeline.prev_batch and len(events) == len(info.timeline.events):
                events = [*await self._client.missed(name, info.timeline.prev_batch, since), *events]
            found += filter(None, (self._read(event, room) for event in events))
            found += self._follows(room, info)
        return found

    def hall(self, room: MatrixRoom) -> Hall:
        """Return what counts of a room."""
        return Hall(room.room_id, private=len(room.users) <= 2, team=self._uses.is_team(room.room_id))

    def _read(self, event: Event, room: MatrixRoom) -> Arrival[MatrixIncoming] | None:
        """Return what an event is to us; None if it is nothing, or can't be read."""
        try:
            return self._reader.read(event.source, self.hall(room), trusted=self.trusts(event, room))
        except Exception as error:  # noqa: BLE001 - whatever a stranger's event leads to
            _log.warning("an event can't be read and is left out: %s", type(error).__name__)
            return None

    def trusts(self, event: Event, room: MatrixRoom) -> bool:
        """Whether an event surely is its sender's: encrypted with a key of theirs, or nothing is encrypted there."""
        if isinstance(event, MegolmEvent) or not event.decrypted:
            return not room.encrypted
        return self._client.is_theirs(event)

    def _follows(self, room: MatrixRoom, info: RoomInfo) -> Iterator[Arrival[MatrixIncoming]]:
        """Yield that a room is the one that others went on as, once we are in it."""
        joined = any(_is_our_joining(event.source, self._client.user_id) for event in _all(info))
        for old in self._client.rooms.values() if joined else ():
            if old.replacement_room == room.room_id:
                content = RoomMoved(old.room_id, room.room_id, "")
                yield arrival(f"moved {old.room_id} {room.room_id}", old.room_id, content)

    async def _fail(self, error: MatrixCallError) -> None:
        if not error.refused_token:
            await self._pause(str(error), error.retry_after)
            return
        try:
            await self._uses.renew()
        except (MatrixCallError, ConfigError) as again:
            await self._pause(f"the token is refused, and logging in fails: {again}")

    async def _pause(self, reason: str, seconds: float | None = None) -> None:
        wait = backoff.pause(self._failures) if seconds is None else seconds
        self._failures += 1
        _log.warning("no events from the homeserver: %s; next try in %.0f s", reason, wait)
        await asyncio.sleep(wait)


def _since_we_came(events: Sequence[Event], me: str) -> Sequence[Event]:
    """Return the events from our invitation on: who invites us may go on writing before we are there."""
    ours = [at for at, event in enumerate(events) if _is_about(event.source, me)]
    joining = [at for at in ours if _is_our_joining(events[at].source, me)]
    return events[ours[0] :] if joining else events


def _all(info: RoomInfo) -> Iterable[Event]:
    return (*info.state, *info.timeline.events)


def _is_about(source: Any, me: str) -> bool:
    return bool(source.get("type") == "m.room.member" and source.get("state_key") == me)


def _is_our_joining(source: Any, me: str) -> bool:
    """Whether we came into a room by this, and did not only change our name."""
    before = (source.get("unsigned") or {}).get("prev_content") or {}
    joined = _is_about(source, me) and source["content"].get("membership") == "join"
    return joined and before.get("membership") != "join"
