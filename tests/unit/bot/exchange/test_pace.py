"""How fast it goes: the loop's own clock, with rates that are over in no time."""

import asyncio

import pytest

from bot.exchange.pace import Pace, Rate, Urgency, Window

_ENDLESS = Rate(1000, 1.0)


def always(urgency: Urgency):
    return lambda: urgency


def test_a_window_holds_so_many_in_its_time() -> None:
    """In any span of that length."""
    window = Window(Rate(2, 10.0))
    assert [window.take(now) for now in (0.0, 1.0, 2.0, 9.9, 10.0, 10.5, 11.0)] == [
        *(True, True, False, False, True, False, True),
    ]
    assert window.wait(12.0) == pytest.approx(8.0)


async def test_the_most_urgent_goes_first() -> None:
    """Of equals, who came first."""
    pace, gone = Pace(Rate(1, 0.05), lambda _: _ENDLESS), []

    async def go(name: str, urgency: Urgency) -> None:
        await pace.turn(name, always(urgency))
        gone.append(name)

    order = [("first", 1), ("patient", 2), ("second", 1), ("third", 1), ("now", 0)]
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        for name, urgency in order:
            tasks.create_task(go(name, Urgency(urgency)))
    assert gone == ["first", "now", "second", "third", "patient"]


async def test_a_lane_that_is_full_holds_up_no_other() -> None:
    """It waits alone."""
    pace = Pace(_ENDLESS, lambda lane: Rate(1, 3600.0) if lane == "full" else _ENDLESS)
    await pace.turn("full", always(Urgency.WAITED_FOR))
    waiting = asyncio.create_task(pace.turn("full", always(Urgency.WAITED_FOR)))
    async with asyncio.timeout(5):
        await pace.turn("other", always(Urgency.WAITED_FOR))
    assert not waiting.done()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)


async def test_who_gives_up_takes_no_turn() -> None:
    """And the next one has it."""
    pace = Pace(Rate(1, 0.2), lambda _: _ENDLESS)
    await pace.turn("a", always(Urgency.WAITED_FOR))
    gives_up = asyncio.create_task(pace.turn("b", always(Urgency.WAITED_FOR)))
    stays = asyncio.create_task(pace.turn("c", always(Urgency.PATIENT)))
    await asyncio.sleep(0)
    assert pace.delay == pytest.approx(0.4)
    gives_up.cancel()
    async with asyncio.timeout(5):
        await stays
    assert pace.delay == 0


async def test_patient_letters_leave_half_of_a_lane_to_others() -> None:
    """What somebody waits for goes at once, even where patient ones already wait; and it gets them going again."""
    pace, urgency = Pace(_ENDLESS, lambda _: Rate(4, 3600.0)), Urgency.PATIENT
    for _ in range(2):
        await pace.turn("group", always(Urgency.PATIENT))
    waiting = asyncio.create_task(pace.turn("group", lambda: urgency))
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await pace.turn("group", always(Urgency.WAITED_FOR))
        assert not waiting.done()
        urgency = Urgency.WAITED_FOR  # such a letter came into its lane
        await waiting
    assert pace._window("group").wait(asyncio.get_running_loop().time()) > 0
