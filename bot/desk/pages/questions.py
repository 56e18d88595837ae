"""Frequent questions: figures, charts with their tables, and files to hand on."""

import asyncio
import datetime
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.desk.desk import DeskParts
from bot.insight import charts, exports
from bot.insight.counting import Wanted, counted, described
from bot.insight.disclosure import rule
from bot.insight.figures import Figures
from bot.store.records import Account
from bot.web.refusals import Refusal
from bot.web.templates import render
from bot.words import words

_SPANS = (7, 30, 90, 365)
_MOST_DAYS = 3660
_KEPT, _MOST_KEPT = 30.0, 20
"""Seconds for which figures serve for the charts of their page, and of how many pages."""
_SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A drawing has its colours in itself; shown as an image it can do nothing else."""
_FILES = {
    "csv": ("text/csv; charset=utf-8", lambda figures, _: exports.as_csv(figures)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", exports.as_workbook),
    "pdf": ("application/pdf", exports.as_page),
}


@dataclass(frozen=True)
class QuestionPages:
    """The pages of frequent questions."""

    desk: DeskParts
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One chart at a time: the library that draws is not made for several threads."""
    kept: dict[Wanted, tuple[Figures, float]] = field(default_factory=dict)
    """What was counted just now, and when: a page and its charts count once."""

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            self.desk.route("/fragen", self.shown),
            self.desk.route("/fragen/diagramm/{name}-{palette}.svg", self.drawn),
            self.desk.route("/fragen/datei.{ending}", self.handed_over),
        ]

    async def shown(self, request: Request, _: Account) -> Response:
        wanted = self.wanted(request.query_params)
        knowledge = self.desk.live.knowledge
        figures = await self.counted_now(wanted)
        return render(
            request,
            "desk/questions.html",
            wanted=wanted,
            figures=figures,
            tables=exports.tables(figures) if figures.enough else [],
            alts={name: charts.described(name, figures) for name in charts.NAMES} if figures.enough else {},
            labels=words().figures.outcomes,
            rule=rule(),
            counted=words().figures.counted,
            query=_query(wanted),
            spans=[(days, _query(self.last_days(days))) for days in _SPANS],
            workshops=await self.desk.store.workshops.all(),
            subjects=[knowledge.subjects[subject] for subject in knowledge.by_subject],
            channels=self.desk.channels,
        )

    async def drawn(self, request: Request, _: Account) -> Response:
        palette, name = charts.PALETTES.get(request.path_params["palette"]), request.path_params["name"]
        figures = await self.figures(request)
        if palette is None or name not in charts.NAMES or not figures.enough:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown")
        async with self.drawing:
            narrow = "schmal" in request.query_params
            image = await asyncio.to_thread(partial(charts.draw, name, figures, palette, narrow=narrow))
        return Response(image, 200, {"Content-Security-Policy": _SVG_POLICY}, "image/svg+xml")

    async def handed_over(self, request: Request, _: Account) -> Response:
        ending = request.path_params["ending"]
        figures = await self.figures(request)
        if ending not in _FILES or not figures.enough:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown")
        media_type, make = _FILES[ending]
        about = await self.about(self.wanted(request.query_params))
        async with self.drawing:
            content = await asyncio.to_thread(make, figures, about)
        name = f"haeufige-fragen-{figures.first}-{figures.last}.{ending}"
        return Response(content, 200, {"Content-Disposition": f'attachment; filename="{name}"'}, media_type)

    async def figures(self, request: Request) -> Figures:
        """Return the figures that the page has shown just now, for what belongs to it."""
        wanted = self.wanted(request.query_params)
        kept, at = self.kept.get(wanted, (None, 0.0))
        return kept if kept and time.monotonic() - at < _KEPT else await self.counted_now(wanted)

    async def counted_now(self, wanted: Wanted) -> Figures:
        figures = await counted(wanted, self.desk.store, self.desk.live.knowledge, self.desk.channels)
        self.kept.pop(wanted, None)
        self.kept[wanted] = figures, time.monotonic()
        while len(self.kept) > _MOST_KEPT:
            del self.kept[next(iter(self.kept))]
        return figures

    async def about(self, wanted: Wanted) -> str:
        workshop = await self.desk.store.workshops.find(wanted.workshop) if wanted.workshop else None
        return described(wanted, self.desk.live.knowledge, self.desk.channels, workshop.title if workshop else "")

    def wanted(self, query: Mapping[str, str]) -> Wanted:
        """Return what an address asks for; what makes no sense in it counts as not said."""
        usual = self.last_days(30)
        last = _day(query.get("bis", "")) or usual.last
        first = _day(query.get("von", "")) or min(usual.first, last)
        if not 0 <= (last - first).days < _MOST_DAYS:
            first, last = usual.first, usual.last
        workshop, subject, channel = query.get("workshop", ""), query.get("thema", ""), query.get("kanal", "")
        return Wanted(
            first,
            last,
            int(workshop) if workshop.isascii() and workshop.isdecimal() and len(workshop) < 12 else None,
            subject if subject in self.desk.live.knowledge.by_subject else None,
            channel if channel in self.desk.channels else None,
        )

    def last_days(self, days: int) -> Wanted:
        today = self.desk.today()
        return Wanted(today - datetime.timedelta(days=days - 1), today)


def routes(desk: DeskParts) -> list[BaseRoute]:
    """Return the routes of these pages."""
    return QuestionPages(desk).routes()


def _query(wanted: Wanted) -> str:
    said = {
        "von": wanted.first.isoformat(),
        "bis": wanted.last.isoformat(),
        "workshop": wanted.workshop,
        "thema": wanted.subject,
        "kanal": wanted.channel,
    }
    return urlencode({key: value for key, value in said.items() if value})


def _day(text: str) -> datetime.date | None:
    """Return a day of our time; None for any other, from which one could not count on."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 3000 else None
