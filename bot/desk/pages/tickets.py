"""The handover at the desk: what persons asked, and what Lotsen answer."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.desk.desk import Desk, done
from bot.lotsen import Origin
from bot.store import Ticket, TicketState
from bot.store.accounts import Account
from bot.web.forms import form_of
from bot.web.refusals import Refusal
from bot.web.templates import render

_ENDS = {"erledigt": TicketState.CLOSED, "zurueck": TicketState.RETURNED}
_MOST_CHARS = 4000


def routes(desk: Desk) -> list[BaseRoute]:
    """Return the routes of this page."""

    async def listed(request: Request, _: Account) -> Response:
        ended = [ticket for ticket in await desk.store.tickets.all() if ticket.address is None]
        return render(request, "desk/tickets.html", live=await desk.store.tickets.live(), ended=ended[::-1][:50])

    async def shown(request: Request, _: Account) -> Response:
        return render(request, "desk/ticket.html", ticket=await found(request))

    async def answer(request: Request, account: Account) -> Response:
        ticket, text = await found(request), (await form_of(request)).get("text", "").strip()[:_MOST_CHARS]
        if not text:
            return done(f"/anfragen/{ticket.id}", "leer")
        if not await desk.lotsen.answer(ticket, text, desk.now(), Origin.DESK):
            return done(f"/anfragen/{ticket.id}", "beendet")
        await desk.record(account, "anfrage-antworten", str(ticket.id))
        return done(f"/anfragen/{ticket.id}", "geantwortet")

    async def finish(request: Request, account: Account) -> Response:
        ticket, fields = await found(request), await form_of(request)
        state = _ENDS.get(fields.get("ende", ""), TicketState.CLOSED)
        if not await desk.lotsen.finish(ticket, state, desk.now(), Origin.DESK):
            return done(f"/anfragen/{ticket.id}", "beendet")
        await desk.record(account, "anfrage-beenden", str(ticket.id))
        return done("/anfragen", "erledigt" if state is TicketState.CLOSED else "zurueckgegeben")

    async def found(request: Request) -> Ticket:
        ticket = await desk.store.tickets.find(request.path_params["ticket"])
        if ticket is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown")
        return ticket

    return [
        desk.route("/anfragen", listed),
        desk.route("/anfragen/{ticket:int}", shown),
        desk.route("/anfragen/{ticket:int}", answer, methods=["POST"]),
        desk.route("/anfragen/{ticket:int}/ende", finish, methods=["POST"]),
    ]
