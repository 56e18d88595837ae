"""Drafts: written on, tried out, taken live or discarded."""

import asyncio
import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.curation.drafting import (
    Checked,
    Draft,
    Imported,
    NewEntry,
    NewPhrases,
    NewSource,
    NotOurs,
    as_json,
    derived,
    field_of,
    from_json,
    summary,
    texts_of,
)
from bot.curation.effect import Outcome, outcome
from bot.curation.library import Broken, Fits, NotFound, Unfound
from bot.curation.patch import patch
from bot.desk.desk import TRAINERS, DeskParts, done
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
from knowledge.folding import fold
from knowledge.mending import iso_date
from knowledge.model import Aspect, Knowledge, Source, Subject
from knowledge.naming import id_for

_CHECK = "?pruefen=ja"
_PICKED = frozenset({"sources", "related", "entry"})
"""The fields that are filled by searching."""
_MOST_FOUND = 15
_LONG_AGO, _FAR_AHEAD = 1900, datetime.timedelta(days=3653)
"""Between which dates are plausible: a year, and so long from today."""


@dataclass(frozen=True)
class FormFindings:
    """What is said on the form of a draft."""

    tried: Fits | Broken | None = None
    """What came of the check, if it was checked."""
    wrong: Mapping[str, Sequence[Problem]] = field(default_factory=dict)
    """By fields."""
    searched: Mapping[str, str] = field(default_factory=dict)
    """What was searched for in fields."""
    notice_name: str = ""
    """As in `done`."""


NOTHING_FOUND = FormFindings()


