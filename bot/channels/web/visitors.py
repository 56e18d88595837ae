"""Who somebody is from one page to the next: a signed cookie with a number drawn by chance, and nothing else."""

import secrets
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

from itsdangerous import BadSignature, TimestampSigner
from starlette.requests import Request
from starlette.responses import Response

from bot.web.forms import csrf_token
from bot.web.refusals import Refusal

_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True)
class Visitors:
    """The visitors of one site; the embedded chat has cookies of its own."""

    secret: bytes
    cookie: str
    secure: bool
    """Whether the site is reached by https."""
    embedded: bool = False
    older: tuple[bytes, ...] = ()
    """Secrets that signed cookies before: whoever has one of those is still known."""

    def of(self, request: Request) -> str | None:
        """Return the visitor's id; None without a cookie that we signed. Forms on the page will carry their token."""
        try:
            signed, at = self._signer.unsign(request.cookies.get(self.cookie, ""), return_timestamp=True)
            visitor = signed.decode()
        except (BadSignature, UnicodeError):
            return None
        if time.time() - at.timestamp() > _SECONDS:  # one from the future is good: the clock was set back
            return None
        request.state.csrf = csrf_token(self.secret, visitor)
        return visitor

    def welcome(self, request: Request) -> str:
        """Return the visitor's id, a new one for somebody who is here for the first time."""
        visitor = self.of(request)
        if visitor is None:
            visitor = secrets.token_urlsafe(18)
            request.state.csrf = csrf_token(self.secret, visitor)
        return visitor

    def known(self, request: Request) -> str:
        """Return the visitor's id; Refusal if the cookie is missing, too old or not ours."""
        if visitor := self.of(request):
            return visitor
        raise Refusal(HTTPStatus.FORBIDDEN, "cookie")

    def remember(self, response: Response, visitor: str) -> None:
        """Give the cookie; inside of another site's page it is kept apart for that site."""
        self._set(response, self._signer.sign(visitor).decode(), _SECONDS)

    def forget(self, response: Response) -> None:
        """Take the cookie away."""
        self._set(response, "", 0)

    def _set(self, response: Response, value: str, seconds: int) -> None:
        elsewhere = self.embedded and self.secure
        samesite: Literal["lax", "none"] = "none" if elsewhere else "lax"
        response.set_cookie(self.cookie, value, max_age=seconds, secure=self.secure, httponly=True, samesite=samesite)
        if elsewhere:
            response.headers["set-cookie"] += "; Partitioned"

    @property
    def _signer(self) -> TimestampSigner:
        return TimestampSigner([*self.older, self.secret], salt=f"lotsenbot.{self.cookie}")
