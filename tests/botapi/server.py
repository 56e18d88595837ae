"""The server in a thread of this process, with an event loop of its own."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Self, TypeVar

from tests.botapi.application import Application
from tests.botapi.bell import Bell
from tests.botapi.listener import Listener
from tests.botapi.script import Script
from tests.botapi.stage import Staged, is_deed
from tests.botapi.webhook import deliver
from tests.botapi.world import BOT_ID, World

TOKEN = f"{BOT_ID}:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
USERNAME = "lotsenbot"
R = TypeVar("R")


class LocalStage:
    """Plays steps on a world of this process, and serves that world."""

    def __init__(self, world: World, port: int) -> None:
        self.world, self._bell = world, Bell()
        self.listener = Listener(Application(world, self._bell).asgi, port)
        self._listeners = [self.listener]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="botapi", daemon=True)
        self._delivery: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Serve from now on."""
        self._thread.start()
        self.run(self._open())

    def stop(self) -> None:
        """Hang up, and end thread and loop."""
        self.run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        for listener in self._listeners:
            listener.close()
        self.world.record.close()

    def run(self, work: Coroutine[Any, Any, R]) -> R:
        """Have something done in the server's loop; call it from any other thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def play(self, step: Callable[..., R], script: Staged, *args: Any, **kwargs: Any) -> R:
        with self.world.lock:
            result = step(script, *args, **kwargs)
            if is_deed(step):
                self._bell.ring()
        return result

    async def changed(self, seen: int, seconds: float) -> int:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._bell.wait(seen)
        return self._bell.count

    def listen(self, *, on: bool) -> None:
        self.run(self.listener.listen() if on else self._go_deaf())

    def add(self, listener: Listener) -> None:
        """Serve another application beside, until the end."""
        self._listeners.append(listener)
        self.run(listener.listen())

    async def _open(self) -> None:
        self._delivery = asyncio.create_task(deliver(self.world, self._bell))
        await self.listener.listen()

    async def _go_deaf(self) -> None:
        await self.listener.go_deaf()
        await self.listener.idle()

    async def _close(self) -> None:
        for listener in self._listeners:
            await listener.go_deaf()
        self._bell.ring()  # whoever still waits for a change finds that nobody listens any more
        for listener in self._listeners:
            await listener.idle()
        if self._delivery is not None:
            self._delivery.cancel()
            await asyncio.wait({self._delivery})


class BotApi(Script):
    """A Bot API server while its `with` block lasts."""

    def __init__(
        self, *, token: str = TOKEN, username: str = USERNAME, port: int = 0, journal: Path | None = None
    ) -> None:
        self.stage = LocalStage(World(token=token, username=username, journal=journal), port)
        super().__init__(self.stage)
        self.token, self.username, self.root = token, username, self.stage.listener.root

    def __enter__(self) -> Self:
        self.stage.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stage.stop()
