"""The server in a process of its own, which lives on when the bot or the test's loop does not."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, Self, TypeVar

import httpx

from tests.botapi.script import Script
from tests.botapi.stage import Staged
from tests.botapi.wire import Wires

R = TypeVar("R")
_REPOSITORY = Path(__file__).parents[2]
_PATIENCE = 30.0
_LONGEST_LOOK = 1.0  # seconds in one request; a wait that is given up lingers no longer


class RemoteStage:
    """Plays steps over HTTP."""

    def __init__(self, root: str) -> None:
        self._client = httpx.Client(base_url=root, timeout=_PATIENCE, verify=False)  # noqa: S501  this machine

        self._wires = Wires()

    def play(self, step: Callable[..., R], script: Staged, *args: Any, **kwargs: Any) -> R:
        wire = self._wires.of(step)
        response = self._client.post(f"/control/{step.__name__}", json=wire.write_arguments(script, *args, **kwargs))
        if response.is_error:
            raise AssertionError(response.json()["problem"])
        result: R = wire.read_result(response.content)
        return result

    async def changed(self, seen: int, seconds: float) -> int:
        question = {"seen": str(seen), "seconds": str(max(0.0, min(seconds, _LONGEST_LOOK)))}
        response = await asyncio.to_thread(self._client.get, "/control/changes", params=question)
        return int(response.json())

    def listen(self, *, on: bool) -> None:
        self._client.post("/control/listen", json=on).raise_for_status()

    @property
    def world(self) -> NoReturn:
        raise AssertionError("The world is in another process; only steps see it")

    def close(self) -> None:
        self._client.close()


class RemoteBotApi(Script):
    """`python -m tests.botapi` while the `with` block lasts."""

    def __init__(self, *, journal: Path | None = None) -> None:
        command = [sys.executable, "-m", "tests.botapi", "--port", "0"]
        command += ["--journal", str(journal)] if journal else []
        self._process = subprocess.Popen(command, cwd=_REPOSITORY, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        about: dict[str, str] = json.loads(self._process.stdout.readline())
        self._remote = RemoteStage(about["control"])
        super().__init__(self._remote)
        self.root, self.token, self.username = about["root"], about["token"], about["username"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._remote.close()
        self._process.terminate()
        self._process.communicate()
