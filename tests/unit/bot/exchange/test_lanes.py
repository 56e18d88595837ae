"""Work in order within a lane, at once between lanes, and an end that does not wait for rests."""

import asyncio
from collections import deque

from bot.exchange.lanes import Lanes


async def test_a_lane_keeps_its_order_and_holds_up_no_other() -> None:
    """What waits in one lane waits alone."""
    done: list[str] = []
    gate = asyncio.Event()

    async def work(item: str) -> None:
        if item == "a1":
            await gate.wait()
        done.append(item)
        if item == "b1":
            gate.set()

    lanes = Lanes(lambda waiting: work(waiting.popleft()))
    for item in ("a1", "a2", "b1"):
        lanes.put(item[0], item)
    async with asyncio.timeout(5):
        await gate.wait()
        await lanes.close(5)
    assert done[:2] == ["b1", "a1"]


async def test_closing_lets_work_end_and_cuts_rests_short() -> None:
    """Work under way is finished; a rest of an hour is not waited for, nor what waits behind it."""
    begun, done = asyncio.Semaphore(0), []
    go_on = asyncio.Event()

    async def work(item: str) -> None:
        begun.release()
        if item == "rests":
            with lanes.resting():
                await asyncio.sleep(3600)
        else:
            await go_on.wait()
        done.append(item)

    lanes = Lanes(lambda waiting: work(waiting.popleft()))
    for lane, item in (("a", "rests"), ("a", "behind"), ("b", "works")):
        lanes.put(lane, item)
    async with asyncio.timeout(5):
        await begun.acquire()
        await begun.acquire()
        asyncio.get_running_loop().call_soon(go_on.set)
        await lanes.close(60)
    assert done == ["works"]


async def test_closed_lanes_take_nothing_more() -> None:
    """What comes later is left to the next start, and nobody begins a rest."""
    done: list[str] = []

    async def work(item: str) -> None:
        done.append(item)

    lanes = Lanes(lambda waiting: work(waiting.popleft()))
    await lanes.close(0)
    lanes.put("a", "late")
    for _ in range(3):
        await asyncio.sleep(0)
    assert not done


async def test_work_that_does_not_end_is_cancelled() -> None:
    """After the grace it is over."""

    async def work(_: str) -> None:
        await asyncio.Event().wait()

    lanes = Lanes(lambda waiting: work(waiting.popleft()))
    lanes.put("a", "endless")
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await lanes.close(0.01)


async def test_a_lane_outlives_what_fails_in_it(caplog) -> None:
    """Whether the item was taken or not; the rest is done."""
    done: list[str] = []

    async def work(waiting: deque[str]) -> None:
        if waiting[0] == "never taken":
            raise OverflowError
        item = waiting.popleft()
        if item == "taken":
            raise OverflowError
        done.append(item)

    lanes = Lanes(work)
    for item in ("never taken", "taken", "fine"):
        lanes.put("a", item)
    async with asyncio.timeout(5):
        while not done:  # noqa: ASYNC110 - a lane has no event
            await asyncio.sleep(0)
    await lanes.close(5)
    assert done == ["fine"]
    assert caplog.text.count("OverflowError") == 2
