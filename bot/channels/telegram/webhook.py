"""The route at which Telegram delivers updates: 200 only once they are stored."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import StoreError

PATH = "/telegram/webhook"
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
_MOST_BYTES = 1_000_000
_log = logging.getLogger(__name__)


def route(secret: str, receive: Callable[[Mapping[str, Any]], Awaitable[None]]) -> Route:
    """Return the route for whoever knows the secret; `receive` stores an update and raises ValueError, StoreError."""

    async def deliver(request: Request) -> Response:
        given = request.headers.get(_SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, secret.encode()):
            return PlainTextResponse("forbidden", 403)
        body = await _body(request)
        if body is None:
            return PlainTextResponse("too large", 413)
        try:
            await receive(json.loads(body))
        except (ValueError, RecursionError):
            return PlainTextResponse("no update", 400)
        except StoreError as error:
            _log.error("an update can't be stored: %s", error.problem)
            return PlainTextResponse("try again later", 503)
        return PlainTextResponse("ok")

    return Route(PATH, deliver, methods=["POST"])


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
