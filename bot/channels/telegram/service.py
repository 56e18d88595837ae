"""Telegram as a whole: put together, started, kept running, shut down without losing an update."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from starlette.routing import Route
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.telegram import calls, webhook
from bot.channels.telegram.failures import pause
from bot.channels.telegram.group import LotsenGroup
from bot.channels.telegram.handler import Handler
from bot.channels.telegram.incoming import Incoming, Me
from bot.channels.telegram.letters import CHANNEL
from bot.channels.telegram.parts import TelegramParts
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.reading import UpdateReader
from bot.channels.telegram.wire import TelegramWire
from bot.errors import ConfigError
from bot.exchange.channel import Surroundings
from bot.exchange.inbox import Intake
from bot.exchange.outbox import Sender
from bot.exchange.pace import Pace, Rate
from bot.exchange.rights import LotsenRights

_GRACE = 4.0
"""Seconds that what is being handled gets at the end, and as many again for what is being sent."""
_GOODBYE = 2.0
IN_ALL, _TO_PERSON, _TO_GROUP = Rate(28, 1.0), Rate(60, 60.0), Rate(19, 60.0)
"""Telegram's limits, a little less than they are."""
_log = logging.getLogger(__name__)


def rate_of(chat: str) -> Rate:
    """Return how fast one may write to a chat."""
    return _TO_GROUP if chat.startswith("-") else _TO_PERSON


class Telegram:
    """The running channel."""

    def __init__(self, around: Surroundings, token: str) -> None:
        self._settings = around.settings.telegram
        self._live = around.live
        store, live, secret, now = around.store, around.live, around.secret, around.now
        self._bot = calls.connect(token, self._settings)
        pace = Pace(IN_ALL, rate_of)
        self.wire = TelegramWire(self._bot, store.deliveries, live, around.lotsen, secret)
        self._sender = Sender(CHANNEL, store, self.wire, now, pace)
        store.outbox.listen(self._sender.noticed)
        groups = () if self._settings.lotsen_group is None else (str(self._settings.lotsen_group),)
        rights = LotsenRights(groups, frozenset(map(str, self._settings.lotsen)), self._sender.current)
        group = LotsenGroup(rights, around.lotsen, store, live, now)
        self._reader = UpdateReader()
        kept = store.inbox, store.deliveries, store.held_letters
        self._parts = TelegramParts(self._bot, around.dispatcher, live, *kept, secret, now)
        handler = Handler(self._parts, around.lotsen, group, self._sender.move, pace)
        self._intake: Intake[Incoming] = Intake(CHANNEL, store.inbox, handler, now)
        self._polling = Polling(self._bot, self._receive, now)
        self._resumed = asyncio.Event()

    @property
    def healthy(self) -> bool:
        """Return whether updates come in."""
        return self._resumed.is_set() and (self._by_webhook or self._polling.healthy)

    @property
    def name(self) -> str | None:
        """Return what the bot is called in Telegram, once that is known."""
        return self._reader.me.username or None

    @property
    def routes(self) -> list[Route]:
        """Return where updates are delivered, if they are not polled. Raises ConfigError."""
        if not self._by_webhook:
            return []
        secret = self._settings.webhook_secret
        if secret is None:
            raise ConfigError(
                "LOTSENBOT_TELEGRAM_WEBHOOK_SECRET fehlt. Bitte setzen Sie ein Geheimnis aus mindestens 16 Zeichen, "
                "damit nur Telegram Nachrichten zustellen kann."
            )
        return [webhook.route(secret.get_secret_value(), self._delivered)]

    async def run(self) -> None:
        """Run until cancelled; then finish what is under way. Raises ConfigError for a refused token, StoreError."""
        try:
            await self._meet()
            await self._sender.resume()
            await self._intake.resume(self._reader.read_again)
            self._resumed.set()
            async with asyncio.TaskGroup() as tasks:  # should one of them end in an error, all of it ends
                tasks.create_task(self._sender.run())
                if not self._by_webhook:
                    tasks.create_task(self._polling.run())
                words = self._live.knowledge.wording.messenger
                tasks.create_task(calls.introduce(self._bot, words, self._group))
        finally:
            await self._intake.close(_GRACE)
            await self._sender.close(_GRACE)
            await self._parts.finish(_GOODBYE)
            with suppress(TelegramError, RuntimeError, TimeoutError):
                async with asyncio.timeout(_GOODBYE):
                    await self._bot.shutdown()

    @property
    def _by_webhook(self) -> bool:
        return self._settings.webhook_url is not None

    @property
    def _group(self) -> int | None:
        group = self._settings.lotsen_group
        return int(self._sender.current(str(group))) if group is not None else None

    async def _receive(self, updates: Sequence[Mapping[str, Any]]) -> int:
        return await self._intake.receive(self._reader.read_all(updates))

    async def _delivered(self, update: Mapping[str, Any]) -> None:
        """Take what the webhook brings, once our name is known and the inbox was read: nothing is handled twice.

        Raises ValueError for what can't be read, and StoreError.
        """
        await self._resumed.wait()
        arrival = self._reader.read(update)
        await self._intake.receive([arrival] if arrival is not None else [])

    async def _meet(self) -> None:
        """Connect and learn our own name; wait for a server that can't be reached."""
        failures = 0
        while True:
            try:
                await self._bot.initialize()
            except (InvalidToken, BadRequest) as error:
                cause = error.__cause__  # the error itself names the token
                if isinstance(cause, InvalidToken) and "unauthorized" in cause.message.lower():
                    problem = "LOTSENBOT_TELEGRAM_TOKEN: Telegram weist den Token zurück."
                    raise ConfigError(f"{problem} Bitte prüfen Sie ihn bei @BotFather.") from None
                _log.warning("the server does not know getMe, or not this token; names are not recognised in groups")
                await self._requests_alone()
                self._reader.me = Me(calls.id_in(self._bot.token))
                return
            except TelegramError as error:
                seconds = pause(error, failures)
                failures += 1
                _log.warning("Telegram can't be reached (%s); next try in %.0f s", type(error).__name__, seconds)
                await asyncio.sleep(seconds)
            else:
                self._reader.me = Me(self._bot.id, self._bot.username or "")
                _log.info("connected as @%s", self._reader.me.username)
                return

    async def _requests_alone(self) -> None:
        for request in self._bot._request:  # noqa: SLF001 - there is no other way without getMe
            await request.initialize()
