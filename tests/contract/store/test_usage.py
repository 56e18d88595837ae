"""What is counted of conversations, without questions and persons."""

import datetime
from dataclasses import replace

import pytest

from bot.store.ports import Store
from bot.store.records import Amount, Attached, Breakdown, EntryUse, Mark, Rating, Span, Turn
from bot.talk.message import NONE_OF_THESE, Status
from bot.talk.session import Session

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
TODAY = NOON.date()
DAY = datetime.timedelta(days=1)
ANSWERED = Turn(NOON, "web", "Frage", Status.ANSWER, ("a",))


async def record(store: Store, person: str = "anna", turn: Turn = ANSWERED) -> int:
    return (await store.conversations.record(person, Session(), turn)).turn


async def test_messages_are_counted_by_what_became_of_them_and_channel(store: Store) -> None:
    """With the people behind them; what was found unhelpful apart."""
    await record(store)
    bad = await record(store)
    await store.conversations.feedback("anna", Rating.UNHELPFUL, bad)
    await record(store, "bernd", replace(ANSWERED, outcome=Status.FALLBACK, entries=()))
    await record(store, "bernd", replace(ANSWERED, channel="telegram"))
    await record(store, "cleo", replace(ANSWERED, outcome=Status.SOCIAL, entries=()))
    told = await store.usage.of_span(Span())
    assert told.kinds == {"at_once": Amount(3, 2), "missed": Amount(1, 1), "apart": Amount(1, 1)}
    assert told.channels == {"web": Amount(3, 2), "telegram": Amount(1, 1)}
    assert told.unhelpful == Amount(1, 1)
    assert told.people == 2


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
    assert list((await store.usage.of_span(Span())).kinds) == [kind]


async def test_one_person_is_one_wherever_they_write(store: Store) -> None:
    """And on however many days; who is forgotten is somebody else each time."""
    for person in ("anna", "anna.group", "bernd"):
        await record(store, person)
        await record(store, person, replace(ANSWERED, at=NOON - DAY, channel="telegram"))
    assert (await store.usage.of_span(Span())).people == 2
    await record(store, "cleo")
    await record(store, "cleo", replace(ANSWERED, at=NOON - DAY))
    assert (await store.usage.of_span(Span())).people == 3
    await store.personal_data.delete("cleo")
    told = await store.usage.of_span(Span())
    assert told.people == 4
    assert told.kinds["at_once"].count == 8


async def test_fewer_than_three_people_are_told_exactly(store: Store) -> None:
    """Though they came on different days; more are at least three."""
    for number, person in enumerate(["anna", "bernd", "anna", "bernd", "anna"]):
        await record(store, person, replace(ANSWERED, at=NOON - number * DAY))
    assert (await store.usage.of_span(Span())).kinds == {"at_once": Amount(5, 2)}
    for person in ("cleo", "dora"):
        await record(store, person)
    told = (await store.usage.of_span(Span())).kinds["at_once"]
    assert told.count == 7
    assert told.people >= 3


@pytest.mark.parametrize(
    ("span", "found"),
    [
        (Span(first=TODAY), 4),
        (Span(first=TODAY + DAY), 1),
        (Span(last=TODAY), 3),
        (Span(first=TODAY - DAY, last=TODAY - DAY), 0),
        (Span(first=TODAY, last=TODAY + DAY, channel="web"), 3),
        (Span(channel="telegram"), 1),
        (Span(entries=("b", "x")), 1),
        (Span(first=TODAY + DAY, entries=("a",)), 1),
        (Span(last=TODAY, entries=("a",), channel="web"), 2),
        (Span(entries=()), 0),
    ],
)
async def test_only_what_is_wanted_is_counted(store: Store, span: Span, found: int) -> None:
    """By days (both included), channel and what it was answered by."""
    await record(store)
    await record(store, turn=replace(ANSWERED, channel="telegram"))
    await record(store, turn=replace(ANSWERED, entries=("a", "b")))
    await record(store, turn=replace(ANSWERED, at=NOON + DAY))
    told = await store.usage.of_span(span)
    assert sum(one.count for one in told.kinds.values()) == found
    if span.entries is None or "a" in span.entries:
        assert told.entries.get("a", EntryUse()).answers.count == found
    else:
        assert "a" not in told.entries


async def test_a_message_about_several_entries_counts_once(store: Store) -> None:
    """However many of those that are wanted; ids that begin alike are not the same."""
    bad = await record(store, turn=replace(ANSWERED, entries=("a", "b")))
    await store.conversations.feedback("anna", Rating.UNHELPFUL, bad)
    await record(store, "bernd", replace(ANSWERED, outcome=Status.CLARIFY, entries=("a", "b", "ab")))
    await record(store, "cleo", replace(ANSWERED, entries=("ab",)))
    told = await store.usage.of_span(Span(entries=("a", "b")), Breakdown((TODAY,), {"a": "x", "b": "x", "ab": "y"}))
    one = Amount(1, 1)
    assert told.kinds == {"at_once": one, "asked_back": one}
    assert (told.people, told.unhelpful, told.channels) == (2, one, {"web": Amount(2, 2)})
    assert told.trend == {(TODAY, "at_once"): one, (TODAY, "total"): one}
    assert told.groups == {"x": Amount(2, 1)}


