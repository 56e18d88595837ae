"""The outbox with a messenger that does what the test says."""

import asyncio
import datetime
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StoreError
from bot.exchange import outbox
from bot.exchange.outbox import Sender
from bot.exchange.pace import Pace, Rate, Urgency
from bot.exchange.wire import Delivered, LaneMoved, Outcome, PerhapsDelivered, TryAgain, Undeliverable
from bot.store.ports import Store
from bot.store.records import ALONE, Attached, Letter, StoredLetter
from bot.store.sqlite.store import open_sqlite
from tests.fakes import memory_store

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
NEVER = 10 * 365 * 24 * 3600.0
HERE = "pigeon"
MOST = 20
"""So much a pigeon carries."""


class Pigeon:
    """Comes to the outcomes in the order given, and then delivers; keeps what it carried."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.carried: list[tuple[str, str, bool]] = []

    async def carry(self, letter: Letter, lane: str, *, repeated: bool) -> Outcome:
        self.carried.append((letter.body, lane, repeated))
        return self.outcomes.pop(0) if self.outcomes else Delivered()

    def nudge(self, letter: Letter, held: int) -> Letter:
        return Letter(HERE, letter.lane, f"nudge about {held}")

    def join(self, letter: Letter, other: Letter) -> Letter | None:
        both = f"{letter.body}, {other.body}"
        return replace(letter, body=both) if len(both) <= MOST else None

    def instead(self, letter: Letter) -> Sequence[Letter]:
        return [Letter(HERE, "other", "instead")] if letter.body == "important" else []


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime.datetime:
        return self.now


@pytest.fixture
def store() -> Store:
    return memory_store()


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def post(store: Store, *bodies: str, lane: str = "lane", channel: str = HERE, **more: Any) -> None:
    letters = [Letter(channel, lane, body, **more) for body in bodies]
    await store.inbox.settle(Attached(letters=lambda _: letters), NOON)


async def was_held(store: Store, letter: int) -> bool:
    """Whether a letter was set aside; it is sent again by asking."""
    return await store.held_letters.release(letter, "lane", ALONE, NOON)


async def waiting(store: Store) -> list[StoredLetter]:
    return await store.outbox.outgoing(HERE)


@asynccontextmanager
async def sending(store: Store, wire: Pigeon, clock: Clock, pace: Pace | None = None) -> AsyncIterator[Sender]:
    sender = Sender(HERE, store, wire, clock, pace)
    store.outbox.listen(sender.noticed)
    await sender.resume()
    task = asyncio.create_task(sender.run())
    try:
        yield sender
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await sender.close(5)


async def until_carried(wire: Pigeon, count: int) -> None:
    async with asyncio.timeout(20):
        while len(wire.carried) < count:  # noqa: ASYNC110 - a fake has no events
            await asyncio.sleep(0.01)


async def until_empty(store: Store) -> None:
    async with asyncio.timeout(20):
        while await waiting(store):  # noqa: ASYNC110 - a file has no events
            await asyncio.sleep(0.01)


async def test_letters_of_a_lane_go_out_in_order(store: Store, clock: Clock) -> None:
    """What lies there at the start, and what comes later; other channels' letters stay."""
    wire = Pigeon()
    await post(store, "first", "second")
    await post(store, "not ours", channel="owl")
    async with sending(store, wire, clock):
        await until_carried(wire, 2)
        await post(store, "third")
        await until_empty(store)
    assert wire.carried == [(body, "lane", False) for body in ("first", "second", "third")]
    assert [stored.letter.body for stored in await store.outbox.outgoing("owl")] == ["not ours"]


async def test_a_clock_that_was_set_back_keeps_no_letter_waiting(store: Store, clock: Clock) -> None:
    """What nobody tried to send yet is due, though it seems to be written tomorrow."""
    wire = Pigeon()
    await post(store, "soon")
    clock.now = NOON - datetime.timedelta(days=1)
    async with sending(store, wire, clock):
        await until_empty(store)
    assert [body for body, *_ in wire.carried] == ["soon"]


