"""Takes updates in: stored first, then handled in order within a chat, at once between chats."""

import asyncio
import datetime
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aiolimiter import AsyncLimiter
from telegram import Update

from bot.channels.telegram.completing import completed_update
from bot.channels.telegram.handler import Handler
from bot.channels.telegram.incoming import Me, chat_of, read
from bot.channels.telegram.letters import CHANNEL
from bot.errors import StoreError
from bot.exchange.lanes import Lanes
from bot.store.ports import Inbox
from bot.store.records import Attached, Received

_BURST, _SECONDS = 30, 10.0
"""So many messages of one chat are handled at once; after that, so many in so long."""
_MOST_LIMITERS = 10_000
_LONGEST_PAUSE = 30.0
_log = logging.getLogger(__name__)


@dataclass
class _Pace:
    """How fast one chat writes."""

    limiter: AsyncLimiter
    told: bool = False


class Intake:
    """The way from an update to its handling; the same for polling and webhook."""

    def __init__(self, inbox: Inbox, handler: Handler, now: Callable[[], datetime.datetime]) -> None:
        self._inbox = inbox
        self._handler = handler
        self._now = now
        self._lanes: Lanes[tuple[str, Received]] = Lanes(self._handle)
        self._paces: dict[str, _Pace] = {}
        self.me = Me()

    async def resume(self) -> None:
        """Handle what was received before the last end. Raises StoreError."""
        for received in await self._inbox.waiting(CHANNEL):
            if (chat := self._chat(received)) is None:
                await self._inbox.settle(Attached((CHANNEL, received.number)), self._now())
            else:
                self._lanes.put(chat, (chat, received))

    async def receive(self, updates: Sequence[Received]) -> int:
        """Store the updates that concern us and have the new ones handled; others leave no trace.

        Returns how many were new. Raises StoreError.
        """
        completed = [replace(update, body=json.dumps(completed_update(json.loads(update.body)))) for update in updates]
        chats = {update.number: chat for update in completed if (chat := self._chat(update)) is not None}
        ours = [update for update in completed if update.number in chats]
        new = await self._inbox.receive(CHANNEL, ours, self._now()) if ours else []
        for received in new:
            self._lanes.put(chats[received.number], (chats[received.number], received))
        return len(new)

    async def close(self, grace: float) -> None:
        """Finish what is being handled; the rest waits in the inbox for the next start."""
        await self._lanes.close(grace)

    def _chat(self, received: Received) -> str | None:
        """Return where an update belongs; None if it is nothing for us, such as what people say to each other."""
        try:
            update = Update.de_json(json.loads(received.body), None)
            return chat_of(update) if read(update, self.me) is not None else None
        except Exception as error:  # noqa: BLE001 - the library raises whatever a malformed update leads to
            _log.warning("an update can't be read and is left out: %s", type(error).__name__)
            return None

    async def _handle(self, work: tuple[str, Received]) -> None:
        """Handle one update; whatever goes wrong, the next one has its turn."""
        chat, received = work
        await self._keep_pace(chat)
        tries = 0
        while True:
            try:
                async with self._handler.typing(chat):
                    await self._handler.handle(received, self.me)
            except StoreError as error:
                _log.error("an update waits, since the database fails: %s", error.problem)
                with self._lanes.resting():
                    await asyncio.sleep(min(_LONGEST_PAUSE, 0.5 * 2 ** min(tries, 10)))
                tries += 1
            except Exception as error:  # noqa: BLE001 - the one catch-all of this channel
                _log.error("an update could not be handled: %s %s", type(error).__name__, _place_of(error))
                await self._apologise(received)
                return
            else:
                return

    async def _apologise(self, received: Received) -> None:
        try:
            await self._handler.apologise(received)
        except StoreError as error:
            _log.error("an update waits for the next start: %s", error.problem)

    async def _keep_pace(self, chat: str) -> None:
        """Let a chat that floods wait, and tell it once."""
        if not chat.lstrip("-").isdecimal():
            return
        if len(self._paces) > _MOST_LIMITERS:
            self._paces.clear()
        pace = self._paces.setdefault(chat, _Pace(AsyncLimiter(_BURST, _SECONDS)))
        if pace.limiter.has_capacity():
            pace.told = False
        elif not pace.told:
            pace.told = True
            _log.info("a chat writes faster than it can be answered and is slowed down")
            await self._tell(chat)
        with self._lanes.resting():
            await pace.limiter.acquire()

    async def _tell(self, chat: str) -> None:
        try:
            await self._handler.slow_down(chat)
        except StoreError as error:
            _log.error("the notice could not be stored: %s", error.problem)


def _place_of(error: Exception) -> str:
    """Return where an error came from, without the texts that a traceback might show."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"in {Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}" if trace else ""
