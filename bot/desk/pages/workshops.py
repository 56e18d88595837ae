"""Workshops: opened, shown on a slide, watched while they go on, closed."""

import asyncio
import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.desk.desk import TRAINERS, DeskParts, done
from bot.insight.attendance import Attendance, attendance
from bot.insight.grouping import grouped
from bot.qr import qr_code
from bot.store.records import Account, Workshop
from bot.web.forms import form_of
from bot.web.ids import row
from bot.web.refusals import Refusal
from bot.web.templates import render
from bot.words import words
from knowledge.mending import iso_date

_LONGEST_TITLE = 100
_NEAR = datetime.timedelta(days=731)
_EVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)


@dataclass(frozen=True)
class WorkshopPages:
    """The pages of workshops."""

    desk: DeskParts

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        one = f"/workshops/{row('workshop')}"
        return [
            self.desk.route("/workshops", self.listed),
            self.desk.route("/workshops", self.opened, roles=TRAINERS, methods=["POST"]),
            self.desk.route(one, self.shown),
            self.desk.route(one, self.changed, roles=TRAINERS, methods=["POST"]),
            self.desk.route(f"{one}/stand", self.state),
            self.desk.route(f"{one}/folie", self.slide),
            self.desk.route(f"{one}/qr.svg", self.code),
        ]

    async def listed(self, request: Request, _: Account) -> Response:
        return await self.page(request, "", self.desk.today().isoformat())

    async def page(
        self, request: Request, title: str, day: str, errors: Sequence[tuple[str, str]] = (), status: int = 200
    ) -> Response:
        """Return the list, with what somebody wrote of a new workshop and what is wrong with it."""
        workshops = await self.desk.store.workshops.all()
        return render(
            request, "desk/workshops.html", status=status, workshops=workshops, title=title, day=day, errors=errors
        )

    async def opened(self, request: Request, account: Account) -> Response:
        fields = await form_of(request)
        title, day = " ".join(fields.get("titel", "").split())[:_LONGEST_TITLE], fields.get("datum", "").strip()
        held_on = self.day(day)
        errors = [("titel", words().desk.title_missing)] if not title or not title.isprintable() else []
        if held_on is None:
            errors.append(("datum", words().desk.date_missing))
        if errors or held_on is None:
            return await self.page(request, title, day, errors, HTTPStatus.UNPROCESSABLE_ENTITY)
        workshop = await self.desk.store.workshops.open(title, held_on, account.name, self.desk.now())
        await self.desk.record(account, "workshop-eroeffnen", str(workshop.id))
        return done(f"/workshops/{workshop.id}", "eroeffnet")

    def day(self, text: str) -> datetime.date | None:
        """Return the day that somebody wrote, as browsers or people do; None if it can't be meant."""
        try:
            day = datetime.date.fromisoformat(iso_date(text))
        except ValueError:
            return None
        return day if abs(day - self.desk.today()) <= _NEAR else None

    async def shown(self, request: Request, _: Account) -> Response:
        workshop = await self.found(request)
        return render(
            request,
            "desk/workshop.html",
            workshop=workshop,
            seen=await self.seen(workshop),
            address=self.address(request, workshop),
            elsewhere=self.elsewhere(workshop),
        )

    async def state(self, request: Request, _: Account) -> Response:
        """Return the part of the page that changes while the workshop goes on."""
        return render(request, "desk/_attendance.html", seen=await self.seen(await self.found(request)))

    async def slide(self, request: Request, _: Account) -> Response:
        workshop = await self.found(request)
        if not workshop.is_open:
            return done(f"/workshops/{workshop.id}", "zu")  # nobody would get in by this code
        return render(request, "desk/slide.html", workshop=workshop, address=self.address(request, workshop))

    async def code(self, request: Request, _: Account) -> Response:
        workshop, image = await self.found(request), io.BytesIO()
        target = self.elsewhere(workshop).get(request.query_params.get("kanal", ""))
        made = qr_code(target or self.address(request, workshop))
        made.save(image, kind="svg", scale=8, border=4, light="#fff", svgclass=None, lineclass=None)
        return Response(image.getvalue(), media_type="image/svg+xml")

    async def changed(self, request: Request, account: Account) -> Response:
        workshop, closing = await self.found(request), "schliessen" in await form_of(request)
        if closing:
            await self.desk.store.workshops.close(workshop.id, self.desk.now())
        else:
            await self.desk.store.workshops.reopen(workshop.id, self.desk.now())
        await self.desk.record(account, "workshop-schliessen" if closing else "workshop-oeffnen", str(workshop.id))
        return done(f"/workshops/{workshop.id}", "geschlossen" if closing else "geoeffnet")

    async def found(self, request: Request) -> Workshop:
        workshop = await self.desk.store.workshops.find(request.path_params["workshop"])
        if workshop is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown")
        return workshop

    async def seen(self, workshop: Workshop) -> Attendance:
        store, live = self.desk.store, self.desk.live
        participants = await store.participation.count(workshop.id)
        missed = await store.unanswered.since(_EVER, workshop.id)
        groups = await asyncio.to_thread(grouped, missed, self.desk.gists.of(live.understanding))
        return attendance(participants, await store.participation.questions(workshop.id), groups, live.knowledge)

    def address(self, request: Request, workshop: Workshop) -> str:
        return f"{self.desk.origin(request)}/w/{workshop.code}"

    def elsewhere(self, workshop: Workshop) -> dict[str, str]:
        """Return the links into the workshop in other channels."""
        return {label: link for label, invite in self.desk.invitations.items() if (link := invite(workshop.code))}


def routes(desk: DeskParts) -> list[BaseRoute]:
    """Return the routes of these pages."""
    return WorkshopPages(desk).routes()
