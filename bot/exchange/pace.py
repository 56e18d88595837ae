"""How fast a messenger takes messages: so many within a time, in all and in each lane; who is waited for goes first."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

_MOST_LANES = 10_000
_LOOK = 0.5
"""Seconds after which a lane that waits looks again for what it has to send."""


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

    def wait(self, now: float, spare: int = 0) -> float:
        """Return the seconds until another one may go and so many more still could; 0 if it may now."""
        while self.moments and self.moments[0] <= now - self.rate.seconds:
            self.moments.popleft()
        over = len(self.moments) - (self.rate.most - spare)
        return self.moments[over] + self.rate.seconds - now if over >= 0 else 0.0


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
        self._waiting: Counter[str] = Counter()

    def waits(self, lane: str) -> bool:
        """Whether something waits for its turn in a lane."""
        return lane in self._waiting

    @property
    def delay(self) -> float:
        """Return the seconds that somebody waits who comes now, roughly."""
        return len(self._waiters) * self._all.rate.seconds / self._all.rate.most

    async def turn(self, lane: str, urgency: Callable[[], Urgency]) -> None:
        """Wait until a message may go to a lane; the urgency is asked for when it is decided who goes first."""
        self._waiting[lane] += 1
        try:
            await self._turn(lane, urgency)
        finally:
            self._waiting[lane] -= 1
            if not self._waiting[lane]:
                del self._waiting[lane]

    async def _turn(self, lane: str, urgency: Callable[[], Urgency]) -> None:
        loop = asyncio.get_running_loop()
        window = self._window(lane)
        while (seconds := window.wait(loop.time(), _spare(window.rate, urgency()))) > 0:  # noqa: ASYNC110 - time has no event
            await asyncio.sleep(min(seconds, _LOOK))  # something more urgent may have come into the lane
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


def _spare(rate: Rate, urgency: Urgency) -> int:
    """Return how many turns of its lane a letter leaves to others: a patient one half of them."""
    return rate.most // 2 if urgency is Urgency.PATIENT else 0
