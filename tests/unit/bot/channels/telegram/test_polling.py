"""The poller's end and its pace; its talk with a server is in the end-to-end tests."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from bot.channels.telegram import polling
from bot.channels.telegram.polling import Polling
from bot.clock import utc_now


class Server:
    """Answers when the test lets it; keeps the offsets that it was asked for."""

    def __init__(self) -> None:
        self.offsets: list[int] = []
        self.answers: asyncio.Queue[asyncio.Future[list[Any]]] = asyncio.Queue()

    async def raw_updates(self, offset: int, _seconds: int, _kinds: Sequence[str]) -> list[Any]:
        self.offsets.append(offset)
        answer: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
        self.answers.put_nowait(answer)
        return await answer


class Kept:
    """Keeps what was received."""

    def __init__(self, *known: object) -> None:
        self.received: list[object] = list(known)

    async def receive(self, updates: Sequence[Mapping[str, Any]]) -> int:
        new = [update for update in updates if update not in self.received]
        self.received += new
        return len(new)


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_it_can_be_ended_while_an_answer_comes_in() -> None:
    """A cancellation in the very moment of an answer is not lost."""
    server = Server()
    polling = Polling(server, Kept().receive, utc_now)  # type: ignore[arg-type]  # as much of it as is used
    task = asyncio.create_task(polling.run())
    answer = await server.answers.get()
    answer.set_result([{"update_id": 1}])
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=2)
    running = not done
    await ended(task)
    assert not running


@pytest.mark.parametrize("answer", [[], [{"update_id": 1}]])
async def test_a_server_that_knows_no_waiting_is_not_asked_without_pause(answer: list[Any]) -> None:
    """After an answer without news that came at once there is a breath."""
    server, kept = Server(), Kept({"update_id": 1})
    moments: list[float] = []
    task = asyncio.create_task(Polling(server, kept.receive, utc_now).run())  # type: ignore[arg-type]  # as above
    for _ in range(2):
        (await server.answers.get()).set_result(answer)
        moments.append(asyncio.get_running_loop().time())
    await ended(task)
    assert moments[1] - moments[0] > 0.4


async def test_what_has_no_number_is_left_out() -> None:
    """The rest of the answer counts."""
    server, kept = Server(), Kept()
    task = asyncio.create_task(Polling(server, kept.receive, utc_now).run())  # type: ignore[arg-type]  # as above
    sent = ["nonsense", {"message": {}}, {"update_id": "9" * 5000}, {"update_id": "3"}, {"update_id": 4}]
    (await server.answers.get()).set_result(sent)
    await server.answers.get()
    await ended(task)
    assert kept.received == [{"update_id": "3"}, {"update_id": 4}]


async def test_a_number_that_none_has_is_passed_over() -> None:
    """What comes with it and after it counts: to ask for what follows it would let go of all that."""
    server, kept = Server(), Kept()
    task = asyncio.create_task(Polling(server, kept.receive, utc_now).run())  # type: ignore[arg-type]  # as above
    (await server.answers.get()).set_result([{"update_id": 7}, {"update_id": 2**63}])
    (await server.answers.get()).set_result([{"update_id": 2**63}, {"update_id": 8}])
    await server.answers.get()
    await ended(task)
    assert server.offsets == [0, 8, 9]
    assert kept.received == [{"update_id": 7}, {"update_id": 8}]


async def test_nothing_that_happens_ends_the_polling(caplog) -> None:
    """Whatever receiving leads to is noted, and the next poll is made."""
    server = Server()

    async def receive(updates: Sequence[Mapping[str, Any]]) -> int:
        raise OverflowError(str(updates))

    task = asyncio.create_task(Polling(server, receive, utc_now).run())  # type: ignore[arg-type]  # as above
    (await server.answers.get()).set_result([{"update_id": 7}])
    await server.answers.get()
    await ended(task)
    assert "OverflowError" in caplog.text
    assert "update_id" not in caplog.text


def test_a_hung_connection_is_noticed_within_fifteen_seconds() -> None:
    """The longest poll with all that it may take longer."""
    assert polling._LONG_POLL + polling._GRACE <= 15
