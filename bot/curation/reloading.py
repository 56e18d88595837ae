"""Lets the newest knowledge answer while the process runs: once it is checked and learnt, and not before."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from watchfiles import awatch

from bot.config import holds_knowledge
from bot.curation.assistant import AssistantVersion, Recipe, RunningAssistant, warmed
from bot.curation.overlay import Overlay
from bot.errors import trace
from bot.store.records import FileTexts
from knowledge.errors import KnowledgeError, Problem
from knowledge.files import YAML, shown
from knowledge.load import drafted

if TYPE_CHECKING:
    from knowledge.exporting import Collection

_LOOK_AT_LEAST = 10.0
"""Seconds between two looks at the folders, where the system tells of no change: as on a network drive."""
_TOGETHER = 200
"""Milliseconds in which changes of several files count as one."""
_log = logging.getLogger(__name__)

Fingerprint: TypeAlias = dict[Path, tuple[int, int]]
"""When each file was last changed (in nanoseconds), and its size."""


class Reloading:
    """Exchanges the live assistant; whoever changes the overlay holds the lock meanwhile."""

    def __init__(self, live: RunningAssistant, recipe: Recipe, overlay: Overlay) -> None:
        """Take the assistant as it was made from the folders just now; `overlay` comes after all others."""
        self.lock = asyncio.Lock()
        self._live = live
        self._recipe = recipe
        self._overlay = overlay
        self._others = tuple(folder for folder in recipe.overlays if folder != overlay.path)
        self._seen = self._fingerprint()

    def make(self, files: FileTexts | None = None) -> AssistantVersion:
        """Return the assistant as it would be with these files in the overlay; takes some seconds.

        Raises KnowledgeError, whose paths of those files are the names that they have in the overlay, and FileError.
        """
        if files is None:
            return self._make(self._overlay.path)
        with self._overlay.staged(files) as folder:
            try:
                return self._make(folder)
            except KnowledgeError as error:
                raise KnowledgeError([_renamed(one, folder) for one in error.problems]) from None

    def checked(self, days: Mapping[str, str]) -> AssistantVersion:
        """Return the assistant that answers now, knowing that entries were found right on these days."""
        knowledge = self._live.knowledge
        latest = {entry: max(day, knowledge.checked.get(entry, day)) for entry, day in days.items()}
        return self._recipe.around(
            replace(knowledge, checked={**knowledge.checked, **latest}), self._live.understanding
        )

    def collected(self) -> "Collection":
        """Return everything that is known as it is exported; takes about a second. Raises KnowledgeError."""
        from knowledge.exporting import collected  # noqa: PLC0415 - it takes libraries that nothing else needs

        ours = (self._overlay.path,) if holds_knowledge(self._overlay.path) else ()
        draft, problems = drafted((*self._others, *ours), self._recipe.base)
        if problems:
            raise KnowledgeError(problems)
        return collected(draft, self._live.knowledge.service.name, range(-1, 100))

    def state(self) -> object:
        """Return what is the same as long as neither the assistant nor any folder changes."""
        return self._live.version, self._recipe, self._fingerprint()

    def take(self, assistant: AssistantVersion, files: FileTexts) -> None:
        """Let an assistant answer that was made with these files, which are written now; the lock must be held."""
        for name in files:
            path = self._overlay.path / name
            self._seen.pop(path, None)
            self._seen |= _fingerprint([path])
        self._live.exchange(assistant)

    async def humans(self, *, reachable: bool) -> None:
        """Offer to pass questions on from now on, or no longer."""
        async with self.lock:
            if reachable != self._recipe.with_humans:
                self._recipe = replace(self._recipe, with_humans=reachable)
                self._live.exchange(self._recipe.around(self._live.knowledge, self._live.understanding))

    async def watch(self) -> None:
        """Take over what somebody changes by hand, until cancelled."""
        while True:
            folders = self._folders()
            try:
                await self._watch(folders)
            except Exception as error:  # noqa: BLE001 - the next look may work
                _log.error("the knowledge can't be watched: %s", trace(error))
                await asyncio.sleep(_LOOK_AT_LEAST)

    async def _watch(self, folders: list[Path]) -> None:
        """Look whenever something changes in these folders, until there are others."""
        if not folders:
            await asyncio.sleep(_LOOK_AT_LEAST)
            await self.look()
            return
        timeout = int(1000 * _LOOK_AT_LEAST)
        async for _ in awatch(*folders, step=_TOGETHER, rust_timeout=timeout, yield_on_timeout=True):
            await self.look()
            if self._folders() != folders:
                return

    def _folders(self) -> list[Path]:
        """Return the folders that are there; the next look finds one that comes later."""
        return [folder for folder in (*self._others, self._overlay.path) if folder.is_dir()]

    async def look(self) -> bool:
        """Take over what was changed since the last look; False if nothing was, or if it is broken."""
        if await asyncio.to_thread(self._fingerprint) == self._seen:
            return False
        async with self.lock:
            found = await asyncio.to_thread(self._fingerprint)
            if found == self._seen:  # whoever held the lock has taken it over
                return False
            self._seen = found
            try:
                assistant = await asyncio.to_thread(self.make)
            except KnowledgeError as error:
                for problem in error.problems:
                    _log.error("the changed knowledge is not taken over: %s", problem)
                return False
            self._live.exchange(assistant)
            _log.info("the changed knowledge answers now: version %s", assistant.version)
            return True

    def _make(self, last: Path) -> AssistantVersion:
        overlays = (*self._others, last) if holds_knowledge(last) else self._others
        return warmed(replace(self._recipe, overlays=overlays).make(self._live.understanding.learnt))

    def _fingerprint(self) -> Fingerprint:
        folders = (*self._others, self._overlay.path)
        return _fingerprint(path for folder in folders for path in folder.rglob("*.y*ml") if path.suffix in YAML)


def _fingerprint(paths: Iterable[Path]) -> Fingerprint:
    found: Fingerprint = {}
    for path in paths:
        with suppress(OSError):  # it is gone again
            told = path.stat()
            found[path] = (told.st_mtime_ns, told.st_size)
    return found


def _renamed(problem: Problem, folder: Path) -> Problem:
    before = f"{shown(folder)}/"
    return replace(problem, path=problem.path.removeprefix(before), problem=problem.problem.replace(before, ""))
