"""Every entry with its use and age, and what has to be looked at again; what was taken live, and the way back."""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.desk.ageing import aged
from bot.desk.desk import TRAINERS, Desk, done
from bot.desk.drafting import Checked
from bot.desk.library import Broken, Overtaken
from bot.store.accounts import Account
from bot.web.forms import form_of
from bot.web.refusals import Refusal
from bot.web.templates import render


@dataclass(frozen=True)
class KnowledgePages:
    """The pages of what is known."""

    desk: Desk

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            self.desk.route("/wissen", self.listed),
            self.desk.route("/wissen", self.checked, roles=TRAINERS, methods=["POST"]),
            self.desk.route("/verlauf", self.history),
            self.desk.route("/verlauf", self.undone, roles=TRAINERS, methods=["POST"]),
        ]

    async def listed(self, request: Request, _: Account) -> Response:
        knowledge = self.desk.live.knowledge
        found = aged(knowledge, await self.desk.store.uses(), self.desk.now().date())
        return render(request, "desk/knowledge.html", aged=found, due=[one for one in found if one.due])

    async def checked(self, request: Request, account: Account) -> Response:
        """Note that entries were found right today."""
        named = (await form_of(request)).get("eintrag", "").splitlines()
        entries = tuple(entry for entry in named if entry in self.desk.live.knowledge.entries)
        if not entries:
            return done("/wissen", "nichts-gewaehlt")
        now = self.desk.now()
        summary = f"Geprüft: {entries[0]}" + (f" und {len(entries) - 1} weitere" if len(entries) > 1 else "")
        tried = await self.desk.library.publish(Checked(entries, now.date().isoformat()), summary, account, now)
        return done("/wissen", "unstimmig" if isinstance(tried, Broken) else "geprueft")

    async def history(self, request: Request, _: Account) -> Response:
        return render(request, "desk/history.html", changes=await self.desk.store.drafts.changes())

    async def undone(self, request: Request, account: Account) -> Response:
        """Take a change back."""
        number = (await form_of(request)).get("aenderung", "")
        change = await self.desk.store.drafts.change(int(number)) if number.isdecimal() and len(number) < 12 else None
        if change is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown")
        match await self.desk.library.undo(change, account, self.desk.now()):
            case Overtaken():
                return done("/verlauf", "ueberholt")
            case Broken():
                return done("/verlauf", "unstimmig")
        return done("/verlauf", "rueckgaengig")


def routes(desk: Desk) -> list[BaseRoute]:
    """Return the routes of these pages."""
    return KnowledgePages(desk).routes()
