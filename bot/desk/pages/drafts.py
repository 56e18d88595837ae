"""Drafts: written on, tried out, taken live or discarded."""

import difflib
from collections import Counter
from dataclasses import dataclass, replace
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.desk.desk import TRAINERS, Desk, done
from bot.desk.drafting import DRAFT, Change, NewEntry, NewPhrases, NotOurs, proposed_id
from bot.desk.library import Broken, Fits
from bot.store.accounts import Account
from bot.store.drafts import StoredDraft
from bot.web.forms import form_of
from bot.web.refusals import Refusal
from bot.web.templates import render

Editable = NewEntry | NewPhrases | NotOurs


@dataclass(frozen=True)
class DraftPages:
    """The pages of drafts."""

    desk: Desk

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        one = "/entwuerfe/{draft:int}"
        return [
            self.desk.route("/entwuerfe", self.listed, roles=TRAINERS),
            self.desk.route("/entwuerfe", self.begun, roles=TRAINERS, methods=["POST"]),
            self.desk.route(one, self.shown, roles=TRAINERS),
            self.desk.route(one, self.changed, roles=TRAINERS, methods=["POST"]),
            self.desk.route(f"{one}/patch", self.patch, roles=TRAINERS),
        ]

    async def listed(self, request: Request, _: Account) -> Response:
        stored = await self.desk.store.drafts.open()
        return render(request, "desk/drafts.html", drafts=[(one, _named(_read(one))) for one in stored])

    async def begun(self, request: Request, account: Account) -> Response:
        """Begin a draft of a new entry, out of nothing."""
        await form_of(request)
        draft = NewEntry(stand=self.desk.now().date().isoformat())
        key = await self.desk.store.drafts.add(DRAFT.dump_json(draft).decode(), (), account.name, self.desk.now())
        await self.desk.record(account, "entwurf-anlegen", str(key))
        return done(f"/entwuerfe/{key}")

    async def shown(self, request: Request, _: Account) -> Response:
        stored = await self.found(request)
        return self._page(request, stored, _read(stored))

    async def changed(self, request: Request, account: Account) -> Response:
        """Keep what was written; then do what was asked for."""
        stored, fields = await self.found(request), await form_of(request)
        if stored.state != "open":
            return done(f"/entwuerfe/{stored.id}", "entwurf-fertig")
        draft = written_on(_read(stored), fields)
        now = self.desk.now()
        await self.desk.store.drafts.keep(stored.id, DRAFT.dump_json(draft).decode(), now)
        match fields.get("tun", ""):
            case "verwerfen":
                await self.desk.store.drafts.mark(stored.id, "discarded", now)
                await self.desk.record(account, "entwurf-verwerfen", str(stored.id))
                return done("/entwuerfe", "verworfen")
            case "live":
                tried = await self.desk.library.publish(draft, _summary(draft), account, now)
                if isinstance(tried, Broken):
                    return self._page(request, stored, draft, tried)
                await self.desk.store.drafts.mark(stored.id, "live", now)
                return done("/verlauf", "live")
            case "pruefen":
                return self._page(request, stored, draft, await self.desk.library.try_out(draft, stored.asked))
            case _:
                return done(f"/entwuerfe/{stored.id}", "gesichert")

    async def patch(self, request: Request, _: Account) -> Response:
        """Hand the change over as a patch of the desk's folder, for a repository."""
        stored = await self.found(request)
        change = self.desk.library.patch_of(_read(stored))
        headers = {"Content-Disposition": f'attachment; filename="entwurf-{stored.id}.patch"'}
        return Response(patch_of(change), 200, headers, "text/x-diff; charset=utf-8")

    async def found(self, request: Request) -> StoredDraft:
        stored = await self.desk.store.drafts.find(request.path_params["draft"])
        if stored is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown")
        return stored

    def _page(
        self, request: Request, stored: StoredDraft, draft: Editable, tried: Fits | Broken | None = None
    ) -> Response:
        knowledge = self.desk.live.knowledge
        losing = Counter(m.before for m in tried.effect.moved if m.before) if isinstance(tried, Fits) else Counter()
        return render(
            request,
            "desk/draft.html",
            stored=stored,
            draft=draft,
            knowledge=knowledge,
            problems=tried.problems if isinstance(tried, Broken) else (),
            effect=tried.effect if isinstance(tried, Fits) else None,
            losing=[(knowledge.entries[e], n) for e, n in losing.most_common() if e in knowledge.entries],
            known=tried.assistant.knowledge if isinstance(tried, Fits) else knowledge,
        )


def routes(desk: Desk) -> list[BaseRoute]:
    """Return the routes of these pages."""
    return DraftPages(desk).routes()


def written_on(draft: Editable, fields: dict[str, str]) -> Editable:
    """Return a draft with what a form says; fields that it does not have stay."""

    def line(name: str, before: str) -> str:
        return " ".join(fields.get(name, before).split())

    def lines(name: str, before: tuple[str, ...]) -> tuple[str, ...]:
        return _lines(fields[name]) if name in fields else before

    match draft:
        case NewPhrases():
            return replace(draft, entry=line("entry", draft.entry), phrases=lines("phrases", draft.phrases))
        case NotOurs():
            return replace(draft, questions=lines("questions", draft.questions))
    title = line("title", draft.title)
    return replace(
        draft,
        id=line("id", draft.id) or proposed_id(title),
        title=title,
        question=line("question", draft.question),
        about=line("about", draft.about),
        aspect=line("aspect", draft.aspect),
        phrases=lines("phrases", draft.phrases),
        answer=_text(fields.get("answer", draft.answer)),
        details=_text(fields.get("details", draft.details)),
        sources=_lines(fields.get("sources", "")) if "title" in fields else draft.sources,
        stand=line("stand", draft.stand),
        gueltig_bis=line("gueltig_bis", draft.gueltig_bis),
        related=_lines(fields.get("related", "")) if "title" in fields else draft.related,
    )


def patch_of(change: Change) -> str:
    """Return a change as `git apply` and `patch -p1` take it."""
    before, after = (change.before or "").splitlines(keepends=True), (change.after or "").splitlines(keepends=True)
    old = f"a/{change.path}" if change.before is not None else "/dev/null"
    new = f"b/{change.path}" if change.after is not None else "/dev/null"
    return "".join(difflib.unified_diff(before, after, old, new))


def _read(stored: StoredDraft) -> Editable:
    draft = DRAFT.validate_json(stored.body)
    if isinstance(draft, NewEntry | NewPhrases | NotOurs):
        return draft
    raise Refusal(HTTPStatus.NOT_FOUND, "unknown")


def _named(draft: Editable) -> str:
    match draft:
        case NewEntry():
            return draft.title or draft.question or "Neuer Eintrag"
        case NewPhrases():
            return f"Formulierungen zu „{draft.entry}“"
        case _:
            return "Fragen, die nicht zu uns gehören"


def _summary(draft: Editable) -> str:
    match draft:
        case NewEntry():
            return f"Eintrag {draft.id}"
        case NewPhrases():
            return f"{len(draft.phrases)} Formulierungen zu {draft.entry}"
        case _:
            return f"{len(draft.questions)} fremde Fragen"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for part in text.splitlines() if (line := " ".join(part.split()))))


def _text(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
