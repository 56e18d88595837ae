"""The way into a workshop: its code leads to a page, and a button there counts the visitor as a participant."""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from bot.channels.web.chat import ChatParts
from bot.channels.web.routes import route
from bot.channels.web.said import CHANNEL
from bot.channels.web.visitors import Visitors
from bot.store.ports import Participation
from bot.web.forms import form_of
from bot.web.refusals import Refusal
from bot.web.templates import render


@dataclass(frozen=True)
class Entrance:
    """The pages at `/w/CODE`; only the button joins, since links are also opened by programs that preview them."""

    parts: ChatParts
    participation: Participation
    visitors: Visitors

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [route("", "/w/{code}", self._page), route("", "/w/{code}", self._join, "POST")]

    async def _page(self, request: Request) -> Response:
        workshop = await self.participation.workshop_of(request.path_params["code"])
        if workshop is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "workshop")
        visitor = self.visitors.welcome(request)
        response = render(request, "workshop.html", workshop=workshop)
        self.visitors.remember(response, visitor)
        return response

    async def _join(self, request: Request) -> Response:
        visitor = self.visitors.known(request)
        await form_of(request)
        joined = await self.parts.dispatcher.join(CHANNEL, visitor, request.path_params["code"], self.parts.now())
        if joined is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "workshop")
        return RedirectResponse("/?dabei=1", HTTPStatus.SEE_OTHER)
