"""Does what an update asks for: each kind has its own module; here they come together."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from bot.channels.telegram import inline
from bot.channels.telegram.crowd import Crowd
from bot.channels.telegram.group import LotsenGroup
from bot.channels.telegram.html import text_as_html
from bot.channels.telegram.incoming import Incoming, Inline, JoinedGroup, Moved, Other, Place, Press, Reacted, Text
from bot.channels.telegram.lately import Lately
from bot.channels.telegram.letters import CHANNEL, Envelope, messages
from bot.channels.telegram.own_data import TelegramOwnData
from bot.channels.telegram.parts import TelegramParts
from bot.channels.telegram.presses import Presses
from bot.channels.telegram.texts import Texts
from bot.exchange.lotsen import Lotsen
from bot.exchange.pace import Pace
from bot.store.records import Attached, Rating, Received

_NOTICEABLE = 0.6
"""Seconds after which somebody wonders whether anything happens."""
_ONCE = 60.0
"""Seconds within which what belongs together is told several times."""


class Handler:
    """Handles one update after the other of a chat; several chats at once."""

    def __init__(
        self,
        parts: TelegramParts,
        lotsen: Lotsen,
        group: LotsenGroup,
        moved: Callable[[str, str], Awaitable[None]],
        pace: Pace,
    ) -> None:
        """Hand on by `moved` that a group has another id now."""
        self._parts = parts
        self._group = group
        self._moved = moved
        own_data = TelegramOwnData(parts, lotsen)
        self._texts = Texts(parts, group, own_data)
        self._presses = Presses(parts, own_data)
        self._crowd = Crowd(parts, pace)
        self._told = Lately(parts.now, _ONCE)

    async def handle(self, content: Incoming, received: Received) -> None:
        """Do what an update asks for; afterwards it is marked as dealt with. Raises StoreError."""
        match content:
            case Text() as text:
                with self._typing(text.place):
                    await self._texts.handle(text, received)
                self._crowd.receive(text.place)
                if text.album:
                    self._told.note(f"album {text.album}")  # what belongs to it gets no word of its own
            case Press() as press:
                with self._typing(press.place):
                    await self._presses.handle(press, received)
                self._crowd.receive(press.place)
            case Inline(query, asked):
                conversation = self._parts.live.conversation
                await self._parts.optional(inline.answer(self._parts.bot, query, asked, conversation))
                await self._parts.settle(received)
            case Other() as other:
                await self._other(other, received)
            case Reacted() as reacted:
                await self._react(reacted, received)
            case JoinedGroup(place):
                await self._greet(place, received)
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

    @contextmanager
    def _typing(self, place: Place) -> Iterator[None]:
        """Show "writes …" in a chat, should what happens meanwhile take longer."""
        timer = asyncio.get_running_loop().call_later(_NOTICEABLE, self._parts.show_typing, place)
        try:
            yield
        finally:
            timer.cancel()

    async def _react(self, reacted: Reacted, received: Received) -> None:
        """Keep what somebody thinks of an answer to them, in whichever topic it stands: a thumb does not tell that."""
        verdict = Rating.HELPFUL if reacted.helpful else Rating.UNHELPFUL
        user, message, place = str(reacted.user), str(reacted.message), reacted.place
        asked = () if place.private else await self._parts.deliveries.answered_by(message)
        for where in dict.fromkeys((place, *map(place.of_question, asked))):
            if await self._parts.dispatcher.rate(CHANNEL, user, verdict, message, where.key):
                break
        await self._parts.settle(received)

    async def _greet(self, place: Place, received: Received) -> None:
        """Say who we are and what we do there; servers tell twice that we came."""
        words = self._parts.words
        hello = words.hello_team if self._group.is_at(place) else words.hello_group
        greeted = self._told.knows(f"hello {place.chat}")
        await self._parts.settle(received, () if greeted else messages(Envelope(place), text_as_html(hello)))
        self._told.note(f"hello {place.chat}")

    async def _other(self, other: Other, received: Received) -> None:
        if other.album and self._told.knows(f"album {other.album}"):
            await self._parts.settle(received)
            return
        if not await self._group.refuse(other, received):
            await self._refuse(other, received)
        if other.album:
            self._told.note(f"album {other.album}")

    async def _refuse(self, other: Other, received: Received) -> None:
        """Say that only text is read."""
        words, person = self._parts.words, str(other.user)
        with_human = await self._parts.dispatcher.is_with_human(CHANNEL, person, other.place.key)
        said = words.only_text_to_human if with_human else words.only_text
        reply_to = None if other.place.private else other.message
        await self._parts.settle(received, messages(Envelope(other.place, reply_to), text_as_html(said)))
