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
        self._watched: set[int] = set()

    def receive(self, place: Place) -> None:
        """Show somebody to whom something was just written that it comes, if that will take a while, or does."""
        if place.chat in self._watched:
            return
        self._watched.add(place.chat)
        if (delay := self._pace.delay) >= _NOTICEABLE:
            self._show(place, delay, self._time())
        else:
            self._look_later(_NOTICEABLE, place, self._time())

    def _show(self, place: Place, waits: float, since: float) -> None:
        self._parts.show_typing(place)
        if waits >= _LONG:
            self._tell(place)
        self._look_later(_SHOWN, place, since)

    def _look_later(self, seconds: float, place: Place, since: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self._look, place, since)

    def _look(self, place: Place, since: float) -> None:
        """Show it again as long as something waits for its turn, however soon it seemed to come."""
        if self._pace.waits(str(place.chat)):
            self._show(place, self._time() - since, since)
        else:
            self._watched.discard(place.chat)

    def _time(self) -> float:
        return asyncio.get_running_loop().time()

    def _tell(self, place: Place) -> None:
        """Say that it is busy, once, if there is room for that between the answers."""
        if place.private and not self._told.knows(place.chat) and self._lines.take(self._time()):
            self._told.note(place.chat)
            self._parts.errand(self._say(place))

    async def _say(self, place: Place) -> None:
        """Say it before all answers; not stored, since it is worth nothing later."""
        await self._pace.turn(str(place.chat), lambda: Urgency.AT_ONCE)
        [text] = text_as_html(self._parts.words.busy)
        told = {"chat_id": place.chat, "text": text, "parse_mode": "HTML"}
        await self._parts.optional(self._parts.bot.call("sendMessage", told))
