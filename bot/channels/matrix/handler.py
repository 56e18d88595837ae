"""Does what an event asks for: each kind has its own module; here they come together."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import quote

from nio import Event, MegolmEvent

from bot.channels.matrix.failures import MatrixCallError
from bot.channels.matrix.incoming import (
    Attachment,
    Ciphertext,
    Invitation,
    MatrixIncoming,
    Reaction,
    Redaction,
    RoomMoved,
    RoomPlace,
    RoomText,
)
from bot.channels.matrix.letters import CHANNEL, Post, messages
from bot.channels.matrix.markup import text_as_messages
from bot.channels.matrix.own_data import MatrixOwnData
from bot.channels.matrix.parts import MatrixParts
from bot.channels.matrix.reactions import Reactions
from bot.channels.matrix.reading import EventReader
from bot.channels.matrix.room import LotsenRooms
from bot.channels.matrix.syncing import Syncing
from bot.channels.matrix.texts import RoomTexts
from bot.exchange import backoff
from bot.exchange.lotsen import Lotsen
from bot.exchange.outbox import Sender
from bot.store.records import Attached, Received

_NOTICEABLE = 0.6
"""Seconds after which somebody wonders whether anything happens."""
_TYPING_MS = 30_000
_KEYS_COME = 10.0
"""Seconds in which the key of a message may still come."""
_log = logging.getLogger(__name__)


class RoomHandler:
    """Handles one event after the other of a room; several rooms at once."""

    def __init__(
        self, parts: MatrixParts, lotsen: Lotsen, rooms: LotsenRooms, reader: EventReader, sender: Sender
    ) -> None:
        self._parts = parts
        self._rooms = rooms
        self._reader = reader
        self._sender = sender
        own_data = MatrixOwnData(parts, lotsen)
        self._texts = RoomTexts(parts, rooms, own_data)
        self._reactions = Reactions(parts, self._texts, own_data)
        self._told: set[str] = set()
        self._calls: set[asyncio.Task[None]] = set()
        self.syncing: Syncing
        """Set once, when everything is put together: it hands over to us, and we wait for its keys."""

    async def handle(self, content: MatrixIncoming, received: Received) -> None:
        """Do what an event asks for; afterwards it is marked as dealt with. Raises StoreError."""
        match content:
            case RoomText() | Reaction() | Attachment():
                await self._said(content, received)
            case Redaction(_, message):
                await self._parts.store.inbox.withdraw(CHANNEL, message)
                await self._parts.settle(received)
            case Ciphertext():
                await self._open(content, received)
            case Invitation() as invitation:
                await self._come(invitation, received)
            case RoomMoved(old, new, via):
                if via == "" or await self._join(new, via):
                    await self._sender.move(old, new)
                await self._parts.settle(received)

    async def apologise(self, content: MatrixIncoming, received: Received) -> None:
        """Say that an event could not be handled, where somebody waits for an answer. Raises StoreError."""
        match content:
            case RoomText(edited=False) | Reaction() | Attachment():
                await self._parts.say(content, received, self._parts.words.fault)
            case _:
                await self._parts.settle(received)

    async def slow_down(self, lane: str) -> None:
        """Tell somebody who writes very fast that answers come one after the other. Raises StoreError."""
        post = Post("send", RoomPlace(lane))
        letters = messages(post, text_as_messages(self._parts.words.too_fast))
        await self._parts.store.inbox.settle(Attached(letters=lambda _: letters), self._parts.now())

    async def _said(self, content: RoomText | Reaction | Attachment, received: Received) -> None:
        room = content.place.room
        if content.place.private and (elsewhere := self._sender.current(room)) != room:
            await self._sender.move(elsewhere, room)  # who comes back is answered where they are
        if isinstance(content, RoomText):
            self._aside(self._seen(room, received.id))
        async with self._typing(room):
            match content:
                case RoomText() as text:
                    await self._texts.handle(text, received)
                case Reaction() as reaction:
                    await self._reactions.handle(reaction, received)
                case Attachment() as attachment:
                    if await self._rooms.refuse(attachment, received):
                        return
                    if attachment.to_us:
                        await self._parts.say(attachment, received, self._parts.words.only_text)
                    else:
                        await self._parts.settle(received)

    async def _seen(self, room: str, event: str) -> None:
        await self._parts.client.call("POST", f"/v3/rooms/{quote(room)}/receipt/m.read/{quote(event)}", {})

    @asynccontextmanager
    async def _typing(self, room: str) -> AsyncIterator[None]:
        """Show "writes …" in a room, should what happens meanwhile take longer."""
        path = f"/v3/rooms/{quote(room)}/typing/{quote(self._parts.client.user_id)}"
        shown = False

        async def show() -> None:
            nonlocal shown
            await asyncio.sleep(_NOTICEABLE)
            shown = True
            await self._parts.optional(self._parts.client.call("PUT", path, {"typing": True, "timeout": _TYPING_MS}))

        task = asyncio.create_task(show())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            if shown:
                self._aside(self._parts.client.call("PUT", path, {"typing": False}))

    def _aside(self, call: Awaitable[object]) -> None:
        """Make a call for which no answer has to wait."""
        task = asyncio.create_task(self._parts.optional(call))
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    async def close(self) -> None:
        """Leave off what nobody waits for."""
        for task in self._calls:
            task.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)

    async def _open(self, sealed: Ciphertext, received: Received) -> None:
        """Read a message once its key comes; if none does, say what helps."""
        await self.syncing.begun.wait()
        event = Event.parse_event(json.loads(sealed.event))
        room = self._parts.client.rooms.get(sealed.room)
        if not isinstance(event, MegolmEvent) or room is None:
            await self._parts.settle(received)
            return
        event.room_id = sealed.room
        hall = self.syncing.hall(room)
        if (opened := await self._opened(event)) is not None:
            content = self._reader.meaning(opened.source, hall, trusted=self.syncing.trusts(opened, room))
            if content is None or isinstance(content, Ciphertext):
                await self._parts.settle(received)
            else:
                await self.handle(content, received)
            return
        _log.warning("a message can't be decrypted")
        said = []
        if (hall.private or hall.team) and event.session_id not in self._told:
            self._told.add(event.session_id or "")
            post = Post("send", RoomPlace(sealed.room, private=False), reply_to=event.event_id)
            said = messages(post, text_as_messages(self._parts.words.undecryptable))
        await self._parts.settle(received, said)

    async def _opened(self, event: MegolmEvent) -> Event | None:
        """Return a message decrypted, asking for its key and waiting a while; None if it stays shut."""
        client = self._parts.client
        try:
            async with asyncio.timeout(_KEYS_COME):
                await self._parts.optional(client.ask_for_key(event))
                while True:
                    if (opened := client.opened(event)) is not event:
                        return opened
                    await self.syncing.bell.wait()
        except TimeoutError:
            return None

    async def _come(self, invitation: Invitation, received: Received) -> None:
        """Accept an invitation, and say hello; in a room of several people what is done there and what is not."""
        room = invitation.room
        if not await self._join(room):
            await self._parts.settle(received)
        elif await self._is_private(room):
            await self._parts.settle(received, self._texts.welcome(Post("send", RoomPlace(room), user=invitation.user)))
        else:
            post = Post("send", RoomPlace(room, private=False))
            await self._parts.settle(received, messages(post, text_as_messages(self._parts.words.description)))

    async def _is_private(self, room: str) -> bool:
        """Whether we are alone there with somebody, as the server tells it before the next sync does."""
        try:
            told = await self._parts.client.call("GET", f"/v3/rooms/{quote(room)}/members")
        except MatrixCallError:
            return True
        there = [one for one in told.get("chunk", []) if one.get("content", {}).get("membership") in {"join", "invite"}]
        return len(there) <= 2

    async def _join(self, room: str, via: str = "") -> bool:
        """Go into a room; False if that is refused."""
        tries = 0
        call: Callable[[], Awaitable[object]] = lambda: self._parts.client.call(  # noqa: E731 - one short call
            "POST", f"/v3/join/{quote(room)}" + (f"?server_name={quote(via)}" if via else ""), {}
        )
        while True:
            try:
                await call()
            except MatrixCallError as error:
                if not error.passes:
                    _log.info("a room can't be entered: %s", error)
                    return False
                await asyncio.sleep(backoff.pause(tries) if error.retry_after is None else error.retry_after)
                tries += 1
            else:
                return True
