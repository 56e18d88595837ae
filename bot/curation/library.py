"""The desk's own folder of knowledge: tried out, taken live, undone; the running assistant takes it over at once.

What is about to be written is kept first; so a change that a crash interrupts is completed at the next start.
"""

import asyncio
import datetime
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.curation.assistant import Assistant, Live, Recipe
from bot.curation.drafting import Draft, NewEntry, NewPhrases, summary, written
from bot.curation.effect import Effect, Outcome, effect, outcomes
from bot.curation.overlay import Overlay
from bot.curation.reloading import Reloading
from bot.errors import FileError, StoreError
from bot.store.ports import Store
from bot.store.records import Account, ChangeState, Deed, FileTexts, KnowledgeChange
from intents.ownentries import OwnEntry, fares
from knowledge.errors import KnowledgeError, Problem

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fits:
    """A draft that keeps the knowledge whole: the assistant that it would make, and what that does."""

    assistant: Assistant
    effect: Effect
    own: OwnEntry | None = None
    """How the entry fares that the draft is about."""


@dataclass(frozen=True)
class Published:
    """The change is live."""

    change: int


@dataclass(frozen=True)
class Broken:
    """A change after which the knowledge would not be whole; nothing was done."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Overtaken:
    """A change that can't be taken back on its own, since its files were changed after it; nothing was done."""

    later: tuple[KnowledgeChange, ...]
    """The changes to take back first; empty if somebody changed a file by hand."""


@dataclass(frozen=True)
class NotFound:
    """There is no such draft or change, or somebody else has already done the same with it."""


