"""The desk's own folder of knowledge: tried out, taken live, undone; the running assistant takes it over at once."""

import asyncio
import datetime
import logging
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.assistant import Assistant, Live, Recipe
from bot.desk.drafting import Change, Draft, Files, change_of
from bot.desk.effect import Effect, effect
from bot.store.accounts import Account, Deed
from bot.store.drafts import Drafts, StoredChange
from knowledge.errors import KnowledgeError, Problem
from knowledge.files import shown

_LOOK = 2.0
"""Seconds between two looks at the folders."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fits:
    """A change that keeps the knowledge whole: what it would be, and do."""

    change: Change
    assistant: Assistant
    effect: Effect


@dataclass(frozen=True)
class Broken:
    """A change after which the knowledge would not be whole; nothing was done."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Overtaken:
    """A change that can't be undone, since the same file was changed after it; nothing was done."""


class Library:
    """Everything that changes the knowledge while the assistant runs goes through here, one after the other."""

    def __init__(self, folder: Path, recipe: Recipe, live: Live, drafts: Drafts) -> None:
        """Keep the desk's knowledge in `folder`, laid over what the recipe has."""
        self._folder = folder
        self._recipe = replace(recipe, overlays=tuple(one for one in recipe.overlays if one != folder))
        self._live = live
        self._drafts = drafts
        self._lock = asyncio.Lock()
        self._seen = self._fingerprint()
        self._last: tuple[str, Fits] | None = None
        """What was tried out last, and on which version: taking it live then needs no second try."""

    async def try_out(self, draft: Draft, asked: Iterable[str] = ()) -> Fits | Broken:
        """Return what a draft would do; nothing is changed. Takes about two seconds, beside the event loop."""
        return await self._tried(change_of(draft, self.files()), asked)

    def patch_of(self, draft: Draft) -> Change:
        """Return what a draft would change."""
        return change_of(draft, self.files())

    async def publish(self, draft: Draft, summary: str, account: Account, at: datetime.datetime) -> Fits | Broken:
        """Take a draft live: when this returns, the assistant answers from it. Raises StoreError, OSError."""
        async with self._lock:
            tried = await self._tried(change_of(draft, self.files()))
            if isinstance(tried, Fits):
                await self._keep(tried, Deed(at, account.name, "wissen-live", summary))
            return tried

    async def undo(self, change: StoredChange, account: Account, at: datetime.datetime) -> Fits | Broken | Overtaken:
        """Take a change back, if nothing was built on it since. Raises StoreError, OSError."""
        async with self._lock:
            if change.undone_at is not None or self.files().get(change.path) != change.after:
                return Overtaken()
            tried = await self._tried(Change(change.path, change.before, change.after).undone)
            if isinstance(tried, Fits):
                await self._keep(tried, Deed(at, account.name, "wissen-zurueck", change.summary), undoes=change.id)
            return tried

    def files(self) -> dict[str, str]:
        """Return the files that are live. Raises OSError."""
        found = sorted(self._folder.rglob("*.yaml")) if self._folder.is_dir() else []
        return {path.relative_to(self._folder).as_posix(): path.read_text("utf-8") for path in found}

    async def watch(self) -> None:
        """Take over what somebody changes by hand in any of the folders, until cancelled."""
        while True:
            await asyncio.sleep(_LOOK)
            try:
                async with self._lock:
                    await self._look()
            except Exception as error:  # noqa: BLE001 - the next look may work
                _log.error("the knowledge can't be looked at: %s", type(error).__name__)

    async def humans(self, *, reachable: bool) -> None:
        """Offer to pass questions on from now on, or no longer."""
        if reachable != self._recipe.with_humans:
            self._recipe = replace(self._recipe, with_humans=reachable)
            self._live.exchange(self._recipe.around(self._live.knowledge, self._live.understanding))

    async def _look(self) -> None:
        fingerprint = self._fingerprint()
        if fingerprint == self._seen:
            return
        self._seen = fingerprint
        try:
            assistant = await asyncio.to_thread(self._with(self._folder if self.files() else None).make)
        except KnowledgeError as error:
            _log.error("the changed knowledge is not taken over, the old one stays:\n%s", error)
            return
        self._live.exchange(assistant)
        _log.info("the changed knowledge is taken over (version %s)", assistant.version)

    async def _tried(self, change: Change, asked: Iterable[str] = ()) -> Fits | Broken:
        if self._last and self._last[0] == self._live.version and self._last[1].change == change and not asked:
            return self._last[1]
        tried = await asyncio.to_thread(self._try, change, tuple(asked))
        self._last = (self._live.version, tried) if isinstance(tried, Fits) else None
        return tried

    def _try(self, change: Change, asked: Sequence[str]) -> Fits | Broken:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            files = change.applied(self.files())
            _write_all(folder, files)
            try:
                assistant = self._with(folder if files else None).make()
            except KnowledgeError as error:
                return Broken(tuple(_without(folder, problem) for problem in error.problems))
        before = (self._live.knowledge, self._live.understanding)
        return Fits(change, assistant, effect(before, (assistant.knowledge, assistant.understanding), asked))

    async def _keep(self, tried: Fits, deed: Deed, undoes: int | None = None) -> None:
        """Write the file and the history; then answer from it. A crash in between is healed by the next start."""
        change = tried.change
        if undoes is None:
            recorded = self._drafts.taken_live(deed, change.path, change.before, change.after)
        else:
            recorded = self._drafts.taken_back(deed, undoes)
        async with recorded:
            await asyncio.to_thread(_write, self._folder, change)
        self._seen, self._last = self._fingerprint(), None
        self._live.exchange(tried.assistant)

    def _with(self, folder: Path | None) -> Recipe:
        return replace(self._recipe, overlays=(*self._recipe.overlays, *([folder] if folder else [])))

    def _fingerprint(self) -> tuple[tuple[str, int, int], ...]:
        """Return what tells whether any file was changed."""
        found = []
        for folder in (*self._recipe.overlays, self._folder):
            for path in sorted(folder.rglob("*.y*ml")) if folder.is_dir() else ():
                try:
                    state = path.stat()
                except OSError:  # it is being replaced right now
                    continue
                found.append((str(path), state.st_mtime_ns, state.st_size))
        return tuple(found)


def _without(folder: Path, problem: Problem) -> Problem:
    """Return a problem that names files within the folder, not where it lay while it was tried out."""
    prefix = f"{shown(folder)}{os.sep}"
    return replace(problem, path=problem.path.replace(prefix, ""), problem=problem.problem.replace(prefix, ""))


def _write_all(folder: Path, files: Files) -> None:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def _write(folder: Path, change: Change) -> None:
    """Put a file in the place of the old one, whole or not at all."""
    target = folder / change.path
    if change.after is None:
        target.unlink(missing_ok=True)
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(change.after)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
