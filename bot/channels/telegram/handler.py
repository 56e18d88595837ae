"""Does what an update asks for: each kind has its own module; here they come together."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from telegram.constants import ChatAction

from bot.channels.telegram import inline
from bot.channels.telegram.group import LotsenGroup
from bot.channels.telegram.html import text_as_html
from bot.channels.telegram.incoming import Incoming, Inline, Moved, Other, Place, Press, Text
from bot.channels.telegram.letters import Envelope, messages
from bot.channels.telegram.own_data import TelegramOwnData
from bot.channels.telegram.parts import TelegramParts
from bot.channels.telegram.presses import Presses
from bot.channels.telegram.texts import Texts
from bot.exchange.lotsen import Lotsen
from bot.store.records import Attached, Received

_NOTICEABLE = 0.6
"""Seconds after which somebody wonders whether anything happens."""


class Handler:
    """Handles one update after the other of a chat; several chats at once."""

    def __init__(
        self, parts: TelegramParts, lotsen: Lotsen, group: LotsenGroup, moved: Callable[[str, str], Awaitable[None]]
    ) -> None:
        """Hand on by `moved` that a group has another id now."""
        self._parts = parts
        self._group = group
        self._moved = moved
        own_data = TelegramOwnData(parts, lotsen)
        self._texts = Texts(parts, group, own_data)
        self._presses = Presses(parts, own_data)

    async def handle(self, content: Incoming, received: Received) -> None:
        """Do what an update asks for; afterwards it is marked as dealt with. Raises StoreError."""
        match content:
            case Text() as text:
                async with self._typing(text.place):
                    await self._texts.handle(text, received)
            case Press() as press:
                async with self._typing(press.place):
                    await self._presses.handle(press, received)
            case Inline(query, asked):
                conversation = self._parts.live.conversation
                await self._parts.optional(inline.answer(self._parts.bot, query, asked, conversation))
                await self._parts.settle(received)
            case Other() as other:
                await self._other(other, received)
            case Moved(old, new):
                await self._moved(str(old), str(new))
                await self._parts.settle(received)

    async def apologise(self, content: Incoming, received: Received) -> None:
        """Say that an update could not be handled, where somebody waits for an answer. Raises StoreError."""
        match content:
            case Text(place=place, edited=False) | Press(place=place) | Other(place=place):
                said = messages(Envelope(place), text_as_html(self._parts.words.fault))
            case _:
                said = []
        await self._parts.settle(received, said)

    async def slow_down(self, lane: str) -> None:
        """Tell somebody who writes very fast that answers come one after the other. Raises StoreError."""
        letters = messages(Envelope(Place(int(lane))), text_as_html(self._parts.words.too_fast))
        await self._parts.inbox.settle(Attached(letters=lambda _: letters), self._parts.now())

    @asynccontextmanager
    async def _typing(self, place: Place) -> AsyncIterator[None]:
        """Show "writes …" in a chat, should what happens meanwhile take longer."""

        async def show() -> None:
            await asyncio.sleep(_NOTICEABLE)
            await self._parts.optional(self._parts.bot.send_chat_action(place.chat, ChatAction.TYPING))

        task = asyncio.create_task(show())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _other(self, other: Other, received: Received) -> None:
        if await self._group.refuse(other, received):
            return
        reply_to = None if other.place.private else other.message
        await self._parts.settle(
            received, messages(Envelope(other.place, reply_to), text_as_html(self._parts.words.only_text))
        )
