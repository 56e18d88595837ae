"""One proposal of a draft that came in a file, written anew before it is taken live with the others."""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.curation.drafting import Imported, as_json, from_json
from bot.curation.proposals import NEEDED, editable, edited
from bot.desk.desk import TRAINERS, DeskParts, done
from bot.store.records import Account, DraftState, StoredDraft
from bot.web.forms import form_of
from bot.web.ids import row
from bot.web.refusals import Refusal
from bot.web.templates import render
from bot.words import words


@dataclass(frozen=True)
class ProposalPages:
    """The pages of single proposals."""

    desk: DeskParts

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        one = f"/entwuerfe/{row('draft')}/eintrag/{{entry}}"
        return [
            self.desk.route(one, self.shown, roles=TRAINERS),
            self.desk.route(one, self.written, roles=TRAINERS, methods=["POST"]),
        ]

    async def shown(self, request: Request, _: Account) -> Response:
        stored, draft = await self.found(request)
        return self.form(request, stored, editable(draft, request.path_params["entry"]))

    async def written(self, request: Request, _: Account) -> Response:
        """Keep what was written, unless somebody else changed the draft meanwhile."""
        stored, draft = await self.found(request)
        fields, entry, page = await form_of(request), request.path_params["entry"], f"/entwuerfe/{stored.id}"
        told = {key: fields.get(key, before) for key, before in editable(draft, entry).items()}
        said = words().drafts
        missing = [key for key, text in told.items() if key in NEEDED and not text.strip()]
        errors = [(key, f"{said.missing.format(label=said.labels[key])}. {said.add_it}") for key in missing]
        if errors:
            return self.form(request, stored, told, errors=errors)
        if fields.get("fassung", stored.version) != stored.version:
            return self.form(request, stored, told, notice_name="entwurf-ueberholt")
        after = as_json(edited(draft, entry, told))
        if not await self.desk.store.drafts.keep(stored.id, after, stored.body, self.desk.now()):
            return done(page, "entwurf-fertig")
        return done(page, "gesichert", f"nimm-{entry}")

    def form(
        self,
        request: Request,
        stored: StoredDraft,
        fields: dict[str, str],
        *,
        errors: list[tuple[str, str]] | None = None,
        notice_name: str = "",
    ) -> Response:
        """Return the form with what is written of the proposal, which need not be what is stored."""
        return render(
            request,
            "desk/proposal.html",
            status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
            stored=stored,
            fields=fields,
            errors=errors or [],
            notice_name=notice_name,
            labels=words().drafts.labels,
        )

    async def found(self, request: Request) -> tuple[StoredDraft, Imported]:
        stored = await self.desk.store.drafts.find(request.path_params["draft"])
        draft = from_json(stored.body) if stored and stored.state is DraftState.OPEN else None
        if stored is None or not isinstance(draft, Imported) or not editable(draft, request.path_params["entry"]):
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown")
        return stored, draft


def routes(desk: DeskParts) -> list[BaseRoute]:
    """Return the routes of these pages."""
    return ProposalPages(desk).routes()
