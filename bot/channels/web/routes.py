"""What the routes of the chat have in common."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Page = Callable[[Request], Awaitable[Response]]


def route(prefix: str, path: str, page: Page, method: str = "GET") -> Route:
    """Return a route below the prefix; nothing in between may keep the page, which is somebody's own."""

    async def within(request: Request) -> Response:
        request.state.prefix = prefix
        response = await page(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return Route(f"{prefix}{path}" or "/", within, methods=[method])


def by_script(request: Request) -> bool:
    """Whether our script asks, which wants a part of the page only."""
    return request.headers.get("x-requested-with") == "fetch"


def number_in(text: str) -> int:
    """Return the number that a form or an address carries; -1 if it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else -1