async def test_what_was_not_delivered_is_tried_again_when_the_messenger_says(store: Store, clock: Clock) -> None:
    """Not before, and it holds up nothing else; over the end of the process it counts as never sent."""
    wire = Pigeon(TryAgain("busy", NEVER))
    await post(store, "patient")
    async with sending(store, wire, clock):
        await until_carried(wire, 1)
        await post(store, "other", lane="elsewhere")
        await until_carried(wire, 2)
    [stored] = await waiting(store)
    assert (stored.begun, stored.tries) == (False, 1)
    assert stored.due_at == NOON + datetime.timedelta(seconds=NEVER)


async def test_a_pause_outlasts_the_end_of_the_process(store: Store, clock: Clock) -> None:
    """What was to wait for an hour waits for the rest of it after a restart, and then goes out."""
    await post(store, "patient")
    [stored] = await waiting(store)
    await store.outbox.postpone(stored.id, NOON + datetime.timedelta(hours=1), 1)
    await post(store, "other", lane="elsewhere")
    wire = Pigeon()
    async with sending(store, wire, clock):
        await until_carried(wire, 1)
    assert [body for body, _, _ in wire.carried] == ["other"]
    clock.now = NOON + datetime.timedelta(hours=1)
    async with sending(store, wire, clock):
        await until_empty(store)
    assert [body for body, _, _ in wire.carried] == ["other", "patient"]


