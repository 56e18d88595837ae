"""What needs somebody's attention today."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.desk.desk import Desk
from bot.store.accounts import Account
from bot.web.templates import render


def routes(desk: Desk) -> list[BaseRoute]:
    """Return the routes of this page."""

    async def home(request: Request, _: Account) -> Response:
        return render(
            request,
            "desk/home.html",
            tickets=len(await desk.store.tickets.live()),
            workshops=[shop for shop in await desk.store.workshops.all() if shop.is_open],
        )

    async def record(request: Request, _: Account) -> Response:
        return render(request, "desk/record.html", deeds=await desk.store.accounts.deeds())

    return [desk.route("", home), desk.route("/", home), desk.route("/protokoll", record)]
