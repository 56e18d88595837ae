"""Who asks, and by which address, where somebody else carries the requests."""

from collections.abc import Collection
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.web.origin import origin_of
from bot.web.server import Served, application, server

PROXY = "10.0.0.5"


async def ready() -> bool:
    return True


async def told(request: Request) -> PlainTextResponse:
    """Return who asks, and the origin that a link would have."""
    client = request.client.host if request.client else ""
    return PlainTextResponse(f"{client} {origin_of(request, '')}")


async def ask(proxies: Collection[str] = (), headers: dict[str, str] | None = None, public: str = "") -> httpx.Response:
    """Send a request from the proxy's address through all that stands before our pages."""
    served = Served([Route("/", told)], public=public, knowledge=lambda: None)  # type: ignore[arg-type, return-value]  # no page asks
    config = server(application(ready, served), "192.0.2.1", 8080, proxies).config
    config.load()
    app: Any = config.loaded_app
    transport = httpx.ASGITransport(app, client=(PROXY, 40000))
    async with httpx.AsyncClient(transport=transport, base_url="http://192.0.2.1:8080") as http:
        return await http.get("/", headers=headers)


@pytest.mark.parametrize("proxies", [[PROXY], ["10.0.0.0/8"], ["::1", PROXY]])
async def test_a_trusted_proxy_says_for_whom_it_asks(proxies: list[str]) -> None:
    """So that one person's wrong passwords lock nobody else out; a chain ends at the first that is not trusted."""
    for said in ("198.51.100.7", "6.6.6.6, 198.51.100.7"):
        response = await ask(proxies, {"X-Forwarded-For": said, "X-Forwarded-Proto": "https"})
        assert response.text.startswith("198.51.100.7 https://")


@pytest.mark.parametrize("proxies", [[], ["127.0.0.1", "::1"], ["10.0.0.6"]])
async def test_nobody_else_is_believed(proxies: list[str]) -> None:
    """Else everybody could take as many attempts as they like, each from another address."""
    response = await ask(proxies, {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"})
    assert response.text.startswith(f"{PROXY} http://")


@pytest.mark.parametrize("host", ["evil.example", "6.6.6.6", "evil.example:8080", "[", "a:99999999", ""])
async def test_a_link_never_leads_to_where_a_request_claims_to_go(host: str) -> None:
    """An unknown `Host` would send whoever scans the code to somebody else."""
    assert (await ask(headers={"Host": host})).text == f"{PROXY} http://192.0.2.1:8080"


@pytest.mark.parametrize("host", ["localhost:9999", "127.0.0.1", "[::1]:8080"])
async def test_this_machine_is_known_by_its_own_names(host: str) -> None:
    """As where a container's port is published under another number."""
    assert (await ask(headers={"Host": host})).text == f"{PROXY} http://{host}"


@pytest.mark.parametrize(
    ("public", "told"), [("https://lotse.example.org", True), ("http://lotse.intern", False), ("", False)]
)
async def test_a_site_that_is_reached_by_https_is_reached_by_nothing_else(public: str, told: bool) -> None:
    """Browsers are told so, also with a page that is not there."""
    assert ("Strict-Transport-Security" in (await ask(public=public)).headers) is told