async def test_an_outbox_that_cannot_be_read_is_read_again(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A database that fails for a moment does not end the sending; the letters go out as soon as it works."""
    monkeypatch.setattr(outbox, "pause", lambda _: 0.0)
    outgoing, errors = store.outbox.outgoing, [StoreError("Die Datenbank ist gesperrt.", "Warten Sie.")] * 2

    async def failing(channel: str, after: int = 0) -> list[StoredLetter]:
        if errors:
            raise errors.pop()
        return await outgoing(channel, after)

    monkeypatch.setattr(type(store.outbox), "outgoing", lambda _, channel, after=0: failing(channel, after))
    await post(store, "late")
    wire = Pigeon()
    async with sending(store, wire, clock):
        await until_carried(wire, 1)
    assert [body for body, _, _ in wire.carried] == ["late"]
    assert caplog.text.count("the outbox can't be read: Die Datenbank ist gesperrt.") == 2


async def test_without_a_word_of_the_messenger_the_pause_is_short(store: Store, clock: Clock) -> None:
    """A passing failure is over within a second."""
    wire = Pigeon(TryAgain("torn"))
    await post(store, "again")
    async with sending(store, wire, clock):
        await until_empty(store)
    assert len(wire.carried) == 2


@pytest.mark.parametrize(("hours", "outcome"), [(25, TryAgain("busy")), (25, PerhapsDelivered("torn"))])
async def test_after_a_day_a_letter_is_given_up(store: Store, clock: Clock, hours: int, outcome: Outcome) -> None:
    """What was to be done instead is done."""
    wire = Pigeon(outcome)
    await post(store, "important")
    clock.now = NOON + datetime.timedelta(hours=hours)
    async with sending(store, wire, clock):
        await until_empty(store)
    assert [body for body, _, _ in wire.carried] == ["important", "instead"]
    assert not await was_held(store, 1)


async def test_before_a_day_is_over_nothing_is_given_up(store: Store, clock: Clock) -> None:
    """A messenger that is away overnight loses nothing."""
    wire = Pigeon(TryAgain("away", NEVER))
    await post(store, "important")
    clock.now = NOON + datetime.timedelta(hours=23)
    async with sending(store, wire, clock):
        await until_carried(wire, 1)
    assert [stored.letter.body for stored in await waiting(store)] == ["important"]


async def test_what_will_never_arrive_is_dropped_at_once(store: Store, clock: Clock) -> None:
    """The next letter has its turn, and what was to be done instead is done."""
    wire = Pigeon(Undeliverable("blocked"))
    await post(store, "important", "next")
    async with sending(store, wire, clock):
        await until_empty(store)
    assert {body for body, _, _ in wire.carried} == {"important", "next", "instead"}
    assert len(wire.carried) == 3


async def test_that_a_letter_waits_is_told_once(store: Store, clock: Clock) -> None:
    """However often it is tried; it arrives all the same."""
    waits = TryAgain("away", 0.0, (Letter(HERE, "other", "it waits"),))
    wire = Pigeon(waits, waits, waits)
    await post(store, "answer")
    async with sending(store, wire, clock):
        await until_carried(wire, 5)
        await until_empty(store)
    assert sorted(body for body, _, _ in wire.carried) == [*["answer"] * 4, "it waits"]


async def test_what_may_have_arrived_is_held_and_asked_about(store: Store, clock: Clock) -> None:
    """It is not sent again by itself, also not after a restart."""
    wire = Pigeon(PerhapsDelivered("torn"))
    await post(store, "answer")
    async with sending(store, wire, clock):
        await until_empty(store)
    async with sending(store, wire, clock):
        await post(store, "next")
        await until_empty(store)
    assert [body for body, _, _ in wire.carried] == ["answer", "nudge about 1", "next"]
    assert await was_held(store, 1)


async def test_what_was_begun_before_a_crash_is_repeated_and_says_so(store: Store, clock: Clock) -> None:
    """Only that letter: what had not begun is sent as usual."""
    wire = Pigeon()
    await post(store, "begun", "behind")
    [begun, _] = await waiting(store)
    await store.outbox.begin(begun.id)
    async with sending(store, wire, clock):
        await until_empty(store)
    assert wire.carried == [("begun", "lane", True), ("behind", "lane", False)]


async def test_a_letter_is_noted_before_it_is_sent(store: Store, clock: Clock) -> None:
    """If the process is killed while the messenger has it, the next one knows that it may have arrived."""
    noted: list[bool] = []

    class Watched(Pigeon):
        async def carry(self, letter: Letter, lane: str, *, repeated: bool) -> Outcome:
            noted.extend(stored.begun for stored in await waiting(store))
            return await super().carry(letter, lane, repeated=repeated)

    wire = Watched(TryAgain("busy", 0.0))
    await post(store, "a")
    async with sending(store, wire, clock):
        await until_empty(store)
    assert noted == [True, True]
    assert wire.carried == [("a", "lane", False)] * 2


async def test_a_lane_that_moved_is_followed(store: Store, clock: Clock) -> None:
    """Twice if need be, by everything behind it, and after a restart; whoever comes back is no circle."""
    wire = Pigeon(LaneMoved("second"), LaneMoved("third"))
    await post(store, "a", "b", lane="first")
    async with sending(store, wire, clock) as sender:
        await until_empty(store)
        assert sender.current("first") == sender.current("second") == "third"
    assert [lane for _, lane, _ in wire.carried] == ["first", "second", "third", "third"]
    async with sending(store, wire, clock) as sender:
        assert sender.current("first") == "third"
        await sender.move("third", "first")
        assert sender.current("second") == "first"
    async with sending(store, wire, clock) as sender:
        assert sender.current("third") == sender.current("first") == "first"


async def test_a_broken_letter_holds_up_nobody(store: Store, clock: Clock) -> None:
    """Whatever the messenger's code raises."""

    class Clumsy(Pigeon):
        async def carry(self, letter: Letter, lane: str, *, repeated: bool) -> Outcome:
            if letter.body != "fine":
                raise {"unreadable": ValueError, "broken": RuntimeError}[letter.body]
            return await super().carry(letter, lane, repeated=repeated)

    wire = Clumsy()
    await post(store, "unreadable", "broken", "fine")
    async with sending(store, wire, clock):
        await until_empty(store)
    assert [body for body, _, _ in wire.carried] == ["fine"]


LINE = {"patient": True, "topic": "ticket 1"}


class Gate(Pace):
    """Lets nobody go before it is opened."""

    def __init__(self) -> None:
        super().__init__(Rate(100, 1.0), lambda _: Rate(100, 1.0))
        self.asked: asyncio.Queue[Callable[[], Urgency]] = asyncio.Queue()
        self.open = asyncio.Event()

    async def turn(self, lane: str, urgency: Callable[[], Urgency]) -> None:
        self.asked.put_nowait(urgency)
        await self.open.wait()


async def test_patient_letters_of_a_topic_become_one(store: Store, clock: Clock) -> None:
    """As many as fit into one, in order; those of another topic stay apart."""
    wire = Pigeon()
    await post(store, "one", "two", "three", "four", "five", **LINE)
    await post(store, "other", patient=True, topic="ticket 2")
    async with sending(store, wire, clock):
        await until_empty(store)
    assert [body for body, _, _ in wire.carried] == ["one, two, three", "four, five", "other"]


async def test_what_somebody_waits_for_goes_before_patient_letters(store: Store, clock: Clock) -> None:
    """But not before those of its own topic, whose end it may be."""
    wire = Pigeon()
    await post(store, "a line", **LINE)
    await post(store, "the end", topic="ticket 1")
    await post(store, "a question", topic="ticket 2")
    async with sending(store, wire, clock):
        await until_empty(store)
    assert [body for body, _, _ in wire.carried] == ["a question", "a line", "the end"]


async def test_lines_that_come_while_it_waits_for_its_turn_are_joined(store: Store, clock: Clock) -> None:
    """What goes out is chosen when the turn has come."""
    wire, gate = Pigeon(), Gate()
    async with sending(store, wire, clock, gate):
        await post(store, "first", **LINE)
        urgency = await gate.asked.get()
        assert urgency() is Urgency.PATIENT
        await post(store, "second", **LINE)
        await post(store, "question", topic="ticket 2")
        async with asyncio.timeout(5):
            while urgency() is Urgency.PATIENT:  # noqa: ASYNC110 - the outbox has no event for that
                await asyncio.sleep(0.01)
        gate.open.set()
        await until_empty(store)
    assert [body for body, _, _ in wire.carried] == ["question", "first, second"]


async def test_before_its_turn_nothing_has_begun(store: Store, clock: Clock) -> None:
    """After a kill meanwhile the letter is sent as usual, without a word that it may have been known."""
    gate = Gate()
    await post(store, "letter")
    async with sending(store, Pigeon(), clock, gate):
        await gate.asked.get()
    [stored] = await waiting(store)
    assert not stored.begun


async def test_letters_that_were_begun_are_not_joined(store: Store, clock: Clock) -> None:
    """Each says by itself that it may have been known."""
    wire = Pigeon()
    await post(store, "one", "two", **LINE)
    for stored in await waiting(store):
        await store.outbox.begin(stored.id)
    async with sending(store, wire, clock):
        await until_empty(store)
    assert [(body, repeated) for body, _, repeated in wire.carried] == [("one", True), ("two", True)]


async def test_nothing_is_left_of_letters_that_arrived(tmp_path: Path, clock: Clock) -> None:
    """Where they went can't be read any more, while the process goes on."""
    path = tmp_path / "lotsenbot.sqlite3"

    def traces() -> bool:
        return any(b"4711" in file.read_bytes() for file in tmp_path.iterdir())

    async with open_sqlite(path) as store, sending(store, Pigeon(), clock):
        await post(store, "letter", lane="4711")
        await until_empty(store)
        assert traces()
        async with asyncio.timeout(20):
            while traces():  # noqa: ASYNC110 - a file has no events
                await asyncio.sleep(0.05)


async def test_letters_that_cannot_be_joined_go_alone(store: Store, clock: Clock) -> None:
    """Whatever the messenger's code raises."""

    class Loner(Pigeon):
        def join(self, letter: Letter, other: Letter) -> Letter | None:
            raise ValueError

    wire = Loner()
    await post(store, "one", "two", **LINE)
    async with sending(store, wire, clock):
        await until_empty(store)
    assert [body for body, _, _ in wire.carried] == ["one", "two"]
