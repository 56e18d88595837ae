"""Drafts: written on, tried out, taken live or discarded."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.curation.drafting import (
    Checked,
    Draft,
    NewEntry,
    NewPhrases,
    NewSource,
    NotOurs,
    as_json,
    field_of,
    from_json,
    summary,
    texts_of,
)
from bot.curation.library import Broken, Fits, NotFound
from bot.curation.patch import patch
from bot.desk.desk import TRAINERS, Desk, done
from bot.errors import FileError
from bot.insight.wording import borrowed
from bot.store.records import Account, Deed, DraftState, StoredDraft
from bot.talk.actions import ShowEntry
from bot.web.forms import form_of
from bot.web.ids import row
from bot.web.refusals import Refusal
from bot.web.templates import render
from bot.words import words
from knowledge.errors import KnowledgeError, Problem
from knowledge.model import Knowledge
from knowledge.naming import id_for

_CHECK = "?pruefen=ja"


@dataclass(frozen=True)
class DraftPages:
    """The pages of drafts."""

    desk: Desk

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        one = f"/entwuerfe/{row('draft')}"
        return [
            self.desk.route("/entwuerfe", self.listed, roles=TRAINERS),
            self.desk.route("/entwuerfe", self.begun, roles=TRAINERS, methods=["POST"]),
            self.desk.route(one, self.shown, roles=TRAINERS),
            self.desk.route(one, self.changed, roles=TRAINERS, methods=["POST"]),
            self.desk.route(f"{one}/patch", self.patch, roles=TRAINERS),
        ]

    async def listed(self, request: Request, _: Account) -> Response:
        stored = await self.desk.store.drafts.open()
        days = self.desk.settings.retention_days
        return render(
            request, "desk/drafts.html", drafts=[(one, summary(from_json(one.body))) for one in stored], days=days
        )

    async def begun(self, request: Request, account: Account) -> Response:
        """Begin a draft of a new entry, out of nothing."""
        await form_of(request)
        draft = NewEntry(stand=self.desk.today().isoformat())
        key = await self.desk.store.drafts.add(as_json(draft), (), self._deed(account, "entwurf-anlegen"))
        return done(f"/entwuerfe/{key}")

    async def shown(self, request: Request, _: Account) -> Response:
        """Show the form; asked to check, also what the draft would do."""
        stored = await self.found(request)
        draft = from_json(stored.body)
        if "pruefen" not in request.query_params or stored.state is not DraftState.OPEN:
            return await self.form(request, stored, draft)
        try:
            tried = await self.desk.library.try_out(draft, await self.asked(stored))
        except FileError:
            return done(f"/entwuerfe/{stored.id}", "ordner")
        return await self.form(request, stored, draft, tried)

    async def form(
        self, request: Request, stored: StoredDraft, draft: Draft, tried: Fits | Broken | None = None, notice: str = ""
    ) -> Response:
        """Return the form with a draft, which need not be what is stored; `notice` names a sentence as in `done`."""
        knowledge = tried.assistant.knowledge if isinstance(tried, Fits) else self.desk.live.knowledge
        missed = await self.desk.store.unanswered.of_draft(stored.id)
        asked = list(dict.fromkeys(one.question for one in missed))  # each wording once
        return render(
            request,
            "desk/draft.html",
            stored=stored,
            draft=draft,
            notice_name=notice,
            asked=asked,
            borrowed=borrowed(texts_of(draft), missed) if stored.state is DraftState.OPEN else (),
            known=knowledge,
            options=_options(self.desk.live.knowledge),
            problems=self.problems(draft, tried.problems) if isinstance(tried, Broken) else {},
            effect=tried.effect if isinstance(tried, Fits) else None,
            own=tried.own if isinstance(tried, Fits) else None,
            preview=_preview(tried, draft) if isinstance(tried, Fits) else None,
        )

    async def asked(self, stored: StoredDraft) -> list[str]:
        """Return the questions that a draft deals with, each wording once."""
        return list(dict.fromkeys(one.question for one in await self.desk.store.unanswered.of_draft(stored.id)))

    async def changed(self, request: Request, account: Account) -> Response:
        """Keep what was written, unless somebody else changed the draft meanwhile; then do what was asked for."""
        stored, fields = await self.found(request), await form_of(request)
        draft = written_on(from_json(stored.body), fields, self.desk.live.knowledge.entries)
        page = f"/entwuerfe/{stored.id}"
        if fields.get("fassung", stored.version) != stored.version and stored.state is DraftState.OPEN:
            return await self.form(request, stored, draft, notice="entwurf-ueberholt")
        if not await self.desk.store.drafts.keep(stored.id, as_json(draft), stored.body, self.desk.now()):
            return done(page, "entwurf-fertig")
        match fields.get("tun", ""):
            case "verwerfen":
                await self.desk.store.drafts.discard(stored.id, self._deed(account, "entwurf-verwerfen"))
                return done("/entwuerfe", "verworfen")
            case "live":
                return await self.live(stored.id, draft, account, confirmed=fields.get("wortlaut") == "ja")
            case "pruefen":
                return done(page + _CHECK)
            case _:
                return done(page, "gesichert")

    async def live(self, draft: int, content: Draft, account: Account, *, confirmed: bool) -> Response:
        """Take a draft live, or show why that can't be; somebody's own words, which stay then, only once confirmed."""
        page = f"/entwuerfe/{draft}"
        if not confirmed and borrowed(texts_of(content), await self.desk.store.unanswered.of_draft(draft)):
            return done(page, "wortlaut")
        try:
            outcome = await self.desk.library.publish(content, account, self.desk.now(), draft)
        except FileError:
            return done(page, "ordner")
        match outcome:
            case Broken():
                return done(page + _CHECK)
            case NotFound():
                return done(page, "entwurf-fertig")
        return done("/verlauf", "live")

    async def patch(self, request: Request, _: Account) -> Response:
        """Hand the change over as a patch for a folder of knowledge in a repository."""
        stored = await self.found(request)
        try:
            change = await self.desk.store.changes.made_by(stored.id)
            files = (change.before, change.after) if change else self.desk.library.changed_by(from_json(stored.body))
            made = patch(*files)
        except (KnowledgeError, FileError):
            return done(f"/entwuerfe/{stored.id}{_CHECK}")
        headers = {"Content-Disposition": f'attachment; filename="entwurf-{stored.id}.patch"'}
        return Response(made, 200, headers, "text/x-diff; charset=utf-8")

    async def found(self, request: Request) -> StoredDraft:
        stored = await self.desk.store.drafts.find(request.path_params["draft"])
        if stored is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown")
        return stored

    def problems(self, draft: Draft, found: Iterable[Problem]) -> dict[str, list[Problem]]:
        """Return the problems by the field of the form that they are about; "" for all others."""
        by_field: dict[str, list[Problem]] = {}
        try:
            _, files = self.desk.library.changed_by(draft)
        except (KnowledgeError, FileError):
            files = {}
        for problem in found:
            field = field_of(draft, files, problem)
            by_field.setdefault(field, []).append(_worded(problem, field, draft))
        return by_field

    def _deed(self, account: Account, deed: str) -> Deed:
        return Deed(self.desk.now(), account.name, deed, "")


def routes(desk: Desk) -> list[BaseRoute]:
    """Return the routes of these pages."""
    return DraftPages(desk).routes()


def written_on(draft: Draft, fields: Mapping[str, str], taken: Collection[str]) -> Draft:
    """Return a draft with what its form says; fields that it does not have stay, but for lists without a choice.

    A new entry without an id gets one that nobody has.
    """
    picked = {"sources": "", "related": ""} if "title" in fields else {}  # browsers leave out what nobody chose
    said = {**picked, **fields}

    def line(name: str, before: str) -> str:
        return " ".join(said.get(name, before).split())

    def lines(name: str, before: tuple[str, ...]) -> tuple[str, ...]:
        return _lines(said[name]) if name in said else before

    match draft:
        case NewPhrases():
            return replace(draft, entry=line("entry", draft.entry), phrases=lines("phrases", draft.phrases))
        case NotOurs():
            learnt = said["learnt"] != "nein" if "learnt" in said else draft.learnt
            return NotOurs(lines("questions", draft.questions), learnt=learnt)
        case Checked():
            return draft
    title = line("title", draft.title)
    return NewEntry(
        id=line("id", draft.id) or id_for(title, taken),
        title=title,
        question=line("question", draft.question),
        about=line("about", draft.about),
        aspect=line("aspect", draft.aspect),
        phrases=lines("phrases", draft.phrases),
        answer=_text(said.get("answer", draft.answer)),
        details=_text(said.get("details", draft.details)),
        sources=lines("sources", draft.sources),
        stand=line("stand", draft.stand),
        gueltig_bis=line("gueltig_bis", draft.gueltig_bis),
        related=lines("related", draft.related),
        source=NewSource(
            line("source_title", draft.source.title),
            line("source_section", draft.source.section),
            line("source_stand", draft.source.stand),
        ),
        tests=lines("tests", draft.tests),
    )


def _worded(problem: Problem, field: str, draft: Draft) -> Problem:
    """Return the problem in the words of the form, which has labels in the place of keys."""
    said = words().drafts
    if field in said.labels and not getattr(draft, field, "-"):
        return replace(problem, problem=said.missing.format(label=said.labels[field]), remedy=said.add_it)
    text = problem.problem
    for key, label in said.labels.items():
        text = text.replace(f"„{key}“", f"„{label}“")
    return replace(problem, problem=text)


def _options(knowledge: Knowledge) -> dict[str, list[tuple[str, str]]]:
    """Return what there is to choose from, each with the words for it."""
    documents = knowledge.documents
    return {
        "subjects": [(one.id, one.name) for one in knowledge.subjects.values()],
        "aspects": [(one.id, one.name) for one in knowledge.aspects.values()],
        "passages": [(p.id, f"{documents[p.document].title}: {p.section}") for p in knowledge.passages.values()],
        "entries": [(one.id, one.question) for one in knowledge.entries.values()],
    }


def _preview(tried: Fits, draft: Draft) -> object:
    """Return the reply that the draft is about, as the chat would give it."""
    match draft:
        case NewEntry(id=entry) | NewPhrases(entry=entry):
            return tried.assistant.conversation.preview(ShowEntry(entry))
        case _:
            return None


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for part in text.splitlines() if (line := " ".join(part.split()))))


def _text(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
