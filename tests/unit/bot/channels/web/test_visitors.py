"""How long somebody is known from one page to the next."""

import time
from http.cookies import SimpleCookie

import pytest
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.visitors import Visitors
from bot.web.refusals import Refusal

VISITORS = Visitors(b"s" * 32, "besuch", secure=True)
DAY = 24 * 3600
GIVEN = 1_700_000_000.0


def request(cookie: str = "") -> Request:
    headers = [(b"cookie", f"besuch={cookie}".encode())] if cookie else []
    return Request({"type": "http", "method": "GET", "path": "/", "headers": headers, "state": {}})


@pytest.fixture
def cookie(monkeypatch: pytest.MonkeyPatch) -> str:
    """The cookie that a browser was given at `GIVEN`, for a visitor "anna"."""
    monkeypatch.setattr(time, "time", lambda: GIVEN)
    response = Response()
    VISITORS.remember(response, "anna")
    [given] = SimpleCookie(response.headers["set-cookie"]).values()
    assert int(given["max-age"]) == 30 * DAY
    return given.value


def test_a_cookie_is_worth_something_for_thirty_days(cookie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing later, whatever the browser kept: who copied it once does not read along for ever."""
    monkeypatch.setattr(time, "time", lambda: GIVEN + 29 * DAY)
    assert VISITORS.of(request(cookie)) == "anna"
    monkeypatch.setattr(time, "time", lambda: GIVEN + 31 * DAY)
    assert VISITORS.of(request(cookie)) is None
    with pytest.raises(Refusal):
        VISITORS.known(request(cookie))
    assert VISITORS.welcome(request(cookie)) != "anna"


def test_only_our_own_cookies_count(cookie: str) -> None:
    """Not one that somebody else signed, changed, or signed for another cookie of ours."""
    assert VISITORS.of(request()) is None
    assert VISITORS.of(request(cookie.replace("anna", "bernd"))) is None
    assert Visitors(b"t" * 32, "besuch", secure=True).of(request(cookie)) is None
    signed_for_another = Response()
    Visitors(b"s" * 32, "schreibtisch", secure=True).remember(signed_for_another, "anna")
    [other] = SimpleCookie(signed_for_another.headers["set-cookie"]).values()
    assert VISITORS.of(request(other.value)) is None
