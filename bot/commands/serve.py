"""Runs the assistant as a service: web and messenger, until a signal ends it."""

import asyncio
import datetime
import faulthandler
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.assistant import Live, Recipe
from bot.channels.telegram.couriers import TelegramCourier, TelegramGroup
from bot.channels.telegram.letters import CHANNEL as TELEGRAM
from bot.channels.telegram.service import Telegram
from bot.channels.web.arrivals import Arrivals
from bot.channels.web.chat import Parts
from bot.channels.web.said import CHANNEL as WEB
from bot.channels.web.said import WebCourier
from bot.channels.web.site import Site
from bot.clock import utc_now
from bot.config import (
    Settings,
    interview_timing,
    knowledge_folders,
    make_data_folder,
    public_origin,
    trainers_knowledge,
)
from bot.desk import pages
from bot.desk.desk import Desk
from bot.desk.door import Door
from bot.desk.library import Library
from bot.desk.passwords import Passwords
from bot.dispatch import Dispatcher
from bot.errors import ConfigError
from bot.locks import Locks
from bot.lotsen import Lotsen
from bot.rounds import make_rounds
from bot.secret import load_secret
from bot.store.sqlite import SqliteStore
from bot.web.server import Served, Server, application, server

_LONGEST_END = 15.0
"""Seconds; whatever hangs then is left: all that matters is in the database."""
_log = logging.getLogger(__name__)


def serve(settings: Settings, overlays: Iterable[Path], announce: Callable[[str], None]) -> None:
    """Serve until SIGTERM or Ctrl-C; `announce` gets the address of the web chat. Raises what the parts raise."""
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("httpx", "httpcore", "telegram", "aiosqlite"):
        logging.getLogger(chatty).setLevel(logging.WARNING)  # their lines hold the token and what people wrote
    logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)  # the sender says it itself
    asyncio.run(_serve(settings, overlays, announce))


async def _serve(settings: Settings, overlays: Iterable[Path], announce: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _end, stop)
    make_data_folder(settings)
    async with SqliteStore.open(settings.database) as store:
        chat = settings.telegram_lotsen_group
        group = TelegramGroup(chat) if chat is not None and settings.telegram_token is not None else None
        folders = knowledge_folders(settings, overlays)
        recipe = Recipe(folders, interview_timing(settings), with_humans=group is not None)
        live, locks, secret = Live(recipe.make()), Locks(), load_secret(settings)
        lotsen = Lotsen(store, live, locks, {TELEGRAM: TelegramCourier(), WEB: WebCourier()}, group)
        dispatcher = Dispatcher(live, store, secret, lotsen.to_lotsen, locks)
        telegram = None
        if settings.telegram_token is not None:
            token = settings.telegram_token.get_secret_value()
            telegram = Telegram(settings, live, store, secret, token, dispatcher, lotsen)
        arrivals = Arrivals()
        store.bell.listen(arrivals.of_letter)
        site = Site(
            Parts(live, dispatcher, store.transcript, arrivals, utc_now),
            lotsen,
            store.workshops,
            secret,
            public_origin(settings),
            settings.retention_days,
        )
        library = Library(trainers_knowledge(settings), recipe, live, store.drafts)
        desk = Desk(
            store,
            live,
            settings,
            lotsen,
            library,
            secret,
            Door(store.accounts, Passwords(), datetime.timedelta(hours=settings.desk_hours)),
            utc_now,
            lambda: telegram.name if telegram else None,
            site.public,
        )

        async def look_for_humans() -> None:
            """Offer to pass questions on as soon as somebody may read them at the desk."""
            await library.humans(reachable=group is not None or bool(await store.accounts.all()))

        served = Served([*site.routes(), *pages.routes(desk)], settings.web_embed_origins, site.public)
        app = application(
            lambda: True,
            lambda: telegram is None or telegram.healthy,
            telegram.webhook if telegram else None,
            served,
        )
        async with (
            _meanwhile(make_rounds(settings, store, lotsen, utc_now, look_for_humans)),
            _meanwhile(library.watch()),
            _messenger(telegram, stop),
            _http(server(app, settings.http_host, settings.http_port), settings, announce),
        ):
            await stop.wait()
            arrivals.close()  # pages that wait would keep the server
    _log.info("stopped")


def _end(stop: asyncio.Event) -> None:
    """Begin to end, and see to it that this has an end itself."""
    stop.set()
    faulthandler.dump_traceback_later(_LONGEST_END, exit=True)  # a thread that hangs can't be cancelled


@asynccontextmanager
async def _messenger(telegram: Telegram | None, stop: asyncio.Event) -> AsyncIterator[None]:
    """Keep the messenger going until the process is to stop, and stop the process if it fails."""
    if telegram is None:
        yield
        return
    serving = asyncio.create_task(_run(telegram, stop))
    serving.add_done_callback(lambda _: stop.set())
    try:
        yield
    finally:
        stop.set()
        if not telegram.connected:
            serving.cancel()  # it still waits for a server that can't be reached
        with suppress(asyncio.CancelledError):
            await serving


async def _run(telegram: Telegram, stop: asyncio.Event) -> None:
    async with telegram.running():
        await stop.wait()


@asynccontextmanager
async def _meanwhile(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Have something done until the block ends."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def _http(http: Server, settings: Settings, announce: Callable[[str], None]) -> AsyncIterator[None]:
    """Serve HTTP meanwhile; without it, if the port is taken and nobody chose it or needs it."""
    try:
        listener = socket.create_server((settings.http_host, settings.http_port))
    except OSError as error:
        where = f"{settings.http_host}:{settings.http_port}"
        needed = settings.telegram_token is None or settings.telegram_webhook_url is not None
        if needed or "http_port" in settings.model_fields_set:
            raise ConfigError(
                f"Auf {where} lässt sich kein HTTP anbieten. Bitte nennen Sie in LOTSENBOT_HTTP_HOST und "
                "LOTSENBOT_HTTP_PORT eine freie Adresse."
            ) from error
        _log.warning("%s is taken: no web chat, no /healthz; LOTSENBOT_HTTP_PORT chooses another port", where)
        yield
        return
    host, port = listener.getsockname()[:2]
    _log.info("serving HTTP on %s:%d", host, port)
    announce(public_origin(settings) or f"http://{f'[{host}]' if ':' in host else host}:{port}")
    task = asyncio.create_task(http.serve([listener]))
    try:
        yield
    finally:
        http.should_exit = True
        await task
        listener.close()
