"""The desk's own folder of knowledge: tried out, taken live, undone; the running assistant takes it over at once.

What is about to be written is kept first; so a change that a crash interrupts is completed at the next start.
"""

import asyncio
import datetime
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.curation.assistant import AssistantVersion, Recipe, RunningAssistant
from bot.curation.bulk import Known
from bot.curation.drafting import Checked, Draft, entries_of, summary, written
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

    assistant: AssistantVersion
    effect: Effect
    own: tuple[OwnEntry, ...] = ()
    """How each entry fares that the draft is about."""

    @property
    def missed(self) -> bool:
        """Whether something of what the draft says would not be found as it stands there."""
        return not all(one.passed for one in self.own)


@dataclass(frozen=True)
class Published:
    """The change is live."""

    change: int


@dataclass(frozen=True)
class Broken:
    """A change after which the knowledge would not be whole; nothing was done."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Unfound:
    """A change whose own question, title or phrases would not be answered by it; nothing was done."""

    own: tuple[OwnEntry, ...]


@dataclass(frozen=True)
class Overtaken:
    """A change that can't be taken back on its own, since its files were changed after it; nothing was done."""

    later: tuple[KnowledgeChange, ...]
    """The changes to take back first; empty if somebody changed a file by hand."""


@dataclass(frozen=True)
class NotFound:
    """There is no such draft or change, or somebody else has already done the same with it."""


@dataclass(frozen=True)
class _Tried:
    """What came of trying a draft, and the state of all folders from which that was."""

    state: object
    after: FileTexts
    asked: tuple[str, ...]
    fits: Fits

    def is_of(self, state: object, after: FileTexts) -> bool:
        """Whether trying these files now would come to the same."""
        return self.state == state and self.after == after


class Library:
    """Everything that changes the knowledge while the assistant runs goes through here, one after the other."""

    def __init__(self, folder: Path, recipe: Recipe, live: RunningAssistant, store: Store) -> None:
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
        self._tried: _Tried | None = None
        """What was tried out last: who takes it live need not wait for it again."""

    async def get_ready(self) -> None:
        """Ask all test questions of the knowledge as it is, so that the next trial need not."""
        await asyncio.to_thread(self._asked_now)

    async def try_out(self, draft: Draft, asked: Iterable[str] = ()) -> Fits | Broken:
        """Return what a draft would do; nothing is changed. Takes some seconds, beside the event loop.

        Raises FileError.
        """
        try:
            return await asyncio.to_thread(self._try, draft, tuple(asked))
        except KnowledgeError as error:
            return Broken(error.problems)

    async def known(self) -> Known:
        """Return what an import is compared with; takes about a second. Raises KnowledgeError, FileError."""
        return await asyncio.to_thread(self._known)

    async def export(self, form: str) -> bytes:
        """Return everything that is known in one of `knowledge.exporting.FORMATS`. Raises KnowledgeError."""
        return await asyncio.to_thread(self._exported, form)

    def _exported(self, form: str) -> bytes:
        from knowledge.exporting import FORMATS  # noqa: PLC0415 - it takes libraries that nothing else needs

        return FORMATS[form](self.reloading.collected())

    def _known(self) -> Known:
        own: dict[str, str] = {}
        for name, text in self.overlay.everything().items():
            if name.startswith("entries/") and text:
                content = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it knows nothing but texts
                own |= {str(item["id"]): name for item in content["entries"] if "id" in item}
        entries = {str(entry["id"]): entry for entry in self.reloading.collected().entries}
        return Known(self._live.knowledge, entries, own)

    def changed_by(self, draft: Draft) -> tuple[FileTexts, FileTexts]:
        """Return the files that a draft changes, before and after. Raises KnowledgeError, FileError."""
        after = written(draft, self.overlay.read)
        return {name: self.overlay.read(name) for name in after}, after

    async def publish(
        self, draft: Draft, account: Account, at: datetime.datetime, stored: int | None = None
    ) -> Published | Broken | Unfound | NotFound:
        """Take a draft live, and mark the `stored` one so; when this returns, the assistant answers from it.

        What is written there is answered by it, typed as it stands; else it does not go live.

        Raises StoreError, FileError.
        """
        deed = Deed(at, account.name, "wissen-live", summary(draft))
        async with self.reloading.lock:
            await self._heal(at)
            if stored is not None and not await self._drafts.is_open(stored):
                return NotFound()
            try:
                before, after = await asyncio.to_thread(self.changed_by, draft)
                assistant = await asyncio.to_thread(self._made, draft, after)
            except KnowledgeError as error:
                return Broken(error.problems)
            own = await asyncio.to_thread(self._fared, draft, assistant)
            if not all(one.passed for one in own):
                return Unfound(own)
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
        state, questions = self.reloading.state(), tuple(asked)
        tried = self._tried
        if tried is not None and tried.is_of(state, after) and tried.asked == questions:
            return tried.fits
        assistant = self.reloading.make(after)
        done = effect(self._asked_now(), assistant.knowledge, assistant.understanding, questions)
        self._tried = _Tried(state, after, questions, Fits(assistant, done, _fares(draft, assistant)))
        return self._tried.fits

    def _fared(self, draft: Draft, assistant: AssistantVersion) -> tuple[OwnEntry, ...]:
        tried = self._tried
        return tried.fits.own if tried and tried.fits.assistant is assistant else _fares(draft, assistant)

    def _asked_now(self) -> Mapping[str, Outcome]:
        version, knowledge, understanding = self._live.version, self._live.knowledge, self._live.understanding
        if self._before[0] != version:
            self._before = (version, outcomes(knowledge, understanding))
        return self._before[1]

    def _made(self, draft: Draft, after: FileTexts) -> AssistantVersion:
        """Return the assistant with these files, by the shortest way that leads to the same. Raises KnowledgeError."""
        if isinstance(draft, Checked):  # nothing is to be learnt from that
            return self.reloading.checked(dict.fromkeys(draft.entries, draft.day))
        tried = self._tried
        if tried is not None and tried.is_of(self.reloading.state(), after):
            return tried.fits.assistant
        return self.reloading.make(after)

    async def _settle(
        self, change: int, before: FileTexts, after: FileTexts, assistant: AssistantVersion, deed: Deed
    ) -> None:
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


def _fares(draft: Draft, assistant: AssistantVersion) -> tuple[OwnEntry, ...]:
    return tuple(fares(entry, assistant.knowledge, assistant.understanding) for entry in entries_of(draft))


def _backwards(files: FileTexts) -> FileTexts:
    """Return the files in the other order: what refers to others goes before them."""
    return dict(reversed(list(files.items())))
