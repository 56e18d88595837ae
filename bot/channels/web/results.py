"""The result of an interview as a page, and its files; whoever has the link sees them, and no visitor is known."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.channels.web.chat import ChatParts
from bot.channels.web.files import download
from bot.channels.web.routes import route
from bot.talk.actions import DocumentFormat
from bot.talk.interview.result import Result, Weight
from bot.talk.message import ResultDocument
from bot.web.refusals import Refusal
from bot.web.templates import render
from bot.words import words

_FORMATS = frozenset(get_args(DocumentFormat))


@dataclass(frozen=True)
class ResultPages:
    """The pages below `/ergebnis`."""

    parts: ChatParts

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            route("", "/ergebnis/{token}", self._page),
            route("", "/ergebnis/{token}/datei/{form}", self._file),
        ]

    async def _page(self, request: Request) -> Response:
        result = await self._result(request)
        knowledge = self.parts.live.knowledge
        wording = knowledge.interview_wording
        said = words().documents
        by_weight = {weight: [found for found in result.findings if found.weight is weight] for weight in Weight}
        return render(
            request,
            "result.html",
            headers={"X-Robots-Tag": "noindex"},
            result=result,
            lists=[(weight, said.weights[weight], found) for weight, found in by_weight.items() if found],
            stage_words=said.stages,
            files=wording.document_choices if wording else {},
            known=knowledge.entries,
        )

    async def _file(self, request: Request) -> Response:
        form = request.path_params["form"]
        if form not in _FORMATS:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown")
        return await download(ResultDocument(form, await self._result(request)))

    async def _result(self, request: Request) -> Result:
        known = self.parts.dispatcher.results.read(request.path_params["token"])
        if known is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "result")
        person, interview = known
        session = await self.parts.conversations.load(person)
        if result := self.parts.live.conversation.result(session, interview):
            return result
        raise Refusal(HTTPStatus.NOT_FOUND, "result")
