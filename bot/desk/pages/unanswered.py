"""Questions without an answer, in groups; one click makes a draft of a group."""

import asyncio
import datetime
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.curation.drafting import Draft, NewEntry, NewPhrases, NotOurs, as_json
from bot.desk.desk import TRAINERS, DeskParts, done
from bot.insight.disclosure import FEWEST, rule, shown
from bot.insight.grouping import Grouped, QuestionGroup, grouped, nearest
from bot.store.records import Account, Deed
from bot.web.forms import form_of
from bot.web.refusals import Refusal
from bot.web.templates import render
from intents.understand import Understanding
from knowledge.model import Entry, Knowledge

_SPANS = (30, 90, 365)
_MOST_PHRASES = 15


@dataclass(frozen=True)
class UnansweredPages:
    """The pages of unanswered questions."""

    desk: DeskParts

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            self.desk.route("/offen", self.listed),
            self.desk.route("/offen", self.drafted, roles=TRAINERS, methods=["POST"]),
        ]

    async def listed(self, request: Request, _: Account) -> Response:
        days, workshop = _span(request.query_params.get("tage", "")), _number(request.query_params.get("workshop", ""))
        found, live = await self.groups(days, workshop), self.desk.live
        return render(
            request,
            "desk/unanswered.html",
            found=found,
            shown=shown,
            rule=rule(),
            near=await asyncio.to_thread(_nearest, found, live.understanding, live.knowledge),
            days=days,
            spans=_SPANS,
            workshop=workshop,
            workshops=await self.desk.store.workshops.all(),
        )

    async def drafted(self, request: Request, account: Account) -> Response:
        """Make a draft of a group: of all that are in it now, found by its central question."""
        fields = await form_of(request)
        found = await self.groups(_span(fields.get("tage", "")), _number(fields.get("workshop", "")))
        group = found.of(_number(fields.get("gruppe", "")) or 0)
        if group is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "gone")
        draft = self.draft_of(group, fields.get("als", ""))
        deed = Deed(self.desk.now(), account.name, "entwurf-anlegen", "")
        key = await self.desk.store.drafts.add(as_json(draft), group.turns, deed)
        return done(f"/entwuerfe/{key}", "entworfen")

    def draft_of(self, group: QuestionGroup, kind: str) -> Draft:
        """Return the draft that a button names: phrases for an entry, a mark, or else a new entry."""
        knowledge = self.desk.live.knowledge
        phrases = tuple(text for text in group.wordings if "[" not in text and "\n" not in text)[:_MOST_PHRASES]
        match kind.partition(":"):
            case "formulierung", _, entry if entry in knowledge.entries:
                return NewPhrases(entry, phrases)
            case "fremd", _, _:
                return NotOurs(phrases)
            case _:
                return NewEntry(question=phrases[0] if phrases else "", phrases=phrases[1:])

    async def groups(self, days: int, workshop: int | None) -> Grouped:
        """Return the groups of a span; of a workshop with too few participants, none."""
        if workshop is not None and await self.desk.store.participation.count(workshop) < FEWEST:
            return Grouped((), 0)
        missed = await self.desk.store.unanswered.since(self.desk.now() - datetime.timedelta(days=days), workshop)
        return await asyncio.to_thread(grouped, missed, self.desk.gists.of(self.desk.live.understanding))


def routes(desk: DeskParts) -> list[BaseRoute]:
    """Return the routes of these pages."""
    return UnansweredPages(desk).routes()


def _nearest(found: Grouped, understanding: Understanding, knowledge: Knowledge) -> list[list[Entry]]:
    return [nearest(group.label, understanding, knowledge) for group in found.groups]


def _span(days: str) -> int:
    return int(days) if days in map(str, _SPANS) else _SPANS[1]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None
