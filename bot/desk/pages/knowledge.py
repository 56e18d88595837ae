"""Every entry with its use and age, and what has to be looked at again; what was taken live, and the way back."""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.curation.drafting import Checked
from bot.curation.library import Broken, NotFound, Overtaken
from bot.curation.patch import patch
from bot.desk.desk import TRAINERS, Desk, done
from bot.errors import FileError
from bot.insight.ageing import aged
from bot.insight.disclosure import rule
from bot.store.records import Account
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
            self.desk.route("/verlauf/patch", self.export, roles=TRAINERS),
        ]

    async def listed(self, request: Request, _: Account) -> Response:
        knowledge = self.desk.live.knowledge
        found = aged(knowledge, await self.desk.store.usage.of_entries(), self.desk.today())
        due = [one for one in found if one.due]
        return render(request, "desk/knowledge.html", aged=found, due=due, rule=rule(), knowledge=knowledge)

    async def checked(self, request: Request, account: Account) -> Response:
        """Note that entries were found right today."""
        named = (await form_of(request)).get("eintrag", "").splitlines()
        entries = tuple(entry for entry in named if entry in self.desk.live.knowledge.entries)
        if not entries:
            return done("/wissen", "nichts-gewaehlt")
        content = Checked(entries, self.desk.today().isoformat())
        try:
            outcome = await self.desk.library.publish(content, account, self.desk.now())
        except FileError:
            return done("/wissen", "ordner")
        return done("/wissen", "unstimmig" if isinstance(outcome, Broken) else "geprueft")

    async def history(self, request: Request, _: Account) -> Response:
        changes = [(change, patch(change.before, change.after)) for change in await self.desk.store.changes.latest()]
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


def routes(desk: Desk) -> list[BaseRoute]:
    """Return the routes of these pages."""
    return KnowledgePages(desk).routes()
