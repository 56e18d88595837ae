"""How fast a messenger takes messages: so many within a time, in all and in each lane; who is waited for goes first."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

_MOST_LANES = 10_000


class Urgency(IntEnum):
    """Who goes first."""

    AT_ONCE = 0
    """What is worth nothing later."""
    WAITED_FOR = 1
    PATIENT = 2


@dataclass(frozen=True)
class Rate:
    """So many messages in so many seconds."""

    most: int
    seconds: float


@dataclass
class Window:
    """What was sent lately."""

    rate: Rate
    moments: deque[float] = field(default_factory=deque)

    def take(self, now: float) -> bool:
        """Count one that goes now; False, and nothing counted, if it may not."""
        if self.wait(now) > 0:
            return False
        self.moments.append(now)
        return True

    def wait(self, now: float) -> float:
        """Return the seconds until another one may go; 0 if it may now."""
        while self.moments and self.moments[0] <= now - self.rate.seconds:
            self.moments.popleft()
        return self.moments[0] + self.rate.seconds - now if len(self.moments) >= self.rate.most else 0.0


@dataclass(eq=False)
class _Waiter:
    urgency: Callable[[], Urgency]
    turn: asyncio.Future[None]


class Pace:
    """Lets senders wait for their turn."""

    def __init__(self, in_all: Rate, in_lane: Callable[[str], Rate]) -> None:
        self._all = Window(in_all)
        self._rate_of = in_lane
        self._lanes: dict[str, Window] = {}
        self._waiters: deque[_Waiter] = deque()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def delay(self) -> float:
        """Return the seconds that somebody waits who comes now, roughly."""
        return len(self._waiters) * self._all.rate.seconds / self._all.rate.most

    async def turn(self, lane: str, urgency: Callable[[], Urgency]) -> None:
        """Wait until a message may go to a lane; the urgency is asked for when it is decided who goes first."""
        loop = asyncio.get_running_loop()
        window = self._window(lane)
        while (seconds := window.wait(loop.time())) > 0:  # noqa: ASYNC110 - there is nothing to wait for but the time
            await asyncio.sleep(seconds)
        if self._waiters or self._all.wait(loop.time()) > 0:
            waiter = _Waiter(urgency, loop.create_future())
            self._waiters.append(waiter)
            self._wake_later()
            try:
                await waiter.turn
            except asyncio.CancelledError:
                if waiter in self._waiters:
                    self._waiters.remove(waiter)
                raise
        else:
            self._all.moments.append(loop.time())
        window.moments.append(loop.time())

    def _window(self, lane: str) -> Window:
        if len(self._lanes) > _MOST_LANES:
            now = asyncio.get_running_loop().time()
            self._lanes = {name: one for name, one in self._lanes.items() if one.wait(now) or one.moments}
        return self._lanes.setdefault(lane, Window(self._rate_of(lane)))

    def _wake_later(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._all.wait(loop.time()), self._wake)

    def _wake(self) -> None:
        """Give as many turns as there are, to the most urgent first, and of those in the order in which they came."""
        self._timer = None
        now = asyncio.get_running_loop().time()
        while self._waiters and self._all.wait(now) <= 0:
            first = min(self._waiters, key=lambda one: one.urgency())  # of equals the first
            self._waiters.remove(first)
            if not first.turn.done():
                first.turn.set_result(None)
                self._all.moments.append(now)
        if self._waiters:
            self._wake_later()
