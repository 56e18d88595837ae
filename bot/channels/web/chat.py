"""The chat in a browser: translates forms into messages and replies into a page; works without a script too."""

import datetime
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Self

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute

from bot.channels.web.arrivals import Arrivals
from bot.channels.web.files import download
from bot.channels.web.listening import HumanListening, human_of
from bot.channels.web.pace import VisitorPace
from bot.channels.web.routes import by_script, number_in, route
from bot.channels.web.said import CHANNEL, Said, address_of, letter, said_in
from bot.channels.web.talks import NEW, Talks, address_of_talk, talks_of
from bot.channels.web.visitors import Visitors
from bot.curation.assistant import RunningAssistant
from bot.exchange.dispatch import Delivery, Dispatcher
from bot.exchange.locks import Locks
from bot.exchange.lotsen import Lotsen
from bot.exchange.sharing import SharedInterviews
from bot.store.ports import Conversations, Inbox, Store, Transcript
from bot.store.records import Letter, Received, RowIds, TranscriptLine
from bot.talk.actions import Action, AskHuman, LeaveHuman, RunCommand
from bot.talk.message import Message, RelayKind, Reply
from bot.web.forms import form_of
from bot.web.ids import row
from bot.web.refusals import Refusal
from bot.web.templates import render
from knowledge.folding import fold
from knowledge.interview import InterviewWording

_MOST_CHARS = 4000
_BREATH = 20.0
"""Seconds after which a waiting page gets a sign of life, so that nothing in between closes the line."""
_BREATHS = 30
"""After so many the page has to ask anew, so that nobody is waited for who is long gone."""
_COMMANDS: dict[str, Action] = {
    "interview": RunCommand("interview"),
    "sources": RunCommand("sources"),
    "human": AskHuman(),
    "back": LeaveHuman(),
}
"""What the page's own buttons do."""
_ELSEWHERE = {"meinedaten": "daten", "meine daten": "daten", "loeschen": "daten", "themen": "themen"}
"""What is typed in other channels and has a page of its own here."""


@dataclass(frozen=True)
class ChatParts:
    """What the chat is made of."""

    live: RunningAssistant
    dispatcher: Dispatcher
    lotsen: Lotsen
    conversations: Conversations
    transcript: Transcript
    inbox: Inbox
    shared: SharedInterviews
    arrivals: Arrivals
    now: Callable[[], datetime.datetime]

    @classmethod
    def around(
        cls,
        store: Store,
        live: RunningAssistant,
        dispatcher: Dispatcher,
        lotsen: Lotsen,
        now: Callable[[], datetime.datetime],
    ) -> Self:
        """Return the parts with what the store has of them, and pages that hear what it stores."""
        arrivals = Arrivals()
        store.outbox.listen(arrivals.of_letter)
        shared = SharedInterviews(live, store.conversations, store.sharing, dispatcher.locks)
        return cls(live, dispatcher, lotsen, store.conversations, store.transcript, store.inbox, shared, arrivals, now)


@dataclass(frozen=True)
class Shown:
    """A line of the conversation as a template sees it."""

    id: int
    said: Said
    last: bool
    """Whether its choices are the ones to pick from now."""
    result: str = ""
    """The path of the page with the result that it tells, if it tells one."""
    sharing: str = ""
    """The path of the page on which sections are left to others, if it leads there."""


