"""Telegram as a whole: put together, started, kept running, shut down without losing an update."""

import asyncio
import datetime
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.telegram import calls
from bot.channels.telegram.failures import pause
from bot.channels.telegram.group import LotsenGroup, Rights
from bot.channels.telegram.handler import Handler
from bot.channels.telegram.incoming import Me
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.parts import Parts
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.sender import Sender
from bot.clock import utc_now
from bot.config import Settings
from bot.curation.assistant import Live
from bot.errors import ConfigError
from bot.exchange.dispatch import Dispatcher
from bot.exchange.lotsen import Lotsen
from bot.store.ports import Store
from bot.store.records import Received
from bot.web.server import Webhook

_GRACE = 4.0
"""Seconds that what is being handled gets at the end, and as many again for what is being sent."""
_GOODBYE = 2.0
_log = logging.getLogger(__name__)


class Telegram:
    """The running channel."""

    def __init__(  # noqa: PLR0913, PLR0917 - put together in one place only
        self,
        settings: Settings,
        live: Live,
        store: Store,
        secret: bytes,
        token: str,
        dispatcher: Dispatcher,
        lotsen: Lotsen,
        now: Callable[[], datetime.datetime] = utc_now,
    ) -> None:
        self._settings = settings
        self._live = live
        self._bot = calls.connect(token, settings)
        self._sender = Sender(self._bot, store, live, secret, now)
        store.outbox.listen(self._sender.noticed)
        rights = Rights(settings.telegram_lotsen_group, settings.telegram_lotsen)
        group = LotsenGroup(rights, lotsen, store, live, self._sender.current, now)
        parts = Parts(self._bot, dispatcher, live, store.inbox, store.held_letters, secret, now)
        self._intake = Intake(store.inbox, Handler(parts, lotsen, group, self._sender.moved), now)
        self._polling = Polling(self._bot, self._intake, now)
        self._connected = False
        self._resumed = asyncio.Event()

    @property
    def healthy(self) -> bool:
        """Return whether updates come in."""
        return self._connected and (self._polling.healthy or self._by_webhook)

    @property
    def name(self) -> str | None:
        """Return what the bot is called in Telegram, once that is known."""
        return self._intake.me.username or None

    @property
    def connected(self) -> bool:
        """Return whether the server was reached since the start."""
        return self._connected

    @property
    def webhook(self) -> Webhook | None:
        """Return where updates are delivered, if they are not polled."""
        if not self._by_webhook:
            return None
        secret = self._settings.telegram_webhook_secret
        if secret is None:
            raise ConfigError(
                "LOTSENBOT_TELEGRAM_WEBHOOK_SECRET fehlt. Bitte setzen Sie ein Geheimnis aus mindestens 16 Zeichen, "
                "damit nur Telegram Nachrichten zustellen kann."
            )
        return Webhook(secret.get_secret_value(), self._receive)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run until the block ends; then finish what is under way. Raises ConfigError for a refused token."""
        tasks: list[asyncio.Task[None]] = []
        try:
            await self._meet()
            tasks.append(asyncio.create_task(self._sender.run(), name="sender"))
            await self._intake.resume()
            self._resumed.set()
            if not self._by_webhook:
                tasks.append(asyncio.create_task(self._polling.run(), name="polling"))
            tasks.append(
                asyncio.create_task(calls.introduce(self._bot, self._live.knowledge.wording.messenger, self._group))
            )
            self._connected = True
            yield
        finally:
            for task in reversed(tasks):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._intake.close(_GRACE)
            await self._sender.close(_GRACE)
            with suppress(TelegramError, RuntimeError, TimeoutError):
                async with asyncio.timeout(_GOODBYE):
                    await self._bot.shutdown()

    @property
    def _by_webhook(self) -> bool:
        return self._settings.telegram_webhook_url is not None

    @property
    def _group(self) -> int | None:
        group = self._settings.telegram_lotsen_group
        return self._sender.current(group) if group is not None else None

    async def _receive(self, updates: Sequence[Received]) -> None:
        """Take what the webhook brings, once our name is known and the inbox was read: nothing is handled twice."""
        await self._resumed.wait()
        await self._intake.receive(updates)

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
                self._intake.me = Me(calls.id_in(self._bot.token))
                return
            except TelegramError as error:
                seconds = pause(error, failures)
                failures += 1
                _log.warning("Telegram can't be reached (%s); next try in %.0f s", type(error).__name__, seconds)
                await asyncio.sleep(seconds)
            else:
                self._intake.me = Me(self._bot.id, self._bot.username or "")
                _log.info("connected as @%s", self._intake.me.username)
                return

    async def _requests_alone(self) -> None:
        for request in self._bot._request:  # noqa: SLF001 - there is no other way without getMe
            await request.initialize()