class Library:
    """Everything that changes the knowledge while the assistant runs goes through here, one after the other."""

    def __init__(self, folder: Path, recipe: Recipe, live: Live, store: Store) -> None:
        """Keep the desk's knowledge in `folder`, laid over what the recipe has."""
        self.overlay = Overlay(folder)
        self.reloading = Reloading(live, recipe, self.overlay)
        self._live = live
        self._store = store
        self._drafts = store.drafts
        self._changes = store.changes
        self._publishing = store.publishing
        self._before: tuple[str, Mapping[str, Outcome]] = ("", {})
        """What each test question gets now, and from which version: only a new one has to be asked again."""

    async def try_out(self, draft: Draft, asked: Iterable[str] = ()) -> Fits | Broken:
        """Return what a draft would do; nothing is changed. Takes some seconds, beside the event loop.

        Raises FileError.
        """
        try:
            return await asyncio.to_thread(self._try, draft, tuple(asked))
        except KnowledgeError as error:
            return Broken(error.problems)

    def changed_by(self, draft: Draft) -> tuple[FileTexts, FileTexts]:
        """Return the files that a draft changes, before and after. Raises KnowledgeError, FileError."""
        after = written(draft, self.overlay.read)
        return {name: self.overlay.read(name) for name in after}, after

    async def publish(
        self, draft: Draft, account: Account, at: datetime.datetime, stored: int | None = None
    ) -> Published | Broken | NotFound:
        """Take a draft live, and mark the `stored` one so; when this returns, the assistant answers from it.

        Raises StoreError, FileError.
        """
        deed = Deed(at, account.name, "wissen-live", summary(draft))
        async with self.reloading.lock:
            await self._heal(at)
            if stored is not None and not await self._drafts.is_open(stored):
                return NotFound()
            try:
                before, after = await asyncio.to_thread(self.changed_by, draft)
                assistant = await asyncio.to_thread(self.reloading.make, after)
            except KnowledgeError as error:
                return Broken(error.problems)
            change = await self._publishing.begin(deed, before, after, stored)
            await self._settle(change, before, after, assistant, deed)
            return Published(change)

    async def undo(
        self, number: int, account: Account, at: datetime.datetime
    ) -> Published | Broken | Overtaken | NotFound:
        """Put the files back as they were before a change; its draft is open again. Raises StoreError, FileError."""
        async with self.reloading.lock:
            await self._heal(at)
            change = await self._changes.find(number)
            if change is None or change.state is not ChangeState.LIVE:
                return NotFound()
            later = await self._changes.later(change)
            if later or not self.overlay.holds(change.after):
                return Overtaken(tuple(later))
            back = _backwards(change.before)
            try:
                assistant = await asyncio.to_thread(self.reloading.make, back)
            except KnowledgeError as error:
                return Broken(error.problems)
            await self._publishing.begin_undo(change.id)
            deed = Deed(at, account.name, "wissen-zurueck", change.summary)
            await self._settle(change.id, change.after, back, assistant, deed)
            return Published(change.id)

    async def watch(self) -> None:
        """Take over what somebody changes by hand in any of the folders, until cancelled."""
        await self.reloading.watch()

    async def humans(self, *, reachable: bool) -> None:
        """Offer to pass questions on from now on, or no longer."""
        await self.reloading.humans(reachable=reachable)

    def _try(self, draft: Draft, asked: Iterable[str]) -> Fits:
        _, after = self.changed_by(draft)
        assistant = self.reloading.make(after)
        version, knowledge, understanding = self._live.version, self._live.knowledge, self._live.understanding
        if self._before[0] != version:
            self._before = (version, outcomes(knowledge, understanding))
        done = effect(self._before[1], assistant.knowledge, assistant.understanding, asked)
        return Fits(assistant, done, _fares(draft, assistant))

    async def _settle(self, change: int, before: FileTexts, after: FileTexts, assistant: Assistant, deed: Deed) -> None:
        """Write the files of a change that was begun, and let the assistant made with them answer.

        If they can't be written, it was not done, now and later. Once they are, it was, though its record may follow.
        """
        try:
            await asyncio.to_thread(self.overlay.write, after)
        except FileError:
            await self._take_back(change, before)
            raise
        self.reloading.take(assistant, after)
        _log.info("the knowledge was changed at the desk: version %s", assistant.version)
        try:
            await self._publishing.complete(change, deed)
        except StoreError as error:
            _log.error("the record of a change that is live follows later: %s", error.problem)

    async def _take_back(self, change: int, before: FileTexts) -> None:
        """Leave the files as they were, or have them put back as soon as that can be."""
        try:
            if not self.overlay.holds(before):
                await asyncio.to_thread(self.overlay.write, _backwards(before))
        except FileError:
            await self._publishing.turn_back(change)
        else:
            await self._publishing.give_up(change)

    async def _heal(self, at: datetime.datetime) -> None:
        """Complete what an earlier change left undone, before anything is built on it."""
        if await heal(self._store, self.overlay.path, at):
            self.reloading.take(await asyncio.to_thread(self.reloading.make), self.overlay.everything())


async def heal(store: Store, folder: Path, at: datetime.datetime) -> int:
    """Complete what was interrupted half way, before anything is loaded; return how many changes that were.

    What nothing was written of did not happen: nobody was told that it had. Files that somebody has changed by hand
    since are left as they are. Where nothing can be written it is left for later. Raises StoreError.
    """
    overlay, found = Overlay(folder), await store.changes.interrupted()
    for change in found:
        undoing = change.state is ChangeState.UNDOING
        old, new = (change.after, change.before) if undoing else (change.before, change.after)
        try:
            if overlay.holds(old) or any(overlay.read(name) not in {old[name], new[name]} for name in new):
                await store.publishing.give_up(change.id)
                continue
            overlay.write(_backwards(new) if undoing else new)
        except FileError as error:
            _log.error("a change of the knowledge is half done, and can't be completed now: %s", error)
            continue
        deed = "wissen-zurueck" if undoing else "wissen-live"
        await store.publishing.complete(change.id, Deed(at, change.account, deed, change.summary))
    return len(found)


def _fares(draft: Draft, assistant: Assistant) -> OwnEntry | None:
    match draft:
        case NewEntry(id=entry) | NewPhrases(entry=entry):
            return fares(entry, assistant.knowledge, assistant.understanding)
        case _:
            return None


def _backwards(files: FileTexts) -> FileTexts:
    """Return the files in the other order: what refers to others goes before them."""
    return dict(reversed(list(files.items())))