class Chat:
    """The pages of the conversation, below `prefix`."""

    def __init__(self, parts: ChatParts, visitors: Visitors, prefix: str = "") -> None:
        self._parts = parts
        self._visitors = visitors
        self._prefix = prefix
        self._pace = VisitorPace()
        self._locks = Locks()

    def routes(self) -> list[BaseRoute]:
        """Return the routes; all of them know the visitor."""
        pages = [
            ("", self._page, "GET"),
            ("/gespraech", self._speak, "POST"),
            ("/gespraeche", self._talks, "GET"),
            ("/gespraech/neues", self._news, "GET"),
            ("/gespraech/warten", self._wait, "GET"),
            (f"/gespraech/datei/{row('line')}", self._file, "GET"),
        ]
        return [route(self._prefix, path, page, method) for path, page, method in pages]

    async def _page(self, request: Request) -> Response:
        visitor = self._visitors.welcome(request)
        talks = await self._talks_of(visitor)
        wanted = request.query_params.get("gespraech", "")
        if wanted == NEW:
            return RedirectResponse(address_of_talk(self._prefix, talks.next), HTTPStatus.SEE_OTHER)
        talk = talks.named(wanted)
        lines = await self._lines(visitor, talk)
        response = render(
            request,
            "chat.html",
            lines=lines,
            talk=talk,
            today=self._parts.now(),
            why=number_in(request.query_params.get("warum", "")),
            earlier=talks.besides(talk),
            human=await self._human(visitor, talk),
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
        self._pace.keep(visitor)
        folded = fold(fields.get("text", ""))
        if elsewhere := _ELSEWHERE.get(folded.removeprefix("/")):
            return RedirectResponse(f"{self._prefix}/{elsewhere}", HTTPStatus.SEE_OTHER)
        talks = await self._talks_of(visitor)
        if self._parts.live.knowledge.command(folded) == "new":
            return RedirectResponse(address_of_talk(self._prefix, talks.next), HTTPStatus.SEE_OTHER)
        talk = talks.named(fields.get("gespraech", ""))
        message = await self._message(visitor, fields)
        if message is not None:
            await self._dispatch_once(visitor, replace(message, talk=talk), fields)
        return await self._answer(request, visitor, talk, number_in(fields.get("nach", "")))

    async def _talks(self, request: Request) -> Response:
        visitor = self._visitors.of(request)
        talks = (await self._talks_of(visitor)).listed if visitor else ()
        return render(request, "talks.html", talks=talks)

    async def _message(self, visitor: str, fields: dict[str, str]) -> Message | None:
        """Return what was said or picked; None for an empty form."""
        if "wahl" in fields:
            line = await self._find(visitor, number_in(fields.get("aus", "")))
            choices, index = line.choices if line else (), number_in(fields["wahl"])
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
        told = {"human": wording.ask_human, "back": wording.back_to_bot}
        return told.get(button) or wording.commands["sources"][0].capitalize()

    def _interviewing(self) -> InterviewWording | None:
        knowledge = self._parts.live.knowledge
        return knowledge.interview_wording if knowledge.interviews else None

    async def _dispatch_once(self, visitor: str, message: Message, fields: dict[str, str]) -> None:
        """Dispatch what a form says, unless it did so already: people press twice, and browsers send again."""
        key = _key_of(self._person(visitor), fields)
        async with self._locks.alone_with(visitor):
            new = await self._parts.inbox.receive(CHANNEL, [Received(key, "")], message.at)
            # One that was received and never dealt with was interrupted: it counts as new.
            if new or any(received.id == key for received in await self._parts.inbox.waiting(CHANNEL)):
                await self._dispatch(visitor, message, key)

    async def _dispatch(self, visitor: str, message: Message, key: str) -> None:
        person, talk = self._person(visitor), message.talk or 0

        def letters(replies: tuple[Reply, ...], ids: RowIds) -> Iterable[Letter]:
            passed_on = any(reply.relay and reply.relay.kind is RelayKind.LINE for reply in replies)
            yield letter(person, Said("person", message.redacted[:_MOST_CHARS], passed_on=passed_on), talk)
            for reply in replies:
                if reply.text or reply.document:
                    said = Said("assistant", reply=reply, turn=ids.turn if reply.rateable else 0)
                    yield letter(person, said, talk)

        delivery = Delivery((CHANNEL, key), letters, address=address_of(person, talk), shows_results=True)
        await self._parts.dispatcher.dispatch(CHANNEL, visitor, message, delivery)

    async def _answer(self, request: Request, visitor: str, talk: int, after: int) -> Response:
        """Return what is new to a script, and the page to everybody else."""
        if not by_script(request):
            return RedirectResponse(f"{address_of_talk(self._prefix, talk)}#neu", HTTPStatus.SEE_OTHER)
        lines, human = await self._lines(visitor, talk, after), await self._human(visitor, talk)
        return render(request, "_news.html", lines=lines, talk=talk, why=-1, human=human)

    async def _news(self, request: Request) -> Response:
        visitor = self._visitors.known(request)
        talk = (await self._talks_of(visitor)).named(request.query_params.get("gespraech", ""))
        lines = await self._lines(visitor, talk, number_in(request.query_params.get("nach", "")))
        return render(request, "_news.html", lines=lines, talk=talk, why=-1, human=await self._human(visitor, talk))

    async def _wait(self, request: Request) -> Response:
        """Keep the line open, and say when something has come."""
        visitor = self._visitors.known(request)
        self._pace.keep_streams(visitor)
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
        return await download(document)

    async def _lines(self, visitor: str, talk: int, after: int = 0) -> list[Shown]:
        person = self._person(visitor)
        shown = _shown(await self._parts.transcript.of_talk(person, talk, after))
        return [self._leading_on(person, one) for one in shown]

    def _leading_on(self, person: str, line: Shown) -> Shown:
        """Return a line with the paths of the pages to which it leads."""
        reply, dispatcher = line.said.reply, self._parts.dispatcher
        if reply is None or not (reply.result_of or reply.shares):
            return line
        result = dispatcher.results.path(person, reply.result_of) if reply.result_of else ""
        sharing = dispatcher.sharing.path(person, reply.shares) if reply.shares else ""
        return replace(line, result=result, sharing=sharing)

    async def _talks_of(self, visitor: str) -> Talks:
        return await talks_of(self._parts.transcript, self._person(visitor))

    async def _find(self, visitor: str, line: int) -> Said | None:
        stored = await self._parts.transcript.find(self._person(visitor), line)
        return said_in(stored.body) if stored else None

    async def _human(self, visitor: str, talk: int) -> HumanListening | None:
        return human_of(await self._parts.lotsen.live_tickets_of(self._person(visitor)), talk)

    def _person(self, visitor: str) -> str:
        return self._parts.dispatcher.pseudonym(CHANNEL, visitor)


def _shown(stored: list[TranscriptLine]) -> list[Shown]:
    """Return the lines that can be read; what the assistant said since the person's last message can be picked from."""
    lines = [(line.id, said) for line in stored if (said := said_in(line.body))]
    asked = max((i for i, (_, said) in enumerate(lines) if said.author == "person"), default=-1)
    return [Shown(key, said, last=i > asked) for i, (key, said) in enumerate(lines)]


def _key_of(person: str, fields: dict[str, str]) -> str:
    """Return by what a send is known, which tells of nobody.

    Another content is another send, whatever its key; and without a key each counts.
    """
    key = fields.get("schluessel") or secrets.token_hex(16)
    told = [fields.get(name, "") for name in ("text", "befehl", "wahl", "aus")]
    return hashlib.sha256("\n".join([person, key, *told]).encode()).hexdigest()
