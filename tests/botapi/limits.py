"""The Bot API's limits on sending: 1 message a second to a chat, 20 a minute to a group, 30 a second over all."""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.botapi.errors import too_many_requests
from tests.botapi.shapes import Chat


@dataclass
class _Window:
    most: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until there is room; 0 if there is."""
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        return self.times[0] + self.seconds - now if len(self.times) >= self.most else 0.0


class Limits:
    """Counts what was sent; off until a test switches it on."""

    def __init__(self) -> None:
        self.enforced = False
        self._overall = _Window(30, 1)
        self._chats: defaultdict[int, _Window] = defaultdict(lambda: _Window(1, 1))
        self._groups: defaultdict[int, _Window] = defaultdict(lambda: _Window(20, 60))

    def count(self, chat: Chat) -> None:
        """Count one message to the chat, or refuse it with `retry_after`."""
        if not self.enforced:
            return
        windows = [self._overall, self._chats[chat.id]]
        if chat.type != "private":
            windows.append(self._groups[chat.id])
        now = time.monotonic()
        wait = max(window.wait(now) for window in windows)
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        for window in windows:
            window.times.append(now)
