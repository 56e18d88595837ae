"""Where people stop, what becomes of what they pass on to humans, and why answers did not help."""

import asyncio
import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.desk.desk import DeskParts
from bot.insight.complaints import complaints
from bot.insight.disclosure import rule
from bot.insight.stopping import handovers, interview_stops
from bot.store.records import Account
from bot.web.templates import render


def routes(desk: DeskParts) -> list[BaseRoute]:
    """Return the routes of this page."""

    async def shown(request: Request, _: Account) -> Response:
        now, usage = desk.now(), desk.store.usage
        courses, outcomes = await usage.of_interview_courses(), await usage.of_interviews()
        days = desk.settings.retention_days
        since = now - datetime.timedelta(days=days)
        return render(
            request,
            "desk/stopping.html",
            interviews=[
                await asyncio.to_thread(interview_stops, one, courses, outcomes, now)
                for one in desk.live.knowledge.interviews.values()
            ],
            handovers=await asyncio.to_thread(handovers, await usage.of_handovers(since)),
            complaints=await asyncio.to_thread(complaints, await desk.store.unanswered.unhelpful(since)),
            known=desk.live.knowledge.entries,
            days=days,
            rule=rule(),
        )

    return [desk.route("/fragen/abbrueche", shown)]
