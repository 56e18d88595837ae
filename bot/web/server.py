"""The HTTP server of the process: its state of health and, if configured, the messenger's webhook."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.errors import StoreError
from bot.store.records import Received
from bot.web.guard import Guard
from bot.web.refusals import HANDLERS
from bot.web.templates import environment

WEBHOOK = "/telegram/webhook"
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
_MOST_BYTES = 1_000_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Webhook:
    """Where Telegram delivers updates."""

    secret: str
    receive: Callable[[list[Received]], Awaitable[None]]
    """Stores updates; raises StoreError."""


@dataclass(frozen=True)
class Served:
    """What is served beside health and webhook."""

    routes: Sequence[BaseRoute] = ()
    origins: Collection[str] = ()
    """The origins whose pages may embed the chat."""
    public: str = ""
    """Our own origin, as people reach it."""


def application(
    alive: Callable[[], bool], ready: Callable[[], bool], webhook: Webhook | None, served: Served = Served()
) -> Starlette:
    """Return the whole application: `/healthz`, `/readyz`, the webhook if there is one, and the pages."""

    def state(test: Callable[[], bool]) -> Callable[[Request], Awaitable[Response]]:
        async def show(_: Request) -> Response:
            fine = test()
            return JSONResponse({"status": "ok" if fine else "failing"}, 200 if fine else 503)

        return show

    routes: list[BaseRoute] = [Route("/healthz", state(alive)), Route("/readyz", state(ready))]
    if webhook is not None:
        routes.append(Route(WEBHOOK, _Endpoint(webhook), methods=["POST"]))
    guard = Middleware(Guard, origins=served.origins, public=served.public, apart={WEBHOOK})
    app = Starlette(routes=[*routes, *served.routes], middleware=[guard], exception_handlers=HANDLERS)
    app.state.templates = environment()
    return app


class _Endpoint:
    """Takes updates from Telegram: 200 only once they are stored."""

    def __init__(self, webhook: Webhook) -> None:
        self._webhook = webhook

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        given = request.headers.get(_SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._webhook.secret.encode()):
            return PlainTextResponse("forbidden", 403)
        body = await _body(request)
        if body is None:
            return PlainTextResponse("too large", 413)
        try:
            received = Received.of(json.loads(body))
        except ValueError:
            received = None
        if received is None:
            return PlainTextResponse("no update", 400)
        try:
            await self._webhook.receive([received])
        except StoreError as error:
            _log.error("an update can't be stored: %s", error.problem)
            return PlainTextResponse("try again later", 503)
        return PlainTextResponse("ok")


async def _body(request: Request) -> bytes | None:
    """Return the body; None if it is too large."""
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > _MOST_BYTES:
                return None
    except ClientDisconnect:
        return None
    return body


class Server(uvicorn.Server):
    """Serves until its task is told to stop; signals are the process's business."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server(app: Starlette, host: str, port: int) -> Server:
    """Return a quiet server: no access log, since that would hold addresses."""
    config = uvicorn.Config(
        app,
        host,
        port,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    return Server(config)
