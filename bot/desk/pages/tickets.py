"""The handover at the desk: what persons asked, and what Lotsen answer."""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import german
from bot.desk.desk import Desk, done
from bot.store.records import Account, Ticket, TicketState
from bot.web.forms import form_of
from bot.web.ids import row
from bot.web.refusals import Refusal
from bot.web.templates import render
from knowledge.folding import without_invisible

_ENDS = {"erledigt": TicketState.CLOSED, "zurueck": TicketState.RETURNED}
_MOST_CHARS = 4000
_MOST_ENDED = 50


@dataclass(frozen=True)
class TicketPages:
    """The pages of tickets."""

    desk: Desk

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        one = f"/anfragen/{row('ticket')}"
        return [
            self.desk.route("/anfragen", self.listed),
            self.desk.route(one, self.shown),
            self.desk.route(one, self.answered, methods=["POST"]),
            self.desk.route(f"{one}/ende", self.finished, methods=["POST"]),
        ]

    async def listed(self, request: Request, _: Account) -> Response:
        live = await self.desk.store.tickets.live()
        ages = {ticket.id: german.ago(self.desk.now() - ticket.opened_at) for ticket in live}
        ended = [ticket for ticket in await self.desk.store.tickets.all() if ticket.address is None]
        return render(
            request,
            "desk/tickets.html",
            live=live,
            ages=ages,
            ended=ended[::-1][:_MOST_ENDED],
            channels=self.desk.channels,
        )

    async def shown(self, request: Request, _: Account) -> Response:
        return render(request, "desk/ticket.html", ticket=await self.found(request), channels=self.desk.channels)

    async def answered(self, request: Request, account: Account) -> Response:
        """Send a Lotse's answer to the person."""
        ticket, written = await self.found(request), (await form_of(request)).get("text", "")
        text = without_invisible(written).strip()[:_MOST_CHARS]
        if not text:
            return done(f"/anfragen/{ticket.id}", "leer")
        if not await self.desk.lotsen.answer(ticket, text, self.desk.now(), None):
            return done(f"/anfragen/{ticket.id}", "beendet")
        await self.desk.record(account, "anfrage-antworten", str(ticket.id))
        return done(f"/anfragen/{ticket.id}", "geantwortet")

    async def finished(self, request: Request, account: Account) -> Response:
        """Close a ticket, or give it back to the assistant."""
        ticket, state = await self.found(request), _ENDS.get((await form_of(request)).get("ende", ""))
        if state is None:
            raise Refusal(HTTPStatus.BAD_REQUEST, "form")
        if not await self.desk.lotsen.finish(ticket, state, self.desk.now(), None):
            return done(f"/anfragen/{ticket.id}", "beendet")
        closed = state is TicketState.CLOSED
        await self.desk.record(account, "anfrage-beenden" if closed else "anfrage-zurueckgeben", str(ticket.id))
        return done("/anfragen", "erledigt" if closed else "zurueckgegeben")

    async def found(self, request: Request) -> Ticket:
        ticket = await self.desk.store.tickets.find(request.path_params["ticket"])
        if ticket is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown")
        return ticket


def routes(desk: Desk) -> list[BaseRoute]:
    """Return the routes of these pages."""
    return TicketPages(desk).routes()
