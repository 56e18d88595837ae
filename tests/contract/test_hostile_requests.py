"""Whatever somebody puts into an address, a form, a cookie or a header: a page or a refusal, never a fault."""

import os
import re
from itertools import count
from pathlib import Path
from random import Random
from urllib.parse import quote_from_bytes

import httpx
import pytest
from itsdangerous import TimestampSigner
from starlette.applications import Starlette
from starlette.routing import Route

from . import test_desk_pages as desk
from .visitor import SITE, Visitor

app, house, store = desk.app, desk.house, desk.store
_CODE = Path(__file__).parents[2] / "bot"
_RANDOM_REQUESTS = int(os.environ.get("FUZZ", "6000")) // 20
"""`make fuzz` takes more."""
_APART = {"/schreibtisch/abmelden", "/gespraech/warten", "/einbetten/gespraech/warten", "/schreibtisch/anmelden"}
"""They end the login, or wait."""

_NUMBERS = (
    "9223372036854775808",
    "9223372036854775807",
    "0",
    "-1",
    "99999999999999999999",
    "9" * 5_000,
    "²",
    "٣",
    "１２",
    "1e9",
)
_DAYS = ("0001-01-01", "9999-12-31", "2026-02-30", "0000-00-00", "2026-W01-1", "-0001-01-01")
_TEXTS = ("", "\x00", "\n", "'", "%", "../..", "[", "a" * 5_000, "\U0001f600", "\u202e", "entry:", "None", "{{7*7}}")
_HALF = b"\xed\xb2\x93"
"""A lone surrogate."""
_HOSTILE = (*(text.encode() for text in (*_NUMBERS, *_DAYS, *_TEXTS)), _HALF, b"\xff", b"1\x002")


class Stranger:
    """Sends requests with a login, each from an address of its own, so that none is too many."""

    def __init__(self, app: Starlette, visitor: Visitor) -> None:
        self._transport = httpx.ASGITransport(app)
        self._http = httpx.AsyncClient(transport=self._transport, base_url=SITE, cookies=visitor.http.cookies)
        self._hosts = (f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}" for n in count())

    async def asks(self, method: str, address: str, **more: object) -> httpx.Response:
        self._transport.client = (next(self._hosts), 40_000)
        return await self._http.request(method, address, **more)  # type: ignore[arg-type]  # whatever a request may have


@pytest.fixture
async def stranger(app):
    visitor = await desk.logged_in(app)
    await visitor.open("/")
    await visitor.open("/schreibtisch")
    return Stranger(app, visitor), visitor.token


def _routes(app: Starlette) -> list[tuple[str, str]]:
    """Return method and path of every page."""
    return sorted(
        (method, route.path)
        for route in app.routes
        if isinstance(route, Route) and route.path not in _APART
        for method in route.methods or ()
    )


def _fields() -> list[str]:
    """Return the names of everything that the pages read from addresses and forms."""
    sources = [
        path.read_text(encoding="utf-8")
        for room in ("web", "desk", "channels/web")
        for path in (_CODE / room).rglob("*.py")
    ]
    named = {
        name
        for source in sources
        for pair in re.findall(r'\.get\("([\w-]+)"|fields\["([\w-]+)"\]', source)
        for name in pair
    }
    return sorted(named - {"", "csrf"})


async def test_no_number_or_text_in_a_path_is_a_fault(app, stranger):
    """An id that no database can hold is the id of nothing."""
    someone, token = stranger
    for method, path in _routes(app):
        for value in _HOSTILE if "{" in path else ():
            address = re.sub(r"\{[^}]*\}", quote_from_bytes(value, safe=""), path)
            response = await someone.asks(method, address, data={"csrf": token} if method == "POST" else None)
            assert response.status_code < 500, (method, path, value[:40])


async def test_no_field_of_an_address_or_a_form_is_a_fault(app, stranger):
    """Each field of each page gets values that it was not made for, alone and with others."""
    someone, token = stranger
    chance, fields, routes = Random(7), _fields(), _routes(app)  # noqa: S311 - the same ones each time
    assert len(fields) > 20
    for _ in range(_RANDOM_REQUESTS):
        method, path = chance.choice(routes)
        said = {name: quote_from_bytes(chance.choice(_HOSTILE)) for name in chance.sample(fields, 6)}
        body = "&".join(f"{name}={value}" for name, value in said.items())
        address = re.sub(r"\{[^}]*\}", "1", path)
        if method == "POST":
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            response = await someone.asks(method, address, content=f"csrf={token}&{body}", headers=form)
        else:
            response = await someone.asks(method, f"{address}?{body}")
        assert response.status_code < 500, (method, path, said)


@pytest.mark.parametrize("field", ["von", "bis"])
@pytest.mark.parametrize("day", [*_DAYS, *_NUMBERS])
async def test_no_day_is_a_fault(stranger, field, day):
    """A day at the end of the calendar, or none at all, counts as not said."""
    someone, _ = stranger
    for page in ("/fragen", "/fragen/datei.csv", "/fragen/datei.xlsx"):
        assert (await someone.asks("GET", f"/schreibtisch{page}", params={field: day})).status_code < 500


@pytest.mark.parametrize("cookie", ["lotsenbot", "lotsenbot-schreibtisch"])
async def test_a_signed_half_character_is_nobody(app, cookie):
    """Even with our signature a value that is no text names no visitor and no login."""
    signed = TimestampSigner(desk.SECRET, salt=f"lotsenbot.{cookie}").sign(_HALF).decode("latin-1")
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=SITE) as http:
        for address in ("/", "/schreibtisch"):
            response = await http.get(address, headers={b"Cookie": f"{cookie}={signed}".encode("latin-1")})
            assert response.status_code < 500


@pytest.mark.parametrize(
    "header", ["Origin", "Host", "Content-Length", "Cookie", "Sec-Fetch-Site", "Referer", "Accept"]
)
@pytest.mark.parametrize(
    "value", [b"http://[", b"[", b"a[b", b"\xff\xfe", b"", b"\xc2\xb2", b"http://a:99999999/", b"@", b"=;="]
)
async def test_no_header_is_a_fault(app, header, value):
    """An address that is none, or a length that is no number, is refused."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=SITE) as http:
        for method, address in (("GET", "/"), ("POST", "/gespraech"), ("GET", "/schreibtisch")):
            response = await http.request(method, address, headers={header.encode(): value})
            assert response.status_code < 500