@dataclass(frozen=True)
class DraftPages:
    """The pages of drafts."""

    desk: DeskParts

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        one = f"/entwuerfe/{row('draft')}"
        return [
            self.desk.route("/entwuerfe", self.listed, roles=TRAINERS),
            self.desk.route("/entwuerfe", self.begun, roles=TRAINERS, methods=["POST"]),
            self.desk.route("/entwuerfe/auswahl", self.found_picks, roles=TRAINERS),
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
        key = await self.desk.store.drafts.add(as_json(NewEntry()), (), self._deed(account, "entwurf-anlegen"))
        return done(f"/entwuerfe/{key}")

    async def shown(self, request: Request, _: Account) -> Response:
        """Show the form; asked to check, also what the draft would do."""
        stored = await self.found(request)
        draft = from_json(stored.body)
        if "pruefen" not in request.query_params or stored.state is not DraftState.OPEN:
            self.desk.in_background(self.desk.library.get_ready())
            return await self.form(request, stored, draft)
        if wrong := implausible(draft, self.desk.today()):
            return await self.form(request, stored, draft, FormFindings(wrong=wrong))
        try:
            tried = await self.desk.library.try_out(draft, await self.asked(stored))
        except FileError:
            return done(f"/entwuerfe/{stored.id}", "ordner")
        return await self.form(request, stored, draft, FormFindings(tried))

    async def form(
        self, request: Request, stored: StoredDraft, draft: Draft, found: FormFindings = NOTHING_FOUND
    ) -> Response:
        """Return the form with a draft, which need not be what is stored."""
        missed = await self.desk.store.unanswered.of_draft(stored.id)
        tried = found.tried

        def made() -> Response:
            problems = self.problems(draft, tried.problems) if isinstance(tried, Broken) else found.wrong
            return render(
                request,
                "desk/import.html" if isinstance(draft, Imported) else "desk/draft.html",
                stored=stored,
                draft=draft,
                notice_name=found.notice_name,
                errors=[(field, f"{one.problem}. {one.remedy}") for field, all_ in problems.items() for one in all_],
                asked=list(dict.fromkeys(one.question for one in missed)),  # each wording once
                borrowed=borrowed(texts_of(draft), missed) if stored.state is DraftState.OPEN else (),
                known=tried.assistant.knowledge if isinstance(tried, Fits) else self.desk.live.knowledge,
                options=_options(self.desk.live.knowledge),
                picks={
                    field: picks(field, self.desk.live.knowledge, found.searched.get(field, ""), chosen)
                    for field, chosen in _chosen(draft).items()
                },
                problems=problems,
                derived=derived(draft, self.desk.live.knowledge) if isinstance(draft, NewEntry) else {},
                effect=tried.effect if isinstance(tried, Fits) else None,
                own=tried.own if isinstance(tried, Fits) else (),
                missed=isinstance(tried, Fits) and tried.missed,
                instead=_instead(tried) if isinstance(tried, Fits) else {},
                labels=words().drafts.labels,
                preview=_preview(tried, draft) if isinstance(tried, Fits) else None,
            )

        return await asyncio.to_thread(made)  # some questions have to be understood for it

    async def found_picks(self, request: Request, _: Account) -> Response:
        """Return what a field can be filled with, as a part of the form."""
        field, asked = request.query_params.get("was", ""), request.query_params.get("suche", "")
        if field not in _PICKED:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown")
        return render(request, "desk/_picks.html", name=field, picks=picks(field, self.desk.live.knowledge, asked, ()))

    async def asked(self, stored: StoredDraft) -> list[str]:
        """Return the questions that a draft deals with, each wording once."""
        return list(dict.fromkeys(one.question for one in await self.desk.store.unanswered.of_draft(stored.id)))

    async def changed(self, request: Request, account: Account) -> Response:
        """Keep what was written, unless somebody else changed the draft meanwhile; then do what was asked for."""
        stored, fields = await self.found(request), await form_of(request)
        draft = written_on(from_json(stored.body), fields, self.desk.live.knowledge)
        page = f"/entwuerfe/{stored.id}"
        if fields.get("fassung", stored.version) != stored.version and stored.state is DraftState.OPEN:
            return await self.form(request, stored, draft, FormFindings(notice_name="entwurf-ueberholt"))
        if not await self.desk.store.drafts.keep(stored.id, as_json(draft), stored.body, self.desk.now()):
            return done(page, "entwurf-fertig")
        return await self.deed(request, draft, fields, account)

    async def deed(self, request: Request, draft: Draft, fields: Mapping[str, str], account: Account) -> Response:
        """Do with a draft, which is kept, what a button says."""
        stored = await self.found(request)
        page = f"/entwuerfe/{stored.id}"
        if entry := fields.get("bearbeiten", ""):
            return done(f"{page}/eintrag/{quote(entry, safe='')}")
        match fields.get("tun", ""):
            case "verwerfen":
                await self.desk.store.drafts.discard(stored.id, self._deed(account, "entwurf-verwerfen"))
                return done("/entwuerfe", "verworfen")
            case "live":
                return await self.live(stored.id, draft, account, confirmed=fields.get("wortlaut") == "ja")
            case "pruefen":
                return done(page + _CHECK)
            case "suchen":
                searched = {field: fields.get(f"{field}-suche", "") for field in _PICKED}
                return await self.form(request, stored, draft, FormFindings(searched=searched))
            case _:
                return done(page, "gesichert")

    async def live(self, draft: int, content: Draft, account: Account, *, confirmed: bool) -> Response:
        """Take a draft live, or show why that can't be; somebody's own words, which stay then, only once confirmed."""
        page = f"/entwuerfe/{draft}"
        if implausible(content, self.desk.today()):
            return done(page + _CHECK)
        if not confirmed and borrowed(texts_of(content), await self.desk.store.unanswered.of_draft(draft)):
            return done(page, "wortlaut")
        try:
            outcome = await self.desk.library.publish(content, account, self.desk.now(), draft)
        except FileError:
            return done(page, "ordner")
        match outcome:
            case Broken() | Unfound():
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


def routes(desk: DeskParts) -> list[BaseRoute]:
    """Return the routes of these pages."""
    return DraftPages(desk).routes()


def written_on(draft: Draft, fields: Mapping[str, str], knowledge: Knowledge) -> Draft:
    """Return a draft with what its form says; fields that it does not have stay, but for lists without a choice.

    A new entry without an id gets one that nobody has, and so do a subject and an aspect that are new.
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
        case Imported():
            kept = said.get("eintrag", "").splitlines()
            return replace(draft, dropped=draft.named.difference(kept)) if "auswahl" in said else draft
    title, question = line("title", draft.title), line("question", draft.question)
    about, new_about = _term(line("new_about", draft.new_about), line("about", draft.about), knowledge.subjects)
    aspect, new_aspect = _term(line("new_aspect", draft.new_aspect), line("aspect", draft.aspect), knowledge.aspects)
    return NewEntry(
        id=line("id", draft.id) or id_for(title or question, knowledge.entries),
        title=title,
        question=question,
        about=about,
        aspect=aspect,
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
        new_about=new_about,
        new_aspect=new_aspect,
    )


def _term(name: str, chosen: str, known: Mapping[str, Subject] | Mapping[str, Aspect]) -> tuple[str, str]:
    """Return the id of a subject or an aspect, and its name if it is new; a name goes before what was chosen."""
    if not name:
        return chosen, ""
    same = next((one.id for one in known.values() if fold(one.name) == fold(name)), "")
    return (same, "") if same else (id_for(name, known), name)


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
    """Return what there is to choose from, each with the words for it, by these."""
    return {
        "subjects": sorted(((s.id, s.name) for s in knowledge.subjects.values()), key=_by_name),
        "aspects": sorted(((a.id, a.name) for a in knowledge.aspects.values()), key=_by_name),
    }


def _by_name(option: tuple[str, str]) -> str:
    return fold(option[1])


@dataclass(frozen=True)
class Picks:
    """What a field has, and what else somebody found for it."""

    chosen: tuple[tuple[str, str], ...]
    asked: str
    found: tuple[tuple[str, str], ...]
    more: int
    """How many further ones there are."""


def picks(field: str, knowledge: Knowledge, asked: str, chosen: Sequence[str]) -> Picks:
    """Return what is chosen in a field of which there are too many for a list, and what a search finds."""
    named = _sources(knowledge) if field == "sources" else {e.id: e.question for e in knowledge.entries.values()}
    words = fold(asked).split()
    if not words and len(named) > _MOST_FOUND:
        return Picks(_named(chosen, named), asked, (), 0)
    free = ((key, text) for key, text in named.items() if key not in chosen)
    found = sorted((pair for pair in free if all(word in fold(" ".join(pair)) for word in words)), key=_by_name)
    return Picks(_named(chosen, named), asked, tuple(found[:_MOST_FOUND]), max(0, len(found) - _MOST_FOUND))


def _named(chosen: Iterable[str], named: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, named.get(key, key)) for key in chosen if key)


def _sources(knowledge: Knowledge) -> dict[str, str]:
    documents = knowledge.documents
    return {p.id: str(Source(documents[p.document], p)) for p in knowledge.passages.values()}


def _chosen(draft: Draft) -> dict[str, Sequence[str]]:
    """Return what is chosen in the fields that are searched."""
    match draft:
        case NewEntry():
            return {"sources": draft.sources, "related": draft.related}
        case NewPhrases(entry):
            return {"entry": (entry,)}
        case _:
            return {}


def implausible(draft: Draft, today: datetime.date) -> dict[str, list[Problem]]:
    """Return the dates of a draft that can't be meant, by their fields; what is no date, the check says."""
    if not isinstance(draft, NewEntry):
        return {}
    said = words().desk
    soonest, latest = datetime.date(_LONG_AGO, 1, 1), today + _FAR_AHEAD
    spans = {
        "stand": (draft.stand, soonest, today, said.in_future),
        "source_stand": (draft.source.stand, soonest, today, said.in_future),
        "gueltig_bis": (draft.gueltig_bis, soonest, latest, said.far_ahead),
    }
    found: dict[str, list[Problem]] = {}
    for name, (text, first, last, late) in spans.items():
        day = iso_date(text)
        begins = day[:10] if len(day) == 10 else f"{day}-01-01"[:10]
        if re.fullmatch(r"\d{4}(-\d{2}){0,2}", day) and not first.isoformat() <= begins <= last.isoformat():
            wrong = late if begins > last.isoformat() else said.long_ago
            problem = wrong.format(label=words().drafts.labels[name], year=_LONG_AGO)
            found[name] = [Problem("", 1, "", problem, said.check_date)]
    return found


def _instead(tried: Fits) -> dict[str, Outcome]:
    """Return what each text gets by which the draft is not found."""
    texts = {trial.text for one in tried.own for trial in one.failures}
    return {text: outcome(text, tried.assistant.understanding) for text in texts}


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
