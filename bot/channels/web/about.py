"""Pages on who runs the assistant and for whom it is made; they know no visitor."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from bot.channels.web.routes import route
from bot.web.templates import render


def about_routes() -> list[BaseRoute]:
    """Return the routes of these pages."""
    return [
        route("", "/impressum", _imprint),
        route("", "/barrierefreiheit", _accessibility),
        route("", "/leichte-sprache", _easy),
    ]


async def _imprint(request: Request) -> Response:
    if page := request.app.state.operator.imprint:
        return RedirectResponse(page, HTTPStatus.SEE_OTHER)
    return render(request, "imprint.html")


async def _accessibility(request: Request) -> Response:
    return render(request, "accessibility.html")


async def _easy(request: Request) -> Response:
    return render(request, "easy.html")
