"""What is stored of a visitor: said, handed out, erased."""

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from bot.channels.web.routes import route
from bot.channels.web.said import CHANNEL
from bot.channels.web.visitors import Visitors
from bot.curation.assistant import RunningAssistant
from bot.exchange.dispatch import Dispatcher
from bot.exchange.lotsen import Lotsen
from bot.store.records import Erasure
from bot.web.forms import form_of
from bot.web.templates import render

_EXPORT = "lotsenbot-meine-daten.json"


@dataclass(frozen=True)
class OwnDataPages:
    """The page on one's own data, below `prefix`."""

    live: RunningAssistant
    dispatcher: Dispatcher
    lotsen: Lotsen
    now: Callable[[], datetime.datetime]
    days: int
    """How long questions are kept."""
    visitors: Visitors
    prefix: str = ""

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            route(self.prefix, "/daten", self._page),
            route(self.prefix, "/daten/ausgeben", self._export, "POST"),
            route(self.prefix, "/daten/loeschen", self._erase, "POST"),
        ]

    async def _page(self, request: Request) -> Response:
        return render(
            request,
            "data.html",
            wording=self.live.knowledge.wording,
            days=self.days,
            known=self.visitors.of(request) is not None,
            erased=request.query_params.get("geloescht"),
        )

    async def _export(self, request: Request) -> Response:
        visitor = self.visitors.known(request)
        await form_of(request)
        stored = await self.dispatcher.export(CHANNEL, visitor)
        headers = {"Content-Disposition": f'attachment; filename="{_EXPORT}"'}
        return Response(json.dumps(stored, ensure_ascii=False, indent=2), 200, headers, "application/json")

    async def _erase(self, request: Request) -> Response:
        visitor = self.visitors.known(request)
        await form_of(request)
        tickets = await self.lotsen.live_tickets_of(self.dispatcher.pseudonym(CHANNEL, visitor))
        erased = await self.dispatcher.delete(CHANNEL, visitor)
        await self.lotsen.withdrawn(tickets, self.now())
        response = RedirectResponse(
            f"{self.prefix}/daten?geloescht={'spaeter' if erased is Erasure.LATER else 'ja'}", HTTPStatus.SEE_OTHER
        )
        self.visitors.forget(response)
        return response
