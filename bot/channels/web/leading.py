"""Where who leads an interview leaves its sections to others, whichever channel it is led in; the link is the key."""

import io
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from bot.channels.web.chat import ChatParts
from bot.channels.web.pace import VisitorPace
from bot.channels.web.routes import route
from bot.exchange.sharing import LedInterview
from bot.qr import qr_code
from bot.web.forms import csrf_token, form_of
from bot.web.refusals import Refusal
from bot.web.templates import render

_NOT_INDEXED = {"X-Robots-Tag": "noindex"}


@dataclass(frozen=True)
class LeaderPages:
    """The pages below `/beteiligen`."""

    parts: ChatParts
    pace: VisitorPace
    public: str = ""
    """The origin by which people reach us; empty: whatever they asked for."""

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            route("", "/beteiligen/{token}", self._page),
            route("", "/beteiligen/{token}/abschnitt", self._lend, "POST"),
            route("", "/beteiligen/{token}/abschliessen", self._close, "POST"),
            route("", "/beteiligen/{token}/qr/{section}", self._code),
        ]

    async def _page(self, request: Request) -> Response:
        person, interview, led = await self._led(request)
        links = self.parts.dispatcher.sharing
        request.state.csrf = csrf_token(links.secret, f"beteiligen:{person}:{interview}")
        return render(
            request,
            "sharing.html",
            headers=_NOT_INDEXED,
            led=led,
            here=links.path(person, interview),
            now=self.parts.now(),
            addresses={one.link.section: self._address(request, one.link.code) for one in led.sections if one.link},
            result=self.parts.dispatcher.results.path(person, interview),
        )

    async def _lend(self, request: Request) -> Response:
        person, interview = await self._sent(request)
        fields = request.state.fields
        section, at = fields.get("abschnitt", ""), self.parts.now()
        if "zurueckziehen" in fields:
            await self.parts.shared.withdraw(person, interview, section, at)
        elif not await self.parts.shared.lend(person, interview, section, at):
            raise Refusal(HTTPStatus.NOT_FOUND, "gone")
        return self._back(request, section)

    async def _close(self, request: Request) -> Response:
        person, interview = await self._sent(request)
        await self.parts.shared.close(person, interview, self.parts.now())
        return self._back(request, "inhalt")

    async def _code(self, request: Request) -> Response:
        _, _, led = await self._led(request)
        section, image = request.path_params["section"], io.BytesIO()
        link = next((one.link for one in led.sections if one.is_open and one.standing.section.id == section), None)
        if link is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown")
        made = qr_code(self._address(request, link.code))
        made.save(image, kind="svg", scale=6, border=4, light="#fff", svgclass=None, lineclass=None)
        return Response(image.getvalue(), media_type="image/svg+xml")

    async def _led(self, request: Request) -> tuple[str, str, LedInterview]:
        person, interview = self._read(request)
        if led := await self.parts.shared.led(person, interview, self.parts.now()):
            return person, interview, led
        raise Refusal(HTTPStatus.NOT_FOUND, "leading")

    async def _sent(self, request: Request) -> tuple[str, str]:
        """Return whose form it is; what it says is then in `request.state.fields`."""
        person, interview = self._read(request)
        request.state.csrf = csrf_token(self.parts.dispatcher.sharing.secret, f"beteiligen:{person}:{interview}")
        request.state.fields = await form_of(request)
        self.pace.keep(f"{person}:{interview}")
        return person, interview

    def _read(self, request: Request) -> tuple[str, str]:
        if known := self.parts.dispatcher.sharing.read(request.path_params["token"]):
            return known
        raise Refusal(HTTPStatus.NOT_FOUND, "leading")

    def _address(self, request: Request, code: str) -> str:
        origin = self.public or str(request.base_url).rstrip("/")
        return origin + self.parts.dispatcher.sharing.section_path(code)

    def _back(self, request: Request, part: str) -> Response:
        return RedirectResponse(f"/beteiligen/{request.path_params['token']}#{part}", HTTPStatus.SEE_OTHER)
