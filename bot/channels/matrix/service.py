"""Matrix as a whole: put together, started, kept running, shut down without losing an event."""

import asyncio
import datetime
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import quote

from bot.channels.matrix.client import HardenedClient, quiet
from bot.channels.matrix.crosssigning import sign_device
from bot.channels.matrix.failures import MatrixCallError
from bot.channels.matrix.handler import RoomHandler
from bot.channels.matrix.incoming import MatrixIncoming
from bot.channels.matrix.keystore import prune
from bot.channels.matrix.letters import CHANNEL
from bot.channels.matrix.login import Doorman
from bot.channels.matrix.parts import MatrixParts
from bot.channels.matrix.reading import EventReader, Self, read_again
from bot.channels.matrix.room import LotsenRooms
from bot.channels.matrix.syncing import Syncing, SyncUses
from bot.channels.matrix.vault import Vault
from bot.channels.matrix.wire import MatrixWire
from bot.config import MatrixSettings, matrix_folder
from bot.exchange import backoff
from bot.exchange.channel import Surroundings
from bot.exchange.inbox import Arrival, Intake
from bot.exchange.outbox import Sender
from bot.exchange.rights import LotsenRights

_GRACE = 4.0
"""Seconds that what is being handled gets at the end, and as many again for what is being sent."""
_STANDBY = 5.0
"""Seconds until it is tried again to take over from another process."""
_TIDY = 12 * 3600.0
"""Seconds between two times at which what nobody needs is left and forgotten."""
_log = logging.getLogger(__name__)


class Matrix:
    """The running channel."""

    def __init__(self, around: Surroundings, settings: MatrixSettings) -> None:
        quiet()
        store, live, now = around.store, around.live, around.now
        self._inbox = store.inbox
        self._vault = Vault(matrix_folder(around.settings), around.keys.oldest)
        self._client = HardenedClient(str(settings.homeserver).rstrip("/"), self._vault.folder, self._vault.pickle_key)
        self._doorman = Doorman(self._client, self._vault, settings)
        self._reader = EventReader(settings.allowed)
        self.wire = MatrixWire(self._client, self._reader, store.deliveries, live, around.lotsen, time.monotonic)
        self._sender = Sender(CHANNEL, store, self.wire, now)
        store.outbox.listen(self._sender.noticed)
        rights = LotsenRights(settings.lotsen_rooms, settings.lotsen, self._sender.current)
        rooms = LotsenRooms(rights, around.lotsen, store, live, now)
        parts = MatrixParts(self._client, around.dispatcher, live, store, now)
        self._handler = handler = RoomHandler(parts, around.lotsen, rooms, self._reader, self._sender)
        self._intake: Intake[MatrixIncoming] = Intake(CHANNEL, store.inbox, handler, now)
        self._syncing = handler.syncing = Syncing(
            self._client, self._reader, SyncUses(self._receive, self._renew, rooms.includes), now
        )
        self._is_team, self._now = rooms.includes, now
        self._keep = datetime.timedelta(days=around.settings.retention_days)
        self._stands_by = False

    @property
    def healthy(self) -> bool:
        """Return whether events come in, or another process sees to them."""
        return self._stands_by or self._syncing.healthy

    async def run(self) -> None:
        """Run until cancelled; then finish what is under way. Raises ConfigError, StoreError."""
        self._vault.open()
        while True:
            with self._vault.locked() as alone:
                if alone:
                    self._stands_by = False
                    await self._speak()
            if not self._stands_by:
                _log.warning("another process speaks with the keys in this folder; this one stands by")
            self._stands_by = True
            await asyncio.sleep(_STANDBY)

    async def _speak(self) -> None:
        try:
            await self._enter()
            await self._sender.resume()
            since = await self._inbox.reached(CHANNEL)
            async with asyncio.TaskGroup() as tasks:  # should one of them end in an error, all of it ends
                await self._intake.resume(read_again)
                tasks.create_task(self._sender.run())
                tasks.create_task(self._syncing.run(since))
                tasks.create_task(self._tidy())
        finally:
            await self._intake.close(_GRACE)
            await self._sender.close(_GRACE)
            await self.wire.close()
            await self._handler.close()
            with suppress(Exception):
                await self._client.close()

    async def _enter(self) -> None:
        """Log in, publish our keys before anybody is met, and sign them; wait for a server that can't be reached."""
        tries = 0
        while True:
            try:
                await self._doorman.enter()
                await self._publish()
                self._reader.me = await self._myself()
            except MatrixCallError as error:
                seconds = backoff.pause(tries) if error.retry_after is None else error.retry_after
                tries += 1
                _log.warning("the homeserver can't be reached (%s); next try in %.0f s", error, seconds)
                await asyncio.sleep(seconds)
            else:
                _log.info("connected")
                return

    async def _publish(self) -> None:
        await self._client.tend()
        try:
            await sign_device(self._client, self._vault, self._doorman.password)
        except MatrixCallError as error:
            if error.passes and not error.refused_token:
                raise
            _log.warning("this device could not be signed by its account (%s): people may be warned of it", error)

    async def _myself(self) -> Self:
        user = self._client.user_id
        try:
            told = await self._client.call("GET", f"/v3/profile/{user}/displayname")
        except MatrixCallError as error:
            if error.passes:
                raise
            told = {}
        return Self(user, str(told.get("displayname") or ""))

    async def _tidy(self) -> None:
        """Now and then leave rooms in which nobody else is any more, and forget keys that nobody needs."""
        await self._syncing.begun.wait()
        while True:
            for room in [room for room in self._client.rooms.values() if set(room.users) <= {self._client.user_id}]:
                if not self._is_team(room.room_id):
                    await self._leave(room.room_id)
            rooms = {room.room_id: set(room.users) for room in self._client.rooms.values()}
            if forgotten := prune(self._client.olm, rooms, self._now(), self._keep):
                _log.info("%d keys and devices are forgotten, since nobody needs them any more", forgotten)
            await asyncio.sleep(_TIDY)

    async def _leave(self, room: str) -> None:
        """Leave a room if the server says as well that nobody else is there, or is about to come."""
        path = f"/v3/rooms/{quote(room)}"
        try:
            told = await self._client.call("GET", f"{path}/members?not_membership=leave")
            there = {member.get("state_key") for member in told.get("chunk", [])}
            if there == {self._client.user_id}:
                await self._client.call("POST", f"{path}/leave", {})
                await self._client.call("POST", f"{path}/forget", {})
        except MatrixCallError as error:
            _log.info("an empty room could not be left: %s", error)

    async def _renew(self) -> None:
        await self._doorman.enter_again()
        await self._publish()

    async def _receive(self, arrivals: Sequence[Arrival[MatrixIncoming]], reached: str) -> int:
        return await self._intake.receive(arrivals, reached)
