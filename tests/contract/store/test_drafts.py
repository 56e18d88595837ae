"""Drafts of knowledge, and the history of what was taken live."""

import datetime
import json

import pytest

from bot.store.ports import Store
from bot.store.records import ChangeState, Deed, DraftState, KnowledgeChange, StoredDraft

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
DEED = Deed(NOON, "karla", "probe", "")
BEFORE, AFTER = {"entries/a.yaml": None}, {"entries/a.yaml": "id: a"}


def published(at: datetime.datetime = NOON) -> Deed:
    return Deed(at, "karla", "wissen-live", "Eintrag A")


async def publish(store: Store, files: dict[str, str | None] = AFTER, draft: int | None = None) -> KnowledgeChange:
    change = await store.publishing.begin(published(), dict.fromkeys(files), files, draft)
    await store.publishing.complete(change, published())
    known = await store.changes.find(change)
    assert known is not None
    return known


async def state_of(store: Store, draft: int) -> DraftState:
    known = await store.drafts.find(draft)
    assert known is not None
    return known.state


async def test_a_draft_is_worked_on_until_it_is_discarded(store: Store) -> None:
    """What was done to it is on record with its id."""
    draft = await store.drafts.add("{}", (), DEED)
    assert await store.drafts.find(draft) == StoredDraft(draft, "{}", DraftState.OPEN, "karla", NOON, NOON)
    assert await store.drafts.is_open(draft)
    assert await store.drafts.discard(draft, DEED)
    assert not await store.drafts.discard(draft, DEED)
    assert not await store.drafts.is_open(draft)
    assert await store.drafts.open() == []
    assert [deed.detail for deed in await store.deeds.latest()] == [str(draft)] * 2
    assert await store.drafts.find(draft + 100) is None
    assert not await store.drafts.is_open(draft + 100)


async def test_no_draft_is_kept_over_a_newer_one(store: Store) -> None:
    """Whoever started from an older wording is told, and nothing is lost."""
    draft = await store.drafts.add("eins", (), DEED)
    assert await store.drafts.keep(draft, "zwei", "eins", NOON + HOUR)
    assert not await store.drafts.keep(draft, "drei", "eins", NOON + DAY)
    known = await store.drafts.find(draft)
    assert known is not None
    assert (known.body, known.changed_at, known.created_at) == ("zwei", NOON + HOUR, NOON)
    await store.drafts.discard(draft, DEED)
    assert not await store.drafts.keep(draft, "drei", "zwei", NOON)


async def test_the_draft_changed_last_comes_first(store: Store) -> None:
    """Of two changed at once, the younger."""
    first, second, third = [await store.drafts.add("{}", (), DEED) for _ in range(3)]
    await store.drafts.keep(first, "[]", "{}", NOON + HOUR)
    assert [one.id for one in await store.drafts.open()] == [first, third, second]


async def test_old_drafts_are_erased(store: Store) -> None:
    """What did not go live is erased with the questions that it was made of; what did stays."""
    draft = await store.drafts.add(json.dumps({"phrases": ["wohngeld"]}), (), DEED)
    live = await store.drafts.add("{}", (), DEED)
    change = await publish(store, draft=live)
    half = await store.publishing.begin(published(), BEFORE, AFTER, draft)
    await store.personal_data.purge(NOON)
    assert await store.drafts.find(draft)
    await store.personal_data.purge(NOON + DAY)
    assert await store.drafts.find(draft) is None
    assert await state_of(store, live) is DraftState.LIVE
    assert [(one.id, one.draft) for one in await store.changes.latest()] == [(half, None), (change.id, live)]


async def test_a_change_goes_live_in_two_steps(store: Store) -> None:
    """In between it counts as interrupted; then its draft is live, and it is known which change made it so."""
    draft = await store.drafts.add("{}", (), DEED)
    change = await store.publishing.begin(published(), BEFORE, AFTER, draft)
    begun = KnowledgeChange(change, NOON, "karla", "Eintrag A", BEFORE, AFTER, ChangeState.BEGUN, draft, None)
    assert await store.changes.find(change) == begun
    assert await store.changes.interrupted() == [begun]
    assert await store.changes.made_by(draft) is None
    await store.publishing.complete(change, Deed(NOON + HOUR, "karla", "wissen-live", ""))
    made = await store.changes.made_by(draft)
    assert made is not None
    assert (made.id, made.state) == (change, ChangeState.LIVE)
    assert await state_of(store, draft) is DraftState.LIVE
    assert await store.changes.interrupted() == []
    assert (await store.deeds.latest())[0] == Deed(NOON + HOUR, "karla", "wissen-live", str(change))


async def test_a_change_is_undone_in_two_steps(store: Store) -> None:
    """Its draft is open again then."""
    draft = await store.drafts.add("{}", (), DEED)
    change = await publish(store, draft=draft)
    await store.publishing.begin_undo(change.id)
    assert [one.state for one in await store.changes.interrupted()] == [ChangeState.UNDOING]
    await store.publishing.complete(change.id, published(NOON + HOUR))
    undone = await store.changes.find(change.id)
    assert undone is not None
    assert (undone.state, undone.undone_at) == (ChangeState.UNDONE, NOON + HOUR)
    assert await state_of(store, draft) is DraftState.OPEN
    assert await store.changes.made_by(draft) is None


@pytest.mark.parametrize("undoing", [False, True])
async def test_a_step_that_failed_is_given_up(store: Store, *, undoing: bool) -> None:
    """A change that did not happen leaves no trace; one that could not be undone holds."""
    change = await store.publishing.begin(published(), BEFORE, AFTER, None)
    if undoing:
        await store.publishing.complete(change, published())
        await store.publishing.begin_undo(change)
    await store.publishing.give_up(change)
    assert [one.state for one in await store.changes.latest()] == ([ChangeState.LIVE] if undoing else [])
    assert await store.changes.interrupted() == []


async def test_later_changes_of_the_same_files_are_found(store: Store) -> None:
    """The newest first; those that were undone, or are about others, do not matter."""
    first = await publish(store)
    await publish(store, {"entries/b.yaml": "id: b"})
    third, undone = await publish(store), await publish(store)
    await store.publishing.begin_undo(undone.id)
    await store.publishing.complete(undone.id, published())
    last = await publish(store, {**AFTER, "entries/c.yaml": "id: c"})
    assert await store.changes.later(first) == [last, third]
    assert [one.id for one in await store.changes.latest(2)] == [last.id, undone.id]
    assert await store.changes.find(last.id + 100) is None


async def test_the_oldest_interrupted_change_is_completed_first(store: Store) -> None:
    """Later ones may build on it."""
    changes = [await store.publishing.begin(published(), BEFORE, AFTER, None) for _ in range(3)]
    assert [one.id for one in await store.changes.interrupted()] == changes
