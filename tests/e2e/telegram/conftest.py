"""The real process, `lotsenbot run`, against a server that behaves as the Bot API."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.botapi import BotApi

GROUP_TITLE = "Digital-Lotsen"


class Process:
    """The assistant as whoever runs it starts it; may be killed and started again."""

    def __init__(self, api: BotApi, folder: Path, **settings: str) -> None:
        self._folder = folder
        self._env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LOTSENBOT_")},
            "LOTSENBOT_TELEGRAM_TOKEN": api.token,
            "LOTSENBOT_TELEGRAM_BASE_URL": api.root,
            "LOTSENBOT_DATABASE": str(folder / "lotsenbot.sqlite3"),
            "LOTSENBOT_HTTP_PORT": "0",
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> Path:
        return self._folder / "lotsenbot.sqlite3"

    @property
    def log(self) -> str:
        return (self._folder / "log").read_text("utf-8")

    def start(self) -> None:
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=self._env, stderr=log)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        return self._process.wait(90)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@pytest.fixture
def process(api: BotApi, tmp_path: Path) -> Iterator[Process]:
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
