"""Knowledge in and out: from what people have, as one draft; and into what they work with."""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.curation.bulk import proposed, read_upload
from bot.curation.drafting import as_json
from bot.desk.desk import HOME, TRAINERS, DeskParts, done
from bot.errors import FileError
from bot.store.records import Account, Deed
from bot.web.forms import form_of
from bot.web.refusals import Refusal
from bot.web.templates import render
from bot.words import words
from knowledge.errors import KnowledgeError
from knowledge.importing.material import ImportingError
from knowledge.importing.proposing import UsualSource
from knowledge.mending import iso_date

_PATH = "/wissen/einlesen"
UPLOADS = (HOME + _PATH,)
"""Where files may be sent to."""
_LONGEST_NAME, _LONGEST_SOURCE = 100, 300
_MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
}


@dataclass(frozen=True)
class ExchangePages:
    """The pages of import and export."""

    desk: DeskParts

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            self.desk.route(_PATH, self.asked, roles=TRAINERS),
            self.desk.route(_PATH, self.sent, roles=TRAINERS, methods=["POST"], files=1),
            self.desk.route("/wissen/datei.{ending}", self.handed_over, roles=TRAINERS),
        ]

    async def asked(self, request: Request, _: Account) -> Response:
        return self.form(request, {})

    def form(self, request: Request, fields: dict[str, str], wrong: tuple[str, str] | None = None) -> Response:
        """Return the form, with what is wrong with what was sent."""
        status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
        return render(request, "desk/exchange.html", status=status, fields=fields, errors=[wrong] if wrong else [])

    async def sent(self, request: Request, account: Account) -> Response:
        """Make a draft of a file."""
        fields = await form_of(request, files=1)
        name, content = request.state.files.get("datei", ("", b""))
        name = " ".join(name.replace("\\", "/").rpartition("/")[2].split())[:_LONGEST_NAME]
        if not name or not content:
            return self.form(request, fields, ("datei", words().desk.choose_file))
        source = " ".join(fields.get("quelle", "").split())[:_LONGEST_SOURCE]
        day = iso_date(fields.get("tag", "").strip()) or self.desk.today().isoformat()
        try:
            material = await asyncio.to_thread(read_upload, name, content)
            known = await self.desk.library.known()
            draft = await asyncio.to_thread(proposed, name, material, known, UsualSource(source, day))
        except ImportingError as error:
            return self.form(request, fields, ("datei", str(error)))
        except (KnowledgeError, FileError):
            return done(_PATH, "ordner")
        deed = Deed(self.desk.now(), account.name, "entwurf-anlegen", "")
        return done(f"/entwuerfe/{await self.desk.store.drafts.add(as_json(draft), (), deed)}", "eingelesen")

    async def handed_over(self, request: Request, _: Account) -> Response:
        """Hand over everything that is known."""
        ending = request.path_params["ending"]
        if ending not in _MEDIA_TYPES:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown")
        try:
            content = await self.desk.library.export(ending)
        except KnowledgeError:
            return done("/wissen", "unstimmig")
        headers = {"Content-Disposition": f'attachment; filename="wissen-{self.desk.today()}.{ending}"'}
        return Response(content, 200, headers, _MEDIA_TYPES[ending])


def routes(desk: DeskParts) -> list[BaseRoute]:
    """Return the routes of these pages."""
    return ExchangePages(desk).routes()
