"""How fast somebody may do something: so often within any minute, and no more."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable

_MINUTE = 60.0
_MOST_KEYS = 20_000
"""More are not told apart: who did nothing for longest is forgotten."""


class Allowance:
    """Counts in this process only; what was refused does not count."""

    def __init__(self, a_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._most = a_minute
        self._now = now
        self._done: OrderedDict[str, deque[float]] = OrderedDict()

    def allows(self, who: str) -> bool:
        """Whether somebody may do it once more now; then it counts as done."""
        now = self._now()
        done = self._done.setdefault(who, deque(maxlen=self._most))
        self._done.move_to_end(who)
        if len(self._done) > _MOST_KEYS:
            self._done.popitem(last=False)
        if len(done) == self._most and now - done[0] < _MINUTE:
            return False
        done.append(now)  # and the first one, of more than a minute ago, goes
        return True
