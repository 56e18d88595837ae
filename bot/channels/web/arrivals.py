"""Tells pages that wait that something new is there for their person; nothing is kept here."""

import asyncio
from collections import defaultdict

from bot.store import Letter


class Arrivals:
    """A bell for each person, for as long as somebody listens to it."""

    def __init__(self) -> None:
        self._listening: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.closed = False

    def ring(self, person: str) -> None:
        """Tell the pages of a person."""
        for bell in self._listening.get(person, ()):
            bell.set()

    def of_letter(self, letter: Letter) -> None:
        """Tell the pages for which a letter was stored; other letters are somebody else's to send."""
        if letter.fetched:
            self.ring(letter.lane)

    def close(self) -> None:
        """Let every page go: the process ends."""
        self.closed = True
        for person in list(self._listening):
            self.ring(person)

    async def wait(self, person: str, seconds: float) -> bool:
        """Return True when something has come, False when nothing did for so long."""
        bell = asyncio.Event()
        self._listening[person].add(bell)
        try:
            await asyncio.wait_for(bell.wait(), seconds)
        except TimeoutError:
            return False
        finally:
            self._listening[person].discard(bell)
            if not self._listening[person]:
                del self._listening[person]
        return True
