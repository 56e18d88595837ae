"""Where another office answers a section of an interview: by a link, without an account, seeing nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from bot.channels.web.chat import ChatParts
from bot.channels.web.pace import VisitorPace
from bot.channels.web.routes import number_in, route
from bot.exchange.sharing import OpenSection
from bot.talk.interview.sharing import MOST_OFFICE, OfficeAnswer, office_of
from bot.web.forms import csrf_token, form_of
from bot.web.refusals import Refusal
from bot.web.templates import render
from bot.words import words

_OFFICE = "lotsenbot-amt"
"""The cookie that keeps what an office calls itself, for this link only, until the browser is closed."""


@dataclass(frozen=True)
class SectionPages:
    """The pages below `/abschnitt`."""

    parts: ChatParts
    pace: VisitorPace
    secure: bool = False

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            route("", "/abschnitt/{token}", self._page),
            route("", "/abschnitt/{token}", self._answer, "POST"),
        ]

    async def _page(self, request: Request) -> Response:
        code = self._code(request)
        office = unquote(request.cookies.get(_OFFICE, ""))[:MOST_OFFICE]
        return self._form(request, await self._section(code), {"amt": office})

    async def _answer(self, request: Request) -> Response:
        code = self._code(request)
        fields = await form_of(request)
        self.pace.keep(code)
        section, office = await self._section(code), office_of(fields.get("amt", ""))
        answers = _answers(fields)
        errors = [] if office else [("amt", words().sharing.office_missing)]
        if not answers and not section.answered:
            errors.append((f"a-{section.questions[0].step.id}-1", words().sharing.nothing_answered))
        if errors:
            return self._form(request, section, fields, errors)
        seen = number_in(fields.get("stand", ""))
        added = await self.parts.shared.contribute(code, office, answers, seen, self.parts.now())
        if added is None:
            raise Refusal(HTTPStatus.GONE, "section")
        path = self.parts.dispatcher.sharing.section_path(code)
        response = RedirectResponse(f"{path}?gespeichert={added}", HTTPStatus.SEE_OTHER)
        response.set_cookie(_OFFICE, quote(office), path=path, secure=self.secure, httponly=True, samesite="lax")
        return response

    def _form(
        self,
        request: Request,
        section: OpenSection,
        fields: Mapping[str, str],
        errors: Sequence[tuple[str, str]] = (),
    ) -> Response:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
        return render(
            request,
            "section.html",
            status=status,
            headers={"X-Robots-Tag": "noindex"},
            section=section,
            fields=fields,
            errors=errors,
            saved=number_in(request.query_params.get("gespeichert", "")),
            most_office=MOST_OFFICE,
        )

    async def _section(self, code: str) -> OpenSection:
        if (section := await self.parts.shared.section(code, self.parts.now())) and section.questions:
            return section
        raise Refusal(HTTPStatus.GONE, "section")

    def _code(self, request: Request) -> str:
        """Return the code of the link; forms on its page carry a token that belongs to it."""
        links = self.parts.dispatcher.sharing
        if (code := links.read_section(request.path_params["token"])) is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "section")
        request.state.csrf = csrf_token(links.secret, f"abschnitt:{code}")
        return code


def _answers(fields: Mapping[str, str]) -> dict[str, OfficeAnswer]:
    """Return what a form answers; a question without a choice is left open."""
    asked = [name.removeprefix("a-") for name in fields if name.startswith("a-")]
    return {step: OfficeAnswer(fields[f"a-{step}"], fields.get(f"n-{step}", "")) for step in asked}
