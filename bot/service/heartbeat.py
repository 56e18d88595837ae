"""Notices when the event loop is held up: then everybody waits who talks to the assistant."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

LONGEST = 0.05
"""Seconds for which nothing may hold up the loop."""
_PAUSE = 0.02
_QUIET = 60.0
"""Seconds between two lines in the log at least."""
_log = logging.getLogger(__name__)


@dataclass
class Heartbeat:
    """How late the loop was, in seconds."""

    now: Callable[[], float] = time.perf_counter
    worst: float = 0.0
    """The longest that anything was held up since it began."""
    missed: int = 0
    """How often that was longer than it may be."""
    _told: float = float("-inf")

    async def beat(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            due = self.now() + _PAUSE
            await asyncio.sleep(_PAUSE)
            self.note(self.now() - due)

    def note(self, late: float) -> None:
        """Keep how late a beat was, and say so where it matters."""
        self.worst = max(self.worst, late)
        if late <= LONGEST:
            return
        self.missed += 1
        if self.now() - self._told > _QUIET:
            self._told = self.now()
            _log.warning("something held up everybody for %.0f ms", 1000 * late)
