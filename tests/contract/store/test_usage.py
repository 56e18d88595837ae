"""What is counted of conversations, without questions and persons."""

import datetime
from collections.abc import Iterable
from dataclasses import replace

import pytest

from bot.store.ports import Store
from bot.store.records import EntryUse, Rating, Span, Turn, Visit
from bot.talk.message import NONE_OF_THESE, Status
from bot.talk.session import Session

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
HOUR = datetime.timedelta(hours=1)
ANSWERED = Turn(NOON, "web", "Frage", Status.ANSWER, ("a",))


async def record(store: Store, person: str = "anna", turn: Turn = ANSWERED) -> int:
    return (await store.conversations.record(person, Session(), turn)).turn


def people(counted: Iterable[Visit | EntryUse]) -> list[int]:
    return [one.person for one in counted]


async def test_messages_are_counted_by_hour_channel_and_what_became_of_them(store: Store) -> None:
    """In order; minutes and texts are not told."""
    await record(store)
    bad = await record(store, turn=replace(ANSWERED, at=NOON + 59 * MINUTE))
    await store.conversations.feedback("anna", Rating.UNHELPFUL, bad)
    await record(store, turn=replace(ANSWERED, at=NOON + HOUR))
    await record(store, turn=replace(ANSWERED, channel="telegram"))
    visits = (await store.usage.of_span(Span())).visits
    assert [(one.at, one.channel, one.kind, one.count, one.unhelpful) for one in visits] == [
        (NOON, "telegram", "at_once", 1, 0),
        (NOON, "web", "at_once", 2, 1),
        (NOON + HOUR, "web", "at_once", 1, 0),
    ]


@pytest.mark.parametrize(
    ("outcome", "choice", "kind"),
    [
        (Status.ANSWER, None, "at_once"),
        (Status.ANSWER, "a", "after_choice"),
        (Status.FALLBACK, NONE_OF_THESE, "none"),
        (Status.CLARIFY, None, "asked_back"),
        (Status.FALLBACK, None, "missed"),
        (Status.SOCIAL, None, "apart"),
        (Status.INTERVIEW, None, "apart"),
        (Status.HANDOVER, None, "apart"),
    ],
)
async def test_each_message_ends_in_one_way(store: Store, outcome: Status, choice: str | None, kind: str) -> None:
    """What became of it is told by outcome and choice alone."""
    await record(store, turn=replace(ANSWERED, outcome=outcome, choice=choice))
    assert [one.kind for one in (await store.usage.of_span(Span())).visits] == [kind]


async def test_persons_are_numbers_that_tell_them_apart(store: Store) -> None:
    """One person is the same everywhere; who is forgotten is somebody else each time."""
    for person in ("anna", "anna.group", "bernd"):
        await record(store, person)
    await record(store, "cleo", replace(ANSWERED, entries=("b",)))
    await record(store, "cleo", replace(ANSWERED, at=NOON + HOUR, entries=("c",)))
    await store.personal_data.delete("cleo")
    counts = await store.usage.of_span(Span())
    assert len(set(people(counts.visits))) == 4
    assert len(set(people(counts.entries))) == 4
    assert set(people(counts.entries)) == set(people(counts.visits))


@pytest.mark.parametrize(
    ("span", "found"),
    [
        (Span(since=NOON), 4),
        (Span(since=NOON + MINUTE), 1),
        (Span(until=NOON + HOUR), 3),
        (Span(until=NOON), 0),
        (Span(channel="telegram"), 1),
        (Span(entries=("b", "x")), 1),
        (Span(entries=()), 0),
    ],
)
async def test_only_what_is_wanted_is_counted(store: Store, span: Span, found: int) -> None:
    """By time (the end excluded), channel and what it was answered by."""
    await record(store)
    await record(store, turn=replace(ANSWERED, channel="telegram"))
    await record(store, turn=replace(ANSWERED, entries=("a", "b")))
    await record(store, turn=replace(ANSWERED, at=NOON + HOUR))
    counts = await store.usage.of_span(span)
    assert sum(one.count for one in counts.visits) == found
    assert sum(one.count for one in counts.entries if one.entry == "a") == found


async def test_a_workshop_is_counted_by_itself(store: Store) -> None:
    """What its participants asked while it was open."""
    workshop = await store.workshops.open("Probe", NOON.date(), "karla", NOON)
    await record(store)
    await store.participation.join("bernd", workshop.code, NOON)
    await record(store, "bernd")
    counts = await store.usage.of_span(Span(workshop=workshop.id))
    assert sum(one.count for one in counts.visits) == 1


async def test_how_entries_did(store: Store) -> None:
    """Answers are counted by entry, those after a choice and those that were rated apart; asking back is no answer."""
    first = await record(store, turn=replace(ANSWERED, entries=("a", "b")))
    await store.conversations.feedback("anna", Rating.HELPFUL, first)
    await record(store, turn=replace(ANSWERED, choice="a"))
    await record(store, turn=replace(ANSWERED, outcome=Status.CLARIFY, entries=("a", "b")))
    assert await store.usage.of_entries() == (EntryUse("a", 0, 2, 1, 1, 0), EntryUse("b", 0, 1, 0, 1, 0))
