"""Runs the assistant as a service: every channel, until a signal ends it."""

import asyncio
import faulthandler
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import utc_now
from bot.config import Settings, operator, public_origin, trainers_knowledge
from bot.curation.library import heal
from bot.errors import BotError, ConfigError, trace
from bot.memory import building
from bot.secret import keys_of
from bot.service import logs
from bot.service.compose import ComposedService, compose
from bot.service.storage import open_store
from bot.web.server import Server, application, server

if TYPE_CHECKING:
    from bot.service.metrics import Metrics

_LONGEST_END = 15.0
"""Seconds; whatever hangs then is left: all that matters is in the database."""
_SWITCH = 0.001
"""Seconds that a thread which counts or draws may keep the others from their turn; Python's own are five times that."""
_log = logging.getLogger(__name__)


def serve(settings: Settings, overlays: Iterable[Path], announce: Callable[[str], None]) -> None:
    """Serve until SIGTERM or Ctrl-C; `announce` gets the address of the web chat. Raises what the parts raise."""
    sys.setswitchinterval(_SWITCH)
    logs.begin(settings.log_level, settings.log_format)
    asyncio.run(_serve(settings, overlays, announce))


async def _serve(settings: Settings, overlays: Iterable[Path], announce: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _end, stop)
    async with open_store(settings) as store:
        await heal(store, trainers_knowledge(settings), utc_now())
        keys, metrics = await keys_of(settings, store), _metrics(settings)
        with building():
            service = compose(settings, metrics.measuring(store) if metrics else store, keys, overlays)
        _warn(settings)

        async def ready() -> bool:
            return not stop.is_set() and await service.ready()

        app = application(ready, service.served)
        async with (
            _http(server(app, settings.http_host, settings.http_port, settings.trusted_proxies), service, announce),
            AsyncExitStack() as meanwhile,
        ):
            if metrics:
                await meanwhile.enter_async_context(_shown(metrics, service))
            for task in service.tasks:
                await meanwhile.enter_async_context(_meanwhile(task(), stop))
            await stop.wait()
    _log.info("stopped")


def _warn(settings: Settings) -> None:
    """Say what the pages of a public body lack, where people can reach them."""
    missing = operator(settings).missing if public_origin(settings) else ()
    if missing:
        names = ", ".join(f"LOTSENBOT_OPERATOR_{name.upper()}" for name in missing)
        _log.warning("the chat is public and does not say who is responsible for it; please set %s", names)


def _metrics(settings: Settings) -> "Metrics | None":
    if settings.metrics_port is None:
        return None
    from bot.service.metrics import Metrics  # noqa: PLC0415 - its library is only for those who measure

    return Metrics()


@asynccontextmanager
async def _shown(metrics: "Metrics", service: ComposedService) -> AsyncIterator[None]:
    """Show the figures meanwhile, on a port of their own. Raises ConfigError."""
    settings = service.settings
    try:
        listener = socket.create_server((settings.metrics_host, settings.metrics_port or 0))
    except OSError as error:
        raise ConfigError(
            f"Auf {settings.metrics_host}:{settings.metrics_port} lassen sich keine Messwerte anbieten. Bitte nennen "
            "Sie in LOTSENBOT_METRICS_HOST und LOTSENBOT_METRICS_PORT eine freie Adresse."
        ) from error
    _log.info("figures for Prometheus on %s:%d/metrics", *listener.getsockname()[:2])
    http = server(metrics.application(service.store.health, service.heart, service.known), settings.metrics_host, 0)
    task = asyncio.create_task(http.serve([listener]))
    try:
        yield
    finally:
        http.should_exit = True
        await task
        listener.close()


def _end(stop: asyncio.Event) -> None:
    """Begin to end, and see to it that this has an end itself."""
    stop.set()
    faulthandler.dump_traceback_later(_LONGEST_END, exit=True)  # a thread that hangs can't be cancelled


@asynccontextmanager
async def _meanwhile(work: Coroutine[object, object, None], stop: asyncio.Event) -> AsyncIterator[None]:
    """Have something done until the block ends; should it end by itself, the whole process does."""
    task = asyncio.create_task(work)
    task.add_done_callback(lambda done: _ended(done, stop))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _ended(task: asyncio.Task[None], stop: asyncio.Event) -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None and not isinstance(error, BotError):  # those say themselves what to do
        _log.error("a part of the service failed, and all of it ends: %s", trace(error))
    stop.set()


@asynccontextmanager
async def _http(http: Server, service: ComposedService, announce: Callable[[str], None]) -> AsyncIterator[None]:
    """Serve HTTP meanwhile; without it, if the port is taken and nobody chose it or needs it."""
    settings = service.settings
    try:
        listener = socket.create_server((settings.http_host, settings.http_port))
    except OSError as error:
        where = f"{settings.http_host}:{settings.http_port}"
        if service.needs_http or "http_port" in settings.model_fields_set:
            raise ConfigError(
                f"Auf {where} lässt sich kein HTTP anbieten. Bitte nennen Sie in LOTSENBOT_HTTP_HOST und "
                "LOTSENBOT_HTTP_PORT eine freie Adresse."
            ) from error
        _log.warning("%s is taken: no web chat, no /healthz; LOTSENBOT_HTTP_PORT chooses another port", where)
        yield
        return
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else short answers wait 40 ms for more to send
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
