"""The chat in a browser: translates forms into messages and replies into a page; works without a script too."""

import datetime
import importlib
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute

from bot.channels.web.arrivals import Arrivals
from bot.channels.web.routes import by_script, route
from bot.channels.web.said import CHANNEL, Said, letter, said_in
from bot.channels.web.visitors import Visitors
from bot.curation.assistant import Live
from bot.exchange.dispatch import Delivery, Dispatcher
from bot.store.ports import Transcript
from bot.store.records import Letter, Rating, RowIds, TranscriptLine
from bot.talk.actions import Action, AskHuman, RunCommand
from bot.talk.message import Message, RelayKind, Reply
from bot.web.forms import form_of
from bot.web.ids import row
from bot.web.pace import Allowance
from bot.web.refusals import Refusal
from bot.web.templates import render
from knowledge.folding import fold
from knowledge.interview import InterviewWording

_MOST_CHARS = 4000
_PER_VISITOR = 40
"""Messages and ratings within a minute."""
_STREAMS = 20
"""Pages that begin to wait for news within a minute."""
_BREATH = 20.0
"""Seconds after which a waiting page gets a sign of life, so that nothing in between closes the line."""
_BREATHS = 30
"""After so many the page has to ask anew, so that nobody is waited for who is long gone."""
_COMMANDS: dict[str, Action] = {
    "interview": RunCommand("interview"),
    "sources": RunCommand("sources"),
    "human": AskHuman(),
}
"""What the page's own buttons do."""
_ELSEWHERE = {"meinedaten": "daten", "meine daten": "daten", "loeschen": "daten", "themen": "themen"}
"""What is typed in other channels and has a page of its own here."""


@dataclass(frozen=True)
class ChatParts:
    """What the chat is made of."""

    live: Live
    dispatcher: Dispatcher
    transcript: Transcript
    arrivals: Arrivals
    now: Callable[[], datetime.datetime]


@dataclass(frozen=True)
class Shown:
    """A line of the conversation as a template sees it."""

    id: int
    said: Said
    last: bool
    """Whether its choices are the ones to pick from now."""


