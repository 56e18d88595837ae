"""What needs somebody's attention today."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.desk.desk import DeskParts
from bot.desk.pages.unanswered import UnansweredPages
from bot.insight.ageing import aged
from bot.store.records import Account
from bot.web.templates import render
from knowledge.folding import fold

_MOST_DEEDS, _SHOWN_DEEDS = 5000, 200
_DAYS = 90
"""How far back unanswered questions are counted: what their page shows first."""


def routes(desk: DeskParts) -> list[BaseRoute]:
    """Return the routes of this page."""

    async def home(request: Request, _: Account) -> Response:
        knowledge, today = desk.live.knowledge, desk.today()
        workshops = [workshop for workshop in await desk.store.workshops.all() if workshop.is_open]
        return render(
            request,
            "desk/home.html",
            tickets=[ticket.state for ticket in await desk.store.tickets.live()],
            groups=len((await UnansweredPages(desk).groups(_DAYS, None)).groups),
            due=sum(one.due for one in await asyncio.to_thread(aged, knowledge, {}, today)),
            drafts=len(await desk.store.drafts.open()),
            today=[workshop for workshop in workshops if workshop.held_on == today],
            open_workshops=len(workshops),
        )

    async def record(request: Request, _: Account) -> Response:
        who, kind = request.query_params.get("wer", ""), request.query_params.get("was", "")
        deeds = await desk.store.deeds.latest(_MOST_DEEDS)
        found = [one for one in deeds if who in {"", one.account} and one.deed.startswith(kind)]
        names = sorted({one.account for one in deeds}, key=fold)
        return render(request, "desk/record.html", deeds=found[:_SHOWN_DEEDS], names=names, who=who, kind=kind)

    return [desk.route("", home), desk.route("/", home), desk.route("/protokoll", record)]
