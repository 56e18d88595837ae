"""The poller's end and its pace; its talk with a server is in the end-to-end tests."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from bot.channels.telegram.polling import Polling
from bot.clock import utc_now
from bot.store.records import Received


class Server:
    """Answers when the test lets it; counts the polls."""

    def __init__(self) -> None:
        self.polls = asyncio.Semaphore(0)
        self.answers: asyncio.Queue[asyncio.Future[list[Any]]] = asyncio.Queue()

    async def raw_updates(self, _offset: int, _seconds: int, _kinds: Sequence[str]) -> list[Any]:
        answer: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
        self.answers.put_nowait(answer)
        return await answer


class Intake:
    """Keeps what was received."""

    def __init__(self) -> None:
        self.received: list[Received] = []

    async def receive(self, updates: Sequence[Received]) -> int:
        new = [update for update in updates if update not in self.received]
        self.received += new
        return len(new)


async def test_it_can_be_ended_while_an_answer_comes_in() -> None:
    """A cancellation in the very moment of an answer is not lost."""
    server = Server()
    polling = Polling(server, Intake(), utc_now)  # type: ignore[arg-type]  # as much of them as is used
    task = asyncio.create_task(polling.run())
    answer = await server.answers.get()
    answer.set_result([{"update_id": 1}])
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=2)
    running = not done
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert not running


@pytest.mark.parametrize("answer", [[], [{"update_id": 1}]])
async def test_a_server_that_knows_no_waiting_is_not_asked_without_pause(answer: list[Any]) -> None:
    """After an answer without news that came at once there is a breath."""
    server = Server()
    moments: list[float] = []
    intake = Intake()
    await intake.receive([Received(1, '{"update_id": 1}')])
    task = asyncio.create_task(Polling(server, intake, utc_now).run())  # type: ignore[arg-type]
    for _ in range(2):
        (await server.answers.get()).set_result(answer)
        moments.append(asyncio.get_running_loop().time())
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert moments[1] - moments[0] > 0.4


async def test_what_has_no_number_is_left_out() -> None:
    """The rest of the answer counts."""
    server, intake = Server(), Intake()
    task = asyncio.create_task(Polling(server, intake, utc_now).run())  # type: ignore[arg-type]
    (await server.answers.get()).set_result(["nonsense", {"message": {}}, {"update_id": "3"}, {"update_id": 4}])
    await server.answers.get()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert [received.number for received in intake.received] == [3, 4]
