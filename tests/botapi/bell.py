"""Tells waiters in any thread and event loop that something changed."""

import asyncio
import threading


class Bell:
    """Counts changes; whoever has seen fewer is woken."""

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Something changed."""
        with self._lock:
            self.count += 1
            waiting, self._waiting = self._waiting, set()
            for future in waiting:  # under the lock: whoever gives up takes its future away first
                future.get_loop().call_soon_threadsafe(_wake, future)

    async def wait(self, seen: int) -> None:
        """Return once the count is another than `seen`."""
        future = asyncio.get_running_loop().create_future()
        with self._lock:
            if self.count != seen:
                return
            self._waiting.add(future)
        try:
            await future
        finally:
            with self._lock:
                self._waiting.discard(future)


def _wake(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
