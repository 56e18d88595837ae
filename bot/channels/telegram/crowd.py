"""What people get to see while very many ask: that their message came, and that the answer takes a moment."""

import asyncio

from bot.channels.telegram.html import text_as_html
from bot.channels.telegram.incoming import Place
from bot.channels.telegram.lately import Lately
from bot.channels.telegram.parts import TelegramParts
from bot.exchange.pace import Pace, Rate, Urgency, Window

_NOTICEABLE, _LONG = 1.0, 3.0
"""Seconds of waiting after which "writes …" is shown, and after which a line says why."""
_SHOWN = 4.0
"""Seconds for which "writes …" stays, about."""
_LINES = Rate(5, 1.0)
"""So many lines at most: each takes the place of an answer."""
_AGAIN = 600.0
"""Seconds after which somebody is told again."""


class Crowd:
    """Tells whoever has to wait."""

    def __init__(self, parts: TelegramParts, pace: Pace) -> None:
        self._parts = parts
        self._pace = pace
        self._lines = Window(_LINES)
        self._told = Lately(parts.now, _AGAIN)
        self._shown = Lately(parts.now, _SHOWN)

    def receive(self, place: Place) -> None:
        """Show somebody who wrote just now that they are heard, if their answer will take a while."""
        delay = self._pace.delay
        if delay < _NOTICEABLE:
            return
        if not self._shown.knows(place.chat):
            self._shown.note(place.chat)
            self._parts.show_typing(place)
        if delay < _LONG or not place.private or self._told.knows(place.chat):
            return
        if self._lines.take(asyncio.get_running_loop().time()):
            self._told.note(place.chat)
            self._parts.errand(self._say(place))

    async def _say(self, place: Place) -> None:
        """Say it before all answers; not stored, since it is worth nothing later."""
        await self._pace.turn(str(place.chat), lambda: Urgency.AT_ONCE)
        [text] = text_as_html(self._parts.words.busy)
        told = {"chat_id": place.chat, "text": text, "parse_mode": "HTML"}
        await self._parts.optional(self._parts.bot.call("sendMessage", told))
