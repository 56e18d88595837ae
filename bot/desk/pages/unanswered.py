"""Questions without an answer, in groups; one click makes a draft of a group."""

import asyncio
import datetime
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.desk.desk import TRAINERS, Desk, done
from bot.desk.drafting import DRAFT, NewEntry, NewPhrases, NotOurs
from bot.desk.grouping import FEWEST, Group, Grouped, grouped
from bot.store.accounts import Account
from bot.web.forms import form_of
from bot.web.refusals import Refusal
from bot.web.templates import render
from knowledge.model import Entry

_SPANS = (30, 90, 365)
_MOST_NEAR = 3
_MOST_PHRASES = 15


@dataclass(frozen=True)
class UnansweredPages:
    """The pages of unanswered questions."""

    desk: Desk

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            self.desk.route("/offen", self.listed),
            self.desk.route("/offen", self.drafted, roles=TRAINERS, methods=["POST"]),
        ]

    async def listed(self, request: Request, _: Account) -> Response:
        days, workshop = _span(request.query_params.get("tage", "")), _number(request.query_params.get("workshop", ""))
        found = await self.groups(days, workshop)
        return render(
            request,
            "desk/unanswered.html",
            found=found,
            near={group.label: self.near(group) for group in found.groups},
            days=days,
            spans=_SPANS,
            workshop=workshop,
            workshops=await self.desk.store.workshops.all(),
        )

    async def drafted(self, request: Request, account: Account) -> Response:
        """Make a draft of a group."""
        fields = await form_of(request)
        found = await self.groups(_span(fields.get("tage", "")), _number(fields.get("workshop", "")))
        central = _number(fields.get("gruppe", ""))
        group = next((group for group in found.groups if central in group.turns), None)
        if group is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "gone")
        phrases = tuple(text for text in group.wordings if "[" not in text and "\n" not in text)[:_MOST_PHRASES]
        draft: NewEntry | NewPhrases | NotOurs
        match fields.get("als", "").partition(":"):
            case "formulierung", _, entry if entry in self.desk.live.knowledge.entries:
                draft = NewPhrases(entry, phrases)
            case "fremd", _, _:
                draft = NotOurs(phrases)
            case _:
                near = self.near(group)
                draft = NewEntry(
                    question=group.label, phrases=phrases, about=near[0].about if near else "", stand=self._today()
                )
        now = self.desk.now()
        key = await self.desk.store.drafts.add(DRAFT.dump_json(draft).decode(), group.wordings, account.name, now)
        await self.desk.store.unanswered.settle(list(group.turns), key)
        await self.desk.record(account, "entwurf-anlegen", str(key))
        return done(f"/entwuerfe/{key}", "entworfen")

    async def groups(self, days: int, workshop: int | None) -> Grouped:
        """Return the groups of a span; of a workshop with too few participants, none."""
        since = self.desk.now() - datetime.timedelta(days=days)
        missed = await self.desk.store.unanswered.since(since, workshop)
        if workshop is not None and await self.desk.store.workshops.participants(workshop) < FEWEST:
            return Grouped((), 0)
        return await asyncio.to_thread(grouped, missed, self.desk.live.understanding.lexicon)

    def near(self, group: Group) -> list[Entry]:
        """Return the entries that come nearest to what a group asks."""
        known = self.desk.live.knowledge.entries
        weighed = self.desk.live.understanding.explain(group.label).candidates
        return [known[match.label] for match, _, _ in weighed if match.label in known][:_MOST_NEAR]

    def _today(self) -> str:
        return self.desk.now().date().isoformat()


def routes(desk: Desk) -> list[BaseRoute]:
    """Return the routes of these pages."""
    return UnansweredPages(desk).routes()


def _span(days: str) -> int:
    return int(days) if days in map(str, _SPANS) else _SPANS[1]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None
