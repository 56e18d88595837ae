"""Tells pages that wait that something new is there for their person; nothing is kept here."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator

from bot.store.records import Letter


class Arrivals:
    """A bell for each page that listens."""

    def __init__(self) -> None:
        self._listening: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._closed = False

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
        self._closed = True
        for person in self._listening:
            self.ring(person)

    async def heard(self, person: str, breath: float, breaths: int) -> AsyncIterator[bool]:
        """Yield True whenever something has come, False after each `breath` (seconds) without; end after so many."""
        bell = asyncio.Event()
        self._listening[person].add(bell)
        try:
            for _ in range(breaths):
                try:
                    async with asyncio.timeout(breath):
                        await bell.wait()
                except TimeoutError:
                    pass
                if self._closed:
                    return
                come = bell.is_set()
                bell.clear()
                yield come
        finally:
            self._listening[person].discard(bell)
            if not self._listening[person]:
                del self._listening[person]
