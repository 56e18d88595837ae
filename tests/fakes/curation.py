"""In memory: drafts of knowledge, and what was taken live."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.store.records import ChangeState, Deed, DraftState, FileTexts, KnowledgeChange, StoredDraft
from tests.fakes.memory import Memory


@dataclass(frozen=True)
class MemoryDrafts:
    memory: Memory

    async def add(self, body: str, turns: Iterable[int], deed: Deed) -> int:
        memory, draft = self.memory, self.memory.number("draft")
        memory.drafts[draft] = StoredDraft(draft, body, DraftState.OPEN, deed.account, deed.at, deed.at)
        memory.settled = {**dict.fromkeys(turns, draft), **memory.settled}
        memory.deeds = (*memory.deeds, deed.about(draft))
        return draft

    async def find(self, draft: int) -> StoredDraft | None:
        return self.memory.drafts.get(draft)

    async def is_open(self, draft: int) -> bool:
        return draft in {one.id for one in await self.open()}

    async def open(self) -> list[StoredDraft]:
        found = [one for one in self.memory.drafts.values() if one.state is DraftState.OPEN]
        return sorted(found, key=lambda one: (one.changed_at, one.id), reverse=True)

    async def keep(self, draft: int, body: str, before: str, at: datetime.datetime) -> bool:
        if not await self.is_open(draft) or self.memory.drafts[draft].body != before:
            return False
        self.memory.drafts[draft] = replace(self.memory.drafts[draft], body=body, changed_at=at)
        return True

    async def discard(self, draft: int, deed: Deed) -> bool:
        memory = self.memory
        if not await self.is_open(draft):
            return False
        memory.drafts[draft] = replace(memory.drafts[draft], state=DraftState.DISCARDED, changed_at=deed.at)
        memory.settled = {turn: one for turn, one in memory.settled.items() if one != draft}
        memory.deeds = (*memory.deeds, deed.about(draft))
        return True


@dataclass(frozen=True)
class MemoryChanges:
    memory: Memory

    async def latest(self, most: int = 200) -> list[KnowledgeChange]:
        return self._newest(lambda _: True)[:most]

    async def find(self, change: int) -> KnowledgeChange | None:
        return self.memory.changes.get(change)

    async def made_by(self, draft: int) -> KnowledgeChange | None:
        found = self._newest(lambda one: one.draft == draft and one.state is ChangeState.LIVE)
        return next(iter(found), None)

    async def interrupted(self) -> list[KnowledgeChange]:
        return self._newest(lambda one: one.state in {ChangeState.BEGUN, ChangeState.UNDOING})[::-1]

    async def later(self, change: KnowledgeChange) -> list[KnowledgeChange]:
        holding = self._newest(lambda one: one.id > change.id and one.state is not ChangeState.UNDONE)
        return [one for one in holding if one.after.keys() & change.after.keys()]

    def _newest(self, wanted: Callable[[KnowledgeChange], bool]) -> list[KnowledgeChange]:
        return [one for one in reversed(self.memory.changes.values()) if wanted(one)]


@dataclass(frozen=True)
class MemoryPublishing:
    memory: Memory

    async def begin(self, deed: Deed, before: FileTexts, after: FileTexts, draft: int | None) -> int:
        change = self.memory.number("change")
        self.memory.changes[change] = KnowledgeChange(
            id=change,
            at=deed.at,
            account=deed.account,
            summary=deed.detail,
            before=dict(before),
            after=dict(after),
            state=ChangeState.BEGUN,
            draft=draft,
            undone_at=None,
        )
        return change

    async def begin_undo(self, change: int) -> None:
        self._step(change, ChangeState.UNDOING)

    async def turn_back(self, change: int) -> None:
        other = {ChangeState.BEGUN: ChangeState.UNDOING, ChangeState.UNDOING: ChangeState.BEGUN}
        if (state := other.get(self.memory.changes[change].state)) is not None:
            self._step(change, state)

    async def complete(self, change: int, deed: Deed) -> None:
        memory, known = self.memory, self.memory.changes.get(change)
        if known is None:
            return
        undone = known.state is ChangeState.UNDOING
        self._step(change, ChangeState.UNDONE if undone else ChangeState.LIVE)
        memory.changes[change] = replace(memory.changes[change], undone_at=deed.at if undone else None)
        if known.draft is not None:
            state = DraftState.OPEN if undone else DraftState.LIVE
            memory.drafts[known.draft] = replace(memory.drafts[known.draft], state=state, changed_at=deed.at)
        memory.deeds = (*memory.deeds, deed.about(change))

    async def give_up(self, change: int) -> None:
        state = self.memory.changes[change].state
        if state is ChangeState.BEGUN:
            del self.memory.changes[change]
        elif state is ChangeState.UNDOING:
            self._step(change, ChangeState.LIVE)

    def _step(self, change: int, state: ChangeState) -> None:
        self.memory.changes[change] = replace(self.memory.changes[change], state=state)
