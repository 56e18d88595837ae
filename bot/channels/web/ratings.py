"""Whether an answer helped, and if not, why."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from bot.channels.web.chat import ChatParts
from bot.channels.web.pace import VisitorPace
from bot.channels.web.routes import by_script, number_in, route
from bot.channels.web.said import CHANNEL, said_in
from bot.channels.web.talks import address_of_talk, talks_of
from bot.channels.web.visitors import Visitors
from bot.store.records import Complaint, Rating, UnhelpfulBecause
from bot.web.forms import form_of
from bot.web.refusals import Refusal
from bot.web.templates import render

_BECAUSE = {str(reason): reason for reason in UnhelpfulBecause}


class Ratings:
    """The forms below an answer, below `prefix`."""

    def __init__(self, parts: ChatParts, visitors: Visitors, prefix: str = "") -> None:
        self._parts, self._visitors, self._prefix = parts, visitors, prefix
        self._pace = VisitorPace()

    def routes(self) -> list[BaseRoute]:
        """Return the routes; all of them know the visitor."""
        return [
            route(self._prefix, "/bewertung", self._rate, "POST"),
            route(self._prefix, "/bewertung/grund", self._complain, "POST"),
        ]

    async def _rate(self, request: Request) -> Response:
        visitor, fields = await self._sent(request)
        verdict = Rating.HELPFUL if fields.get("urteil") == "gut" else Rating.UNHELPFUL
        turn = await self._turn(visitor, fields)
        if not await self._parts.dispatcher.feedback(CHANNEL, visitor, verdict, turn):
            raise Refusal(HTTPStatus.NOT_FOUND, "gone")
        if verdict is Rating.HELPFUL:
            return await self._thank(request, visitor, fields)
        line = number_in(fields["aus"])
        if by_script(request):
            with_humans = self._parts.live.conversation.with_humans
            talk = number_in(fields.get("gespraech", ""))
            return render(request, "_why.html", talk=talk, id=line, with_humans=with_humans)
        return await self._back(visitor, fields, f"&warum={line}#m{line}")

    async def _complain(self, request: Request) -> Response:
        visitor, fields = await self._sent(request)
        complaint = Complaint(_BECAUSE.get(fields.get("grund", "")), fields.get("text", "").strip())
        turn = await self._turn(visitor, fields)
        if not await self._parts.dispatcher.complain(CHANNEL, visitor, turn, complaint):
            raise Refusal(HTTPStatus.NOT_FOUND, "gone")
        return await self._thank(request, visitor, fields)

    async def _sent(self, request: Request) -> tuple[str, dict[str, str]]:
        visitor = self._visitors.known(request)
        fields = await form_of(request)
        self._pace.keep(visitor)
        return visitor, fields

    async def _turn(self, visitor: str, fields: dict[str, str]) -> int:
        """Return the turn of the answer that a form is about; Refusal if it is none of the visitor's."""
        person = self._parts.dispatcher.pseudonym(CHANNEL, visitor)
        stored = await self._parts.transcript.find(person, number_in(fields.get("aus", "")))
        said = said_in(stored.body) if stored else None
        if said is None or not said.turn:
            raise Refusal(HTTPStatus.NOT_FOUND, "gone")
        return said.turn

    async def _thank(self, request: Request, visitor: str, fields: dict[str, str]) -> Response:
        if by_script(request):
            return render(request, "_thanks.html", thanks=self._parts.live.knowledge.wording.messenger.thanks)
        return await self._back(visitor, fields, "&danke=1#neu")

    async def _back(self, visitor: str, fields: dict[str, str], more: str) -> Response:
        talks = await talks_of(self._parts.transcript, self._parts.dispatcher.pseudonym(CHANNEL, visitor))
        address = address_of_talk(self._prefix, talks.named(fields.get("gespraech", "")))
        return RedirectResponse(address + more, HTTPStatus.SEE_OTHER)