@pytest.mark.parametrize(
    ("at", "day"),
    [("2026-03-28T23:00:00+00:00", 29), ("2026-03-28T22:59:59+00:00", 28), ("2026-03-29T22:00:00+00:00", 30)],
)
async def test_a_day_is_a_day_in_germany(store: Store, at: str, day: int) -> None:
    """A question at 23:30 UTC belongs to the next day, also around the change of the clocks."""
    await record(store, turn=replace(ANSWERED, at=datetime.datetime.fromisoformat(at)))
    days = [datetime.date(2026, 3, number) for number in (28, 29, 30)]
    told = await store.usage.of_span(Span(days[0], days[-1]), Breakdown(tuple(days)))
    assert {begin.day for begin, _ in told.trend} == {day}
    only = await store.usage.of_span(Span(datetime.date(2026, 3, day), datetime.date(2026, 3, day), entries=("a",)))
    assert only.people == 1


async def test_a_trend_has_parts(store: Store) -> None:
    """Each with its own people; asking back is none of it."""
    for person, at, outcome in [
        ("anna", NOON, Status.ANSWER),
        ("anna", NOON + DAY, Status.FALLBACK),
        ("bernd", NOON + DAY, Status.ANSWER),
        ("anna", NOON + 2 * DAY, Status.CLARIFY),
        ("anna", NOON + 3 * DAY, Status.ANSWER),
    ]:
        await record(store, person, replace(ANSWERED, at=at, outcome=outcome))
    begins = (TODAY, TODAY + 2 * DAY)
    assert (await store.usage.of_span(Span(TODAY, TODAY + 5 * DAY), Breakdown(begins))).trend == {
        (TODAY, "at_once"): Amount(2, 2),
        (TODAY, "missed"): Amount(1, 1),
        (TODAY, "total"): Amount(3, 2),
        (TODAY + 2 * DAY, "at_once"): Amount(1, 1),
        (TODAY + 2 * DAY, "total"): Amount(1, 1),
    }


async def test_entries_are_counted_together(store: Store) -> None:
    """Three entries of one subject that one person asked about are not three people."""
    for entry in ("a", "b", "c"):
        await record(store, turn=replace(ANSWERED, entries=(entry,)))
    told = await store.usage.of_span(Span(), Breakdown(groups={"a": "x", "b": "x", "c": "y", "d": "z"}))
    assert told.groups == {"x": Amount(2, 1), "y": Amount(1, 1)}


async def test_a_workshop_is_counted_by_itself(store: Store) -> None:
    """What its participants asked while it was open."""
    workshop = await store.workshops.open("Probe", TODAY, "karla", NOON)
    await record(store)
    await store.participation.join("bernd", workshop.code, NOON)
    await record(store, "bernd")
    for entries in (None, ("a",)):
        told = await store.usage.of_span(Span(workshop=workshop.id, entries=entries))
        assert told.kinds == {"at_once": Amount(1, 1)}


async def test_how_entries_did(store: Store) -> None:
    """Answers are counted by entry, those after a choice and those that were rated apart; asking back is no answer."""
    first = await record(store, turn=replace(ANSWERED, entries=("a", "b")))
    await store.conversations.feedback("anna", Rating.HELPFUL, first)
    await record(store, turn=replace(ANSWERED, choice="a"))
    await record(store, turn=replace(ANSWERED, outcome=Status.CLARIFY, entries=("a", "b")))
    one = Amount(1, 1)
    assert await store.usage.of_entries() == {
        "a": EntryUse(Amount(2, 1), one, one),
        "b": EntryUse(one, Amount(), one),
    }


async def test_what_changes_after_it_was_counted_is_counted_as_it_is(store: Store) -> None:
    """A verdict, another one, an edited message, people who are forgotten or whose time has come."""
    turn = replace(ANSWERED, message="7")
    first = await record(store, turn=turn)
    await record(store, "bernd", replace(turn, at=NOON - DAY))
    for verdict, rated in ((Rating.HELPFUL, (1, 0)), (Rating.UNHELPFUL, (0, 1))):
        await store.usage.count()
        await store.conversations.feedback("anna", verdict, first)
        use = (await store.usage.of_entries())["a"]
        assert (use.helpful.count, use.unhelpful.count) == rated
    edited = replace(turn, outcome=Status.FALLBACK, entries=())
    await store.conversations.record("anna", Session(), edited, Attached(replaces=True))
    told = await store.usage.of_span(Span())
    assert told.kinds == {"at_once": Amount(1, 1), "missed": Amount(1, 1)}
    assert told.unhelpful == Amount()
    await store.personal_data.delete("anna")
    assert await store.usage.of_span(Span()) == told
    await store.personal_data.purge(NOON + DAY)
    assert await store.usage.of_span(Span()) == told
    await store.usage.recount()
    assert await store.usage.of_span(Span()) == told


async def test_what_a_messenger_tells_later_is_counted_too(store: Store) -> None:
    """A verdict on the message that answered, and a question that was deleted there, its choice with it."""
    await record(store, turn=replace(ANSWERED, message="7", choice="a"))
    await store.outbox.delivered(0, Mark("anna", "7"), "8", NOON)
    await store.usage.count()
    await store.conversations.feedback_on("anna", Rating.UNHELPFUL, "8")
    assert (await store.usage.of_entries())["a"].unhelpful.count == 1
    await store.inbox.withdraw(ANSWERED.channel, "7")
    told = await store.usage.of_span(Span())
    await store.usage.recount()
    assert await store.usage.of_span(Span()) == told
    assert told.kinds == {"at_once": Amount(1, 1)}
