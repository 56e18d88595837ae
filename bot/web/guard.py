"""Stands before every page: what is too large, too fast or from elsewhere gets no further; knows no page."""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.pace import Allowance
from bot.web.refusals import Refusal, fault, refused

EMBEDDED = "/einbetten"
"""What the addresses of the embedded chat begin with: only these may stand in a frame."""
STATIC = "/statisch/"
_MOST_BYTES = 64_000
_MOST_UPLOADED = 5_000_000
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_PER_ADDRESS = 1200
"""A whole town hall, or a workshop, may come from one address; files that never change do not count."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with "no-referrer" browsers would hide the origin of our own forms
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """An ASGI middleware: sizes, rates, origins, headers."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        origins: Collection[str],
        public: str = "",
        apart: Collection[str] = (),
        uploads: Collection[str] = (),
    ) -> None:
        """Let pages of `origins` embed the chat; `public` is our own origin.

        Paths `apart` guard themselves; `uploads` are those to which files may be sent.
        """
        self._app = app
        self._ancestors = " ".join(sorted(origins)) or "'none'"
        self._public = public
        secure = {"Strict-Transport-Security": "max-age=31536000"} if public.startswith("https:") else {}
        self._headers = _HEADERS | secure
        self._apart = frozenset(apart)
        self._pace = Allowance(_PER_ADDRESS)
        self._uploads = frozenset(uploads)
        self._key = secrets.token_bytes(32)
        """Addresses are only counted as digests that nobody can undo once the process has ended."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self._apart:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        guarded = self._with_headers(scope["path"], send)
        if refusal := self._refusal(request):
            await refused(request, refusal)(scope, receive, guarded)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await guarded(message)

        try:
            await self._app(scope, _limited(receive, self._most(scope["path"])), noting)
        except Exception as error:  # noqa: BLE001 - the one catch-all: nobody sees a traceback, no log shows a question
            response = fault(request, error)
            if not begun:
                await response(scope, receive, guarded)

    def _refusal(self, request: Request) -> Refusal | None:
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._most(request.url.path):
            return _TOO_LARGE
        fixed = request.url.path.startswith(STATIC)
        if not fixed and not self._pace.allows(self._address(request)):
            return Refusal(HTTPStatus.TOO_MANY_REQUESTS, "busy", {"Retry-After": "60"})
        if request.method not in _SAFE and not self._is_ours(request):
            return Refusal(HTTPStatus.FORBIDDEN, "origin")
        return None

    def _most(self, path: str) -> int:
        """Return how many bytes may be sent there."""
        return _MOST_UPLOADED if path in self._uploads else _MOST_BYTES

    def _address(self, request: Request) -> str:
        host = request.client.host if request.client else ""
        return hmac.new(self._key, host.encode(), hashlib.sha256).hexdigest()

    def _is_ours(self, request: Request) -> bool:
        """Whether a form was sent from one of our own pages, as far as the browser says."""
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return False
        origin = request.headers.get("origin")
        if origin is None:
            return True
        try:
            return origin == self._public or urlsplit(origin).netloc == request.headers.get("host", "")
        except ValueError:  # such as "http://["
            return False

    def _with_headers(self, path: str, send: Send) -> Send:
        embedded = path == EMBEDDED or path.startswith(f"{EMBEDDED}/")
        policy = _POLICY.format(ancestors=self._ancestors if embedded else "'none'")

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", policy)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        return sending


_TOO_LARGE = Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "large", {"Connection": "close"})


def _limited(receive: Receive, most: int) -> Receive:
    """Count what comes in: a length may be missing, or lie."""
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message

    return receiving
