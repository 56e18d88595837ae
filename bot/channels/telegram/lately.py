"""What happened just now, and is not to happen again so soon; forgotten with the process."""

import datetime
from collections.abc import Callable, Hashable


class Lately:
    """Remembers for a while."""

    def __init__(self, now: Callable[[], datetime.datetime], seconds: float) -> None:
        self._now = now
        self._while = datetime.timedelta(seconds=seconds)
        self._known: dict[Hashable, datetime.datetime] = {}

    def knows(self, what: Hashable) -> bool:
        """Whether something happened just now."""
        now = self._now()
        while self._known and now - next(iter(self._known.values())) >= self._while:
            del self._known[next(iter(self._known))]  # the oldest comes first
        return what in self._known

    def note(self, what: Hashable) -> None:
        """Remember something; best once it is done, lest it counts as done when it failed."""
        self._known.pop(what, None)
        self._known[what] = self._now()
