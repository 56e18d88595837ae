"""Why a request is not answered, as a page that says what to do; the sentences stand in `templates/refused.html`."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.errors import StoreError, trace
from bot.web.templates import render

_REASONS = {404: "unknown", 405: "unknown", 413: "large", 429: "busy"}
_log = logging.getLogger(__name__)


class Refusal(Exception):  # noqa: N818 - named as what it is: an expected outcome
    """A request that is not answered as it is; `reason` names the sentences of the page."""

    def __init__(self, status: HTTPStatus, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status, self.reason, self.headers = status, reason, headers


def refused(request: Request, refusal: Refusal) -> Response:
    """Return the page for a refusal."""
    return render(request, "refused.html", status=refusal.status, headers=refusal.headers, reason=refusal.reason)


def fault(request: Request, error: Exception) -> Response:
    """Return the page for a fault of ours, and log where it is."""
    _log.error("a request could not be answered: %s", trace(error))
    return refused(request, Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "fault"))


async def _refusal(request: Request, refusal: Refusal) -> Response:
    return refused(request, refusal)


async def _http(request: Request, error: HTTPException) -> Response:
    status = HTTPStatus(error.status_code)
    return refused(request, Refusal(status, _REASONS.get(status, "form"), error.headers))


async def _store(request: Request, error: StoreError) -> Response:
    _log.error("a request can't be answered: %s", error.problem)
    return refused(request, Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "store", {"Retry-After": "5"}))


HANDLERS: Mapping[Any, Any] = {Refusal: _refusal, HTTPException: _http, StoreError: _store}
"""For Starlette's `exception_handlers`; what else goes wrong is caught by the guard."""
