"""The handover at the desk: what persons asked, who looks after it, and what Lotsen answer."""

import datetime
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from bot import german
from bot.desk.desk import DeskParts, done
from bot.insight.grouping import nearest
from bot.store.records import Account, Ticket, TicketState
from bot.web.forms import form_of
from bot.web.ids import row
from bot.web.refusals import Refusal
from bot.web.templates import render
from bot.words import words
from knowledge.folding import without_invisible
from knowledge.markup import plain
from knowledge.model import Entry, Knowledge

_ENDS = {"erledigt": TicketState.CLOSED, "zurueck": TicketState.RETURNED}
_MOST_CHARS = 8000
_MOST_ENDED = 50


@dataclass(frozen=True)
class WrittenAnswer:
    """What somebody has written of an answer, and what is said to that."""

    text: str = ""
    notice_name: str = ""
    """As in `done`."""
    errors: tuple[tuple[str, str], ...] = ()
    """By their fields."""


NOTHING_WRITTEN = WrittenAnswer()


@dataclass(frozen=True)
class TicketPages:
    """The pages of tickets."""

    desk: DeskParts

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        one = f"/anfragen/{row('ticket')}"
        return [
            self.desk.route("/anfragen", self.listed),
            self.desk.route("/anfragen/zahl", self.count),
            self.desk.route(one, self.shown),
            self.desk.route(one, self.answered, methods=["POST"]),
            self.desk.route(f"{one}/wer", self.taken, methods=["POST"]),
            self.desk.route(f"{one}/ende", self.finished, methods=["POST"]),
        ]

    async def listed(self, request: Request, _: Account) -> Response:
        live = await self.desk.store.tickets.live()
        await self.desk.store.attending.seen(self.desk.now())
        ages = {ticket.id: german.ago(self.desk.now() - ticket.opened_at) for ticket in live}
        ended = [ticket for ticket in await self.desk.store.tickets.all() if ticket.address is None]
        return render(
            request,
            "desk/tickets.html",
            live=live,
            ages=ages,
            care=await self.desk.store.attending.of_tickets(),
            ended=ended[::-1][:_MOST_ENDED],
            channels=self.desk.channels,
        )

    async def count(self, request: Request, _: Account) -> Response:
        """Return how many wait: what a page asks again and again while it is open."""
        return JSONResponse({"waiting": request.state.waiting})

    async def shown(self, request: Request, account: Account) -> Response:
        await self.desk.store.attending.seen(self.desk.now())
        return await self.page(request, account, await self.found(request))

    async def page(
        self, request: Request, account: Account, ticket: Ticket, written: WrittenAnswer = NOTHING_WRITTEN
    ) -> Response:
        """Return the page of a ticket with what somebody has written of an answer."""
        knowledge, care = self.desk.live.knowledge, (await self.desk.store.attending.of_tickets()).get(ticket.id)
        return render(
            request,
            "desk/ticket.html",
            ticket=ticket,
            channels=self.desk.channels,
            care=care,
            others=care is not None and care.account != account.name,
            text=written.text,
            notice_name=written.notice_name,
            errors=written.errors,
            near=self.near(ticket) if ticket.address else [],
            blocks=knowledge.wording.text_blocks,
        )

    def near(self, ticket: Ticket) -> list[Entry]:
        """Return the entries that may answer what the person wrote last, and at first."""
        live, asked = self.desk.live, [line.text for line in ticket.lines if line.author == "person"]
        found = [
            entry for text in asked[-1:] + asked[:1] for entry in nearest(text, live.understanding, live.knowledge)
        ]
        return list({entry.id: entry for entry in found}.values())[:3]

    async def answered(self, request: Request, account: Account) -> Response:
        """Send a Lotse's answer to the person, or put more into what is being written."""
        ticket, fields = await self.found(request), await form_of(request)
        text, page = without_invisible(fields.get("text", "")).strip()[:_MOST_CHARS], f"/anfragen/{ticket.id}"
        if what := fields.get("einfuegen"):
            return await self.page(request, account, ticket, self.with_inserted(ticket, text, what))
        if not text:
            return await self.page(
                request, account, ticket, WrittenAnswer(errors=(("antwort", words().desk.write_answer),))
            )
        if "mit-luecken" not in fields and self.desk.live.knowledge.wording.reply_draft.has_gap(text):
            return await self.page(request, account, ticket, WrittenAnswer(text, "luecken"))
        now = self.desk.now()
        if "trotzdem" not in fields and ticket.address and not await self.take(ticket, account, now):
            return await self.page(request, account, ticket, WrittenAnswer(text, "hat-jemand"))
        if not await self.desk.lotsen.answer(ticket, text, now, None):
            return done(page, "beendet")
        await self.desk.record(account, "anfrage-antworten", str(ticket.id))
        return done(page, "geantwortet")

    def with_inserted(self, ticket: Ticket, text: str, what: str) -> WrittenAnswer:
        """Return what somebody has written, with what a button names below it."""
        more = self.to_insert(ticket, what)
        return WrittenAnswer("\n\n".join(filter(None, (text, more))), "" if more else "nichts-einzufuegen")

    def to_insert(self, ticket: Ticket, what: str) -> str:
        """Return the text that a button names: an entry, a text block, the draft of a whole reply; empty if none."""
        knowledge = self.desk.live.knowledge
        match what.partition(":"):
            case "eintrag", _, entry if entry in knowledge.entries:
                return _as_answer(knowledge.entries[entry], knowledge)
            case "baustein", _, number if number.isascii() and number.isdecimal() and len(number) < 4:
                return next(iter(knowledge.wording.text_blocks[int(number) :]), "")
            case "entwurf", _, _:
                return self.desk.lotsen.draft(ticket, self.desk.now().date())
            case _:
                return ""

    async def take(self, ticket: Ticket, account: Account, at: datetime.datetime) -> bool:
        return await self.desk.store.attending.take(ticket.id, account.name, at)

    async def taken(self, request: Request, account: Account) -> Response:
        """Look after a ticket from now on, or no longer."""
        ticket, fields = await self.found(request), await form_of(request)
        page = f"/anfragen/{ticket.id}"
        if "frei" in fields:
            await self.desk.store.attending.release(ticket.id)
            await self.desk.record(account, "anfrage-freigeben", str(ticket.id))
            return done(page, "freigegeben")
        if not await self.take(ticket, account, self.desk.now()):
            return done(page, "hat-jemand" if ticket.address else "beendet")
        await self.desk.record(account, "anfrage-uebernehmen", str(ticket.id))
        return done(page, "uebernommen")

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


def routes(desk: DeskParts) -> list[BaseRoute]:
    """Return the routes of these pages."""
    return TicketPages(desk).routes()


def _as_answer(entry: Entry, knowledge: Knowledge) -> str:
    """Return an entry as a human would pass it on: readable in any channel, with its sources."""
    sources = "\n".join(f"Quelle: {source.cited}" for source in knowledge.sources(entry))
    return f"{plain(entry.answer)}\n\n{sources}"
