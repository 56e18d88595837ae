"""Every entry with its use and age, and what has to be looked at again; what was taken live, and the way back."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.curation.drafting import Checked
from bot.curation.library import Broken, NotFound, Overtaken
from bot.curation.patch import patch
from bot.desk.desk import TRAINERS, DeskParts, done
from bot.errors import FileError
from bot.insight.ageing import Aged, aged
from bot.insight.catalogue import KINDS, ORDERS, Catalogue, CataloguePage, Sought
from bot.insight.disclosure import rule
from bot.store.records import Account, KnowledgeChange
from bot.web.forms import form_of
from bot.web.refusals import Refusal
from bot.web.templates import render
from bot.words import words
from knowledge.folding import fold
from knowledge.naming import LONGEST_ID

_LONGEST_SEARCH = 200
_ALL_CHANGES = 100_000


@dataclass(frozen=True)
class KnowledgePages:
    """The pages of what is known."""

    desk: DeskParts
    catalogues: dict[str, Catalogue] = field(default_factory=dict)
    """That of the knowledge as it is, by its version."""

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            self.desk.route("/wissen", self.listed),
            self.desk.route("/wissen", self.checked, roles=TRAINERS, methods=["POST"]),
            self.desk.route("/verlauf", self.history),
            self.desk.route("/verlauf", self.undone, roles=TRAINERS, methods=["POST"]),
            self.desk.route("/verlauf/patch", self.export, roles=TRAINERS),
        ]

    async def listed(self, request: Request, account: Account) -> Response:
        knowledge, sought = self.desk.live.knowledge, _sought(request.query_params)
        everything = await self.everything()
        found = await self.found(sought, everything, account)
        return render(
            request,
            "desk/knowledge.html",
            sought=sought,
            found=found,
            whole=len(everything),
            due=sum(one.due for one in everything),
            view=_query(sought),
            page_of=[_query(replace(sought, page=number)) for number in range(found.pages + 2)],
            kinds=words().desk.kinds,
            orders=words().desk.orders,
            subjects=sorted((knowledge.subjects[one] for one in knowledge.by_subject), key=lambda one: fold(one.name)),
            rule=rule(),
            knowledge=knowledge,
        )

    async def everything(self) -> list[Aged]:
        knowledge, uses = self.desk.live.knowledge, await self.desk.store.usage.of_entries()
        return await asyncio.to_thread(aged, knowledge, uses, self.desk.today())

    async def found(self, sought: Sought, everything: list[Aged], account: Account) -> CataloguePage:
        """Return the page that somebody asked for."""
        knowledge = self.desk.live.knowledge
        if knowledge.version not in self.catalogues:
            self.catalogues.clear()
            self.catalogues[knowledge.version] = await asyncio.to_thread(Catalogue, knowledge)
        mine = await self.made_by(account) if sought.kind == "meine" else ()
        return await asyncio.to_thread(self.catalogues[knowledge.version].page, sought, everything, mine)

    async def made_by(self, account: Account) -> set[str]:
        """Return the entries that somebody took live."""
        changes = await self.desk.store.changes.latest(_ALL_CHANGES)
        theirs = [change for change in changes if change.account == account.name and change.undone_at is None]
        names = [name.partition("/")[2].removesuffix(".yaml") for change in theirs for name in change.after]
        return {name for name in names if name in self.desk.live.knowledge.entries}

    async def checked(self, request: Request, account: Account) -> Response:
        """Note that entries were found right today."""
        fields = await form_of(request)
        sought = _sought(dict(parse_qsl(fields.get("ansicht", ""))))
        page = f"/wissen?{_query(sought)}"
        entries = tuple(e for e in fields.get("eintrag", "").splitlines() if e in self.desk.live.knowledge.entries)
        if not entries:
            return done(page, "nichts-gewaehlt")
        rows = [one.entry.id for one in (await self.found(sought, await self.everything(), account)).rows]
        content = Checked(entries, self.desk.today().isoformat())
        try:
            outcome = await self.desk.library.publish(content, account, self.desk.now())
        except FileError:
            return done(page, "ordner")
        return done(page, "unstimmig" if isinstance(outcome, Broken) else "geprueft", _next_to(entries, rows))

    async def history(self, request: Request, _: Account) -> Response:
        changes = await asyncio.to_thread(_with_patches, await self.desk.store.changes.latest())
        return render(request, "desk/history.html", changes=changes)

    async def undone(self, request: Request, account: Account) -> Response:
        """Take a change back."""
        number = (await form_of(request)).get("aenderung", "")
        if not (number.isascii() and number.isdecimal() and len(number) < 16):
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown")
        try:
            outcome = await self.desk.library.undo(int(number), account, self.desk.now())
        except FileError:
            return done("/verlauf", "ordner")
        match outcome:
            case NotFound():
                return done("/verlauf", "schon-zurueck")
            case Overtaken(later):
                return done("/verlauf", "ueberholt" if later else "von-hand")
            case Broken():
                return done("/verlauf", "unstimmig")
        return done("/verlauf", "rueckgaengig")

    async def export(self, _request: Request, _: Account) -> Response:
        """Hand everything over that the desk ever took live, as a patch for a folder of knowledge in a repository."""
        try:
            everything = self.desk.library.overlay.everything()
        except FileError:
            return done("/verlauf", "ordner")
        headers = {"Content-Disposition": 'attachment; filename="wissen.patch"'}
        return Response(patch({}, everything), 200, headers, "text/x-diff; charset=utf-8")


def _with_patches(changes: Iterable[KnowledgeChange]) -> list[tuple[KnowledgeChange, str]]:
    return [(change, patch(change.before, change.after)) for change in changes]


def _sought(query: Mapping[str, str]) -> Sought:
    """Return what an address asks for; what makes no sense in it counts as not said."""
    page, kind, order = query.get("seite", ""), query.get("zeigen", ""), query.get("sortiert", "")
    return Sought(
        " ".join(query.get("suche", "").split())[:_LONGEST_SEARCH],
        query.get("thema", "")[:LONGEST_ID],
        kind if kind in KINDS else "alle",
        order if order in ORDERS else "dringend",
        int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
    )


def _query(sought: Sought) -> str:
    usual = Sought()
    told = {
        "suche": sought.text,
        "thema": sought.subject,
        "zeigen": sought.kind if sought.kind != usual.kind else "",
        "sortiert": sought.order if sought.order != usual.order else "",
        "seite": sought.page if sought.page > 1 else "",
    }
    return urlencode({key: value for key, value in told.items() if value})


def _next_to(entries: tuple[str, ...], rows: list[str]) -> str:
    """Return the row to look at next: the first that is left after those that are done."""
    last = max((rows.index(entry) for entry in entries if entry in rows), default=-1)
    left = [row for row in (*rows[last + 1 :], *rows[: last + 1][::-1]) if row not in entries]
    return f"e-{left[0]}" if left else ""


def routes(desk: DeskParts) -> list[BaseRoute]:
    """Return the routes of these pages."""
    return KnowledgePages(desk).routes()