class Chat:
    """The pages of the conversation, below `prefix`."""

    def __init__(self, parts: ChatParts, visitors: Visitors, prefix: str = "") -> None:
        self._parts = parts
        self._visitors = visitors
        self._prefix = prefix
        self._messages, self._streams = Allowance(_PER_VISITOR), Allowance(_STREAMS)

    def routes(self) -> list[BaseRoute]:
        """Return the routes; all of them know the visitor."""
        pages = [
            ("", self._page, "GET"),
            ("/gespraech", self._speak, "POST"),
            ("/gespraech/neues", self._news, "GET"),
            ("/gespraech/warten", self._wait, "GET"),
            (f"/gespraech/datei/{row('line')}", self._file, "GET"),
            ("/bewertung", self._rate, "POST"),
        ]
        return [route(self._prefix, path, page, method) for path, page, method in pages]

    async def _page(self, request: Request) -> Response:
        visitor = self._visitors.welcome(request)
        lines = await self._lines(visitor)
        response = render(
            request,
            "chat.html",
            lines=lines,
            waiting=bool(_with_human(lines)),
            welcome=self._parts.live.conversation.welcome(),
            with_humans=self._parts.live.conversation.with_humans,
            knowledge=self._parts.live.knowledge,
            interviewing=self._interviewing(),
        )
        self._visitors.remember(response, visitor)
        return response

    async def _speak(self, request: Request) -> Response:
        visitor = self._visitors.known(request)
        fields = await form_of(request)
        self._slow_down(self._messages, visitor)
        elsewhere = _ELSEWHERE.get(fold(fields.get("text", "")).removeprefix("/"))
        if elsewhere:
            return RedirectResponse(f"{self._prefix}/{elsewhere}", HTTPStatus.SEE_OTHER)
        message = await self._message(visitor, fields)
        if message is not None:
            await self._dispatch(visitor, message)
        return await self._answer(request, visitor, _number(fields.get("nach", "")))

    async def _message(self, visitor: str, fields: dict[str, str]) -> Message | None:
        """Return what was said or picked; None for an empty form."""
        if "wahl" in fields:
            line = await self._find(visitor, _number(fields.get("aus", "")))
            choices, index = line.choices if line else (), _number(fields["wahl"])
            if not 0 <= index < len(choices):
                raise Refusal(HTTPStatus.NOT_FOUND, "gone")
            return Message(choices[index].label, self._parts.now(), choices[index].action)
        if action := _COMMANDS.get(fields.get("befehl", "")):
            return Message(self._said_by(fields["befehl"]), self._parts.now(), action)
        text = fields.get("text", "").strip()
        return Message(text, self._parts.now()) if text else None

    def _said_by(self, button: str) -> str:
        """Return what a person says who presses one of the page's own buttons."""
        wording, interviewing = self._parts.live.knowledge.wording, self._interviewing()
        if button == "interview":
            return interviewing.begin_choice if interviewing else button
        return wording.ask_human if button == "human" else wording.commands["sources"][0].capitalize()

    def _interviewing(self) -> InterviewWording | None:
        knowledge = self._parts.live.knowledge
        return knowledge.interview_wording if knowledge.interviews else None

    async def _dispatch(self, visitor: str, message: Message) -> None:
        person = self._person(visitor)

        def letters(replies: tuple[Reply, ...], ids: RowIds) -> Iterable[Letter]:
            yield letter(person, Said("person", message.redacted[:_MOST_CHARS]))
            for reply in replies:
                if reply.text or reply.document:
                    yield letter(person, Said("assistant", reply=reply, turn=ids.turn if reply.rateable else 0))

        await self._parts.dispatcher.dispatch(CHANNEL, visitor, message, Delivery(letters=letters, address=person))

    async def _answer(self, request: Request, visitor: str, after: int) -> Response:
        """Return what is new to a script, and the page to everybody else."""
        lines = await self._lines(visitor, after)
        if by_script(request):
            return self._fragment(request, lines)
        return RedirectResponse(f"{self._prefix or '/'}#neu", HTTPStatus.SEE_OTHER)

    def _fragment(self, request: Request, lines: list[Shown]) -> Response:
        human = _with_human(lines)
        headers = {} if human is None else {"X-Mensch": "ja" if human else "nein"}
        return render(request, "_lines.html", lines=lines, headers=headers)

    async def _news(self, request: Request) -> Response:
        visitor = self._visitors.known(request)
        return self._fragment(request, await self._lines(visitor, _number(request.query_params.get("nach", ""))))

    async def _wait(self, request: Request) -> Response:
        """Keep the line open, and say when something has come."""
        visitor = self._visitors.known(request)
        self._slow_down(self._streams, visitor)
        person = self._person(visitor)

        async def events() -> AsyncIterator[str]:
            yield "retry: 3000\n\n"
            async for come in self._parts.arrivals.heard(person, _BREATH, _BREATHS):
                yield "data: neu\n\n" if come else ": still here\n\n"

        return StreamingResponse(events(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    async def _file(self, request: Request) -> Response:
        visitor = self._visitors.known(request)
        line = await self._find(visitor, request.path_params["line"])
        document = line.reply.document if line and line.reply else None
        if document is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown")
        documents = importlib.import_module("bot.documents")  # its libraries take a while to load
        file = await run_in_threadpool(documents.render, document)
        return Response(
            file.content,
            media_type=file.media_type,
            headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
        )

    async def _rate(self, request: Request) -> Response:
        visitor = self._visitors.known(request)
        fields = await form_of(request)
        self._slow_down(self._messages, visitor)
        line = await self._find(visitor, _number(fields.get("aus", "")))
        verdict = Rating.HELPFUL if fields.get("urteil") == "gut" else Rating.UNHELPFUL
        kept = bool(line and line.turn) and await self._parts.dispatcher.feedback(
            CHANNEL, visitor, verdict, line.turn if line else 0
        )
        if not kept:
            raise Refusal(HTTPStatus.NOT_FOUND, "gone")
        if by_script(request):
            return render(request, "_thanks.html", thanks=self._parts.live.knowledge.wording.messenger.thanks)
        return RedirectResponse(f"{self._prefix or '/'}?danke=1#neu", HTTPStatus.SEE_OTHER)

    def _slow_down(self, pace: Allowance, visitor: str) -> None:
        if not pace.allows(visitor):
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "busy", {"Retry-After": "30"})

    async def _lines(self, visitor: str, after: int = 0) -> list[Shown]:
        stored = await self._parts.transcript.of_person(self._person(visitor), after)
        return _shown(stored)

    async def _find(self, visitor: str, line: int) -> Said | None:
        stored = await self._parts.transcript.find(self._person(visitor), line)
        return said_in(stored.body) if stored else None

    def _person(self, visitor: str) -> str:
        return self._parts.dispatcher.pseudonym(CHANNEL, visitor)


def _shown(stored: list[TranscriptLine]) -> list[Shown]:
    """Return the lines that can be read; what the assistant said since the person's last message can be picked from."""
    lines = [(line.id, said) for line in stored if (said := said_in(line.body))]
    asked = max((i for i, (_, said) in enumerate(lines) if said.author == "person"), default=-1)
    return [Shown(key, said, last=i > asked) for i, (key, said) in enumerate(lines)]


def _with_human(lines: list[Shown]) -> bool | None:
    """Whether an answer may come by itself; None if these lines do not say."""
    relays = [line.said.reply.relay for line in lines if line.said.reply and line.said.reply.relay]
    return relays[-1].kind is not RelayKind.BACK if relays else None


def _number(text: str) -> int:
    """Return the number that a form carries; -1 if it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else -1
