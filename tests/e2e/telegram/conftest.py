"""The real process, `lotsenbot run`, against a server that behaves as the Bot API."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.botapi import BotApi
from tests.e2e import process

GROUP_TITLE = "Digital-Lotsen"


async def until(predicate: Callable[[], bool], timeout: float = 60.0) -> None:  # noqa: ASYNC109 - as `wait_for` of the server
    """Wait for what the server does not know: a line in the log, a row in the database."""
    async with asyncio.timeout(timeout):
        while not predicate():  # noqa: ASYNC110 - files have no events
            await asyncio.sleep(0.05)


class Process(process.Process):
    """The assistant with its settings for Telegram."""

    def __init__(self, api: BotApi, folder: Path, **settings: str) -> None:
        telegram = {"LOTSENBOT_TELEGRAM_TOKEN": api.token, "LOTSENBOT_TELEGRAM_BASE_URL": api.root}
        super().__init__(folder, **telegram, **settings)

    async def logs(self, text: str) -> None:
        """Wait for a line in the log, of which the server knows nothing."""
        await until(lambda: text in self.log)


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@pytest.fixture(name="process")
def new_process(api: BotApi, tmp_path: Path) -> Iterator[Process]:
    """A process that was not started yet."""
    made = Process(api, tmp_path)
    yield made
    if made.running:
        made.stop(signal.SIGKILL)


@pytest.fixture
async def bot(api: BotApi, process: Process) -> Process:
    """A process that is connected."""
    process.start()
    await api.wait_for(lambda: "connected" in process.log, timeout=60)
    return process


@pytest.fixture
def anna(api):
    return api.person("Anna", "anna_s")


@pytest.fixture
def chat(api, anna):
    return api.private(anna)
