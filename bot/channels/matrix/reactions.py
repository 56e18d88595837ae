"""Signs that people set below our messages: a number chooses what the message offers, a thumb rates the answer."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from nio import Event, MegolmEvent

from bot.channels.matrix.failures import MatrixCallError
from bot.channels.matrix.incoming import Reaction
from bot.channels.matrix.letters import CHANNEL
from bot.channels.matrix.own_data import ERASE, KEEP, MatrixOwnData
from bot.channels.matrix.parts import MatrixParts
from bot.channels.matrix.texts import RoomTexts
from bot.channels.matrix.wire import CHOICES, NUMBERS
from bot.exchange import backoff
from bot.store.records import Rating, Received
from bot.talk.actions import decode

_TRIES = 5
_THUMBS = {"👍": Rating.HELPFUL, "👎": Rating.UNHELPFUL}
_PLAIN = str.maketrans("", "", "\ufe0e\ufe0f🏻🏼🏽🏾🏿")
"""What clients put behind a sign or leave away: how it is drawn, and in which colour."""
_BY_SIGN = {sign.translate(_PLAIN): number for number, sign in enumerate(NUMBERS)}
_log = logging.getLogger(__name__)


class Reactions:
    """Does what signs are for; any other sign is none of our business."""

    def __init__(self, parts: MatrixParts, texts: RoomTexts, own_data: MatrixOwnData) -> None:
        self._parts = parts
        self._texts = texts
        self._own_data = own_data

    async def handle(self, reaction: Reaction, received: Received) -> None:
        """Do what a sign is for, if the message was for this person. Raises StoreError."""
        sign = reaction.sign.translate(_PLAIN)
        number = _BY_SIGN.get(sign)
        if number is None and sign not in _THUMBS:
            await self._parts.settle(received)
            return
        told = await self._told(reaction)
        if told is None or told.get("sender") != self._parts.client.user_id:
            await self._parts.settle(received)
            return
        source = self._opened(told, reaction.place.room)
        reaction = replace(reaction, place=replace(reaction.place, thread=_thread(told)))
        if number is None:
            await self._rate(reaction, received, _THUMBS[sign])
        else:
            await self._choose(reaction, received, number, source.get("content") or {})

    async def _choose(self, reaction: Reaction, received: Received, number: int, content: Mapping[str, Any]) -> None:
        offered = content.get(CHOICES) or {}
        actions = offered.get("actions") or []
        theirs = offered.get("person") == self._parts.person(reaction.user, reaction.place)
        if number >= len(actions) or not theirs:
            await self._parts.settle(received)
            return
        match actions[number]:
            case str(code) if code == ERASE:
                await self._own_data.erase(reaction, received)
            case str(code) if code == KEEP:
                await self._own_data.keep(reaction, received)
            case code:
                label = _label(content, number)
                await self._texts.converse(reaction, received, decode(str(code)), label)

    async def _rate(self, reaction: Reaction, received: Received, verdict: Rating) -> None:
        """Keep what somebody thinks of an answer to them."""
        await self._parts.dispatcher.rate(CHANNEL, reaction.user, verdict, reaction.message, reaction.place.key)
        await self._parts.settle(received)

    async def _told(self, reaction: Reaction) -> dict[str, Any] | None:
        """Return the message below which the sign is, read from the server; None if it can't be had."""
        path = f"/v3/rooms/{quote(reaction.place.room)}/event/{quote(reaction.message)}"
        for tries in range(_TRIES):
            try:
                return await self._parts.client.call("GET", path)
            except MatrixCallError as error:
                if not error.passes:
                    return None
                await asyncio.sleep(backoff.pause(tries) if error.retry_after is None else error.retry_after)
        _log.warning("what a sign is below can't be read, and the sign does nothing")
        return None

    def _opened(self, told: dict[str, Any], room: str) -> Mapping[str, Any]:
        """Return a message decrypted, as it reads after its last change."""
        told = ((told.get("unsigned") or {}).get("m.relations") or {}).get("m.replace") or told
        event = Event.parse_event(told)
        if isinstance(event, MegolmEvent):
            event.room_id = room
            source: Mapping[str, Any] = self._parts.client.opened(event).source
            return source
        return told


def _thread(told: Mapping[str, Any]) -> str | None:
    """Return the thread that a message of ours is in, which a sign below it does not tell."""
    about = (told.get("content") or {}).get("m.relates_to") or {}
    return about.get("event_id") if about.get("rel_type") == "m.thread" else None


def _label(content: Mapping[str, Any], number: int) -> str:
    """Return the words of a choice, as they stand behind its number."""
    beginning = f"{number + 1}. "
    lines = str(content.get("body", "")).splitlines()
    return next(
        (line.removeprefix(beginning) for line in reversed(lines) if line.startswith(beginning)), str(number + 1)
    )
