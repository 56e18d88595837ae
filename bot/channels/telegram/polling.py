"""Asks Telegram for updates, over and over; says whether it gets answers."""

import asyncio
import datetime
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram.constants import UpdateType
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram.calls import POLL_SLACK, Bot
from bot.channels.telegram.failures import pause
from bot.channels.telegram.reading import number_of
from bot.errors import StoreError, trace
from bot.exchange import backoff

ALLOWED = (
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
    UpdateType.MESSAGE_REACTION,
    UpdateType.MY_CHAT_MEMBER,
)
"""The updates that concern us; Telegram sends no others."""
_LONG_POLL = 10
_GRACE = POLL_SLACK + 1.0
"""A poll that takes so much longer hangs on a torn connection, and is given up."""
_BREATH = 0.5
"""Seconds between two polls, if the server does not let us wait."""
_GATHER = 0.1
"""Seconds after news, so that what comes in quick succession is fetched, and stored, together."""
_SILENT = datetime.timedelta(seconds=45)
"""Without an answer for so long, nothing comes in any more."""
_log = logging.getLogger(__name__)


class Polling:
    """One poller; `healthy` tells whether it works."""

    def __init__(
        self, bot: Bot, receive: Callable[[Sequence[Any]], Awaitable[int]], now: Callable[[], datetime.datetime]
    ) -> None:
        """Have updates stored by `receive`, which returns how many were new."""
        self._bot = bot
        self._receive = receive
        self._now = now
        self._offset = 0
        self._failures = 0
        self._strange = 0
        self._answered_at: datetime.datetime | None = None

    @property
    def healthy(self) -> bool:
        """Return whether Telegram answered lately."""
        return self._answered_at is not None and self._now() - self._answered_at < _SILENT

    async def run(self) -> None:
        """Poll until cancelled."""
        while True:
            try:
                await self._poll()
            except TelegramError as error:
                await self._fail(_reason(error), pause(error, self._failures))
            except TimeoutError:
                await self._fail("the connection hung and is opened anew", 0.0)
            except StoreError as error:
                await self._fail(f"updates can't be stored: {error.problem}", backoff.pause(self._failures))
            except Exception as error:  # noqa: BLE001 - whatever a server sends, the next poll may work
                await self._fail(trace(error), backoff.pause(self._failures))
            else:
                if self._failures:
                    _log.info("Telegram answers again")
                self._failures = 0

    async def _poll(self) -> None:
        """Poll once; take a breath after an answer without news that came at once: some servers know no waiting."""
        begun = asyncio.get_running_loop().time()
        async with asyncio.timeout(_LONG_POLL + _GRACE):  # `wait_for` can swallow a cancellation
            updates = await self._bot.raw_updates(self._offset, _LONG_POLL, ALLOWED)
        self._answered_at = self._now()
        numbered = [(number, update) for update in updates if (number := number_of(update)) is not None]
        self._note(len(updates) - len(numbered))
        news = await self._receive([update for _, update in numbered])
        if numbered:
            self._offset = numbered[-1][0] + 1
        idle = begun + _BREATH - asyncio.get_running_loop().time()
        await asyncio.sleep(_GATHER if news else max(0.0, idle))

    def _note(self, strange: int) -> None:
        """Say once how many updates have no number; such a one can't be confirmed, and so it comes again and again."""
        if strange > self._strange:
            _log.warning("%d updates without a number are left out", strange)
        self._strange = strange

    async def _fail(self, reason: str, seconds: float) -> None:
        self._failures += 1
        _log.warning("no updates from Telegram: %s; next try in %.0f s", reason, seconds)
        await asyncio.sleep(seconds)


def _reason(error: TelegramError) -> str:
    match error:
        case Conflict() if "webhook" in error.message.lower():
            return "a webhook is set; `lotsenbot telegram webhook delete` removes it"
        case Conflict():
            return "another process polls with the same token; only one may run"
        case InvalidToken():
            return "the token is refused; check LOTSENBOT_TELEGRAM_TOKEN"
        case _:
            return type(error).__name__
