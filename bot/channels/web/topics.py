"""Pages that everybody may share and keep: one for each answer, and an index of all topics; they know no visitor."""

import datetime
import io
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.channels.web.routes import by_script, route
from bot.curation.assistant import RunningAssistant
from bot.qr import qr_code
from bot.talk.answers import Answers
from bot.web.origin import origin_of
from bot.web.refusals import Refusal
from bot.web.templates import render
from knowledge.folding import fold
from knowledge.model import Entry, Knowledge, Subject

_MOST_CHARS = 300
_MOST_FOUND = 12


@dataclass(frozen=True)
class Topics:
    """The pages of the knowledge."""

    live: RunningAssistant
    now: Callable[[], datetime.datetime]
    public: str
    """The origin that addresses are shared with; empty: the one that the browser asked for."""

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            route("", "/antwort/{entry}", self._answer),
            route("", "/antwort/{entry}/qr.svg", self._code),
            route("", "/themen", self._index),
        ]

    async def _answer(self, request: Request) -> Response:
        entry, knowledge = self._entry(request), self.live.knowledge
        answers = Answers(knowledge)
        told = answers.as_of(answers.tell([entry], 1.0), self.now().date())
        return render(
            request,
            "answer.html",
            entry=entry,
            reply=told,
            subject=knowledge.subjects[entry.about],
            related=[knowledge.entries[one] for one in entry.related],
            address=self._address(request, entry),
        )

    async def _code(self, request: Request) -> Response:
        code, image = qr_code(self._address(request, self._entry(request))), io.BytesIO()
        code.save(image, kind="svg", scale=4, border=4, light="#fff", svgclass=None, lineclass=None)
        return Response(image.getvalue(), media_type="image/svg+xml")

    async def _index(self, request: Request) -> Response:
        asked = request.query_params.get("suche", "")[:_MOST_CHARS].strip()
        found = found_for(asked, self.live) if asked else None
        if by_script(request):
            return render(request, "_found.html", asked=asked, found=found)
        return render(request, "topics.html", asked=asked, found=found, groups=grouped(self.live.knowledge))

    def _entry(self, request: Request) -> Entry:
        entry = self.live.knowledge.entries.get(request.path_params["entry"])
        if entry is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "no-answer")
        return entry

    def _address(self, request: Request, entry: Entry) -> str:
        return f"{origin_of(request, self.public)}/antwort/{entry.id}"


def grouped(knowledge: Knowledge) -> list[tuple[str, list[tuple[Subject, tuple[Entry, ...]]]]]:
    """Return all subjects with their entries, in groups that somebody browsing understands."""
    groups: dict[str, list[tuple[Subject, tuple[Entry, ...]]]] = {kind.group: [] for kind in knowledge.kinds.values()}
    for subject in knowledge.subjects.values():
        if subject.id in knowledge.by_subject:
            groups[knowledge.kinds[subject.kind].group].append((subject, knowledge.by_subject[subject.id]))
    return [(title, subjects) for title, subjects in groups.items() if subjects]


def found_for(text: str, live: RunningAssistant) -> list[Entry]:
    """Return the entries that somebody typing this may look for: those that say it first, then those that mean it."""
    knowledge, words = live.knowledge, fold(text).split()

    def said(entry: Entry) -> bool:
        subject = knowledge.subjects[entry.about]
        shown = fold(" ".join((entry.question, entry.title, subject.name, *subject.names)))
        return all(word in shown for word in words)

    meant = [knowledge.entries[card.entry] for card in live.conversation.cards(text)]
    told = filter(said, knowledge.entries.values()) if words else ()
    return list({entry.id: entry for entry in (*meant[:1], *told, *meant)}.values())[:_MOST_FOUND]
