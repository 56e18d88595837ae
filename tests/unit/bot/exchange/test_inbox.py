"""The inbox with a messenger whose handling the test leads."""

import asyncio
import datetime

import pytest

from bot.clock import utc_now
from bot.errors import StoreError
from bot.exchange.inbox import Arrival, Intake
from bot.store.ports import Store
from bot.store.records import Attached, Received
from tests.fakes import memory_store

HERE = "pigeon"


class Handler:
    """Keeps what it handled, as a messenger does; stumbles where the test says."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.handled: list[str] = []
        self.apologised: list[str] = []
        self.slowed: list[str] = []
        self.stumbles: dict[str, list[Exception]] = {}

    async def handle(self, content: str, received: Received) -> None:
        if stumbles := self.stumbles.get(content):
            raise stumbles.pop()
        self.handled.append(content)
        await self._deal(received)

    async def apologise(self, content: str, received: Received) -> None:
        self.apologised.append(content)
        await self._deal(received)

    async def slow_down(self, lane: str) -> None:
        self.slowed.append(lane)

    async def _deal(self, received: Received) -> None:
        await self.store.inbox.settle(Attached((HERE, received.id)), utc_now())


@pytest.fixture
def store() -> Store:
    return memory_store()


@pytest.fixture
def handling(store: Store) -> Handler:
    return Handler(store)


@pytest.fixture
def intake(store: Store, handling: Handler) -> Intake[str]:
    return Intake(HERE, store.inbox, handling, utc_now)


def update(key: str, content: str = "", lane: str = "lane", *, paced: bool = True) -> Arrival[str]:
    return Arrival(Received(key, f"stored {content or key}"), lane, content or key, paced=paced)


def read(received: Received) -> Arrival[str] | None:
    content = received.body.removeprefix("stored ")
    return None if content == "nothing" else update(received.id, content)


async def done(store: Store) -> None:
    async with asyncio.timeout(20):
        while await store.inbox.waiting(HERE):  # noqa: ASYNC110 - a file has no events
            await asyncio.sleep(0.01)


async def test_an_update_is_stored_before_it_is_handled(store: Store, handling: Handler) -> None:
    """When `receive` returns, it lasts, also if nothing more happens."""
    intake = Intake(HERE, store.inbox, handling, utc_now)
    await intake.close(0)
    assert await intake.receive([update("a")]) == 1
    assert [received.id for received in await store.inbox.waiting(HERE)] == ["a"]
    assert handling.handled == []


async def test_an_id_that_is_known_is_not_new(store: Store, handling: Handler, intake: Intake[str]) -> None:
    """Within one delivery, in the next, after it was dealt with, and after a restart; another channel's ids differ."""
    assert await intake.receive([update("1", "first"), update("1", "twin"), update("2", "second")]) == 2
    assert await intake.receive([update("2", "again"), update("3", "third")]) == 1
    await done(store)
    assert await intake.receive([update("1", "again"), update("3", "again")]) == 0
    assert await Intake(HERE, store.inbox, handling, utc_now).receive([update("2", "again")]) == 0
    await done(store)
    assert handling.handled == ["first", "second", "third"]
    assert len(await store.inbox.receive("owl", [Received("1", "")], utc_now())) == 1


async def test_ids_are_known_for_three_days(store: Store, intake: Intake[str]) -> None:
    """What is forgotten then is no earlier than what a messenger still repeats."""
    await intake.receive([update("1")])
    await done(store)
    await store.inbox.forget(utc_now() - datetime.timedelta(days=1))
    assert await intake.receive([update("1")]) == 0
    await store.inbox.forget(utc_now() + datetime.timedelta(seconds=1))
    assert await intake.receive([update("1")]) == 1


async def test_after_a_restart_updates_are_handled_in_the_order_in_which_they_came(
    store: Store, handling: Handler, intake: Intake[str]
) -> None:
    """Which need not be the order of their ids; what nothing can be made of is let go."""
    came = [Received(key, f"stored {key}") for key in ("9", "z", "10", "a", str(2**80))]
    await store.inbox.receive(HERE, [*came, Received("b", "stored nothing")], utc_now())
    await intake.resume(read)
    await done(store)
    assert handling.handled == ["9", "z", "10", "a", str(2**80)]


async def test_a_failing_database_is_waited_for(store: Store, handling: Handler, intake: Intake[str]) -> None:
    """The update keeps its place, and nobody is told that it failed."""
    handling.stumbles["a"] = [StoreError("Die Datenbank ist gesperrt.", "Warten Sie.")]
    await intake.receive([update("a"), update("b")])
    await done(store)
    assert (handling.handled, handling.apologised) == (["a", "b"], [])


async def test_whatever_goes_wrong_the_next_one_has_its_turn(
    store: Store, handling: Handler, intake: Intake[str], caplog: pytest.LogCaptureFixture
) -> None:
    """There is an apology, and the log does not say what somebody wrote."""
    handling.stumbles["a"] = [RuntimeError("Geheimnis")]
    await intake.receive([update("a"), update("b")])
    await done(store)
    assert (handling.handled, handling.apologised) == (["b"], ["a"])
    assert "RuntimeError in test_inbox.py" in caplog.text
    assert "Geheimnis" not in caplog.text


async def test_who_floods_is_told_once_and_slows_nobody_else(
    store: Store, handling: Handler, intake: Intake[str]
) -> None:
    """What does not count for a pace does not slow down."""
    flood = [update(f"f{number}", lane="flood") for number in range(40)]
    calm = [update(f"c{number}", lane="calm", paced=False) for number in range(40)]
    await intake.receive([*flood, *calm])
    async with asyncio.timeout(20):
        while len(handling.handled) < 73:  # noqa: ASYNC110 - a fake has no events
            await asyncio.sleep(0.01)
    await intake.close(5)
    assert handling.slowed == ["flood"]
    assert {f"c{number}" for number in range(40)} <= set(handling.handled)
