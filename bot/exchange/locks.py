"""One thing at a time in a person's conversation; whoever changes it holds its lock meanwhile."""

import asyncio
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Locks:
    """One lock for each person, for as long as somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()

    def __len__(self) -> int:
        return len(self._locks)

    @asynccontextmanager
    async def alone_with(self, person: str) -> AsyncIterator[None]:
        """Let nothing else happen in the conversation of a person (the pseudonym) meanwhile."""
        async with self._locks.setdefault(person, asyncio.Lock()):
            yield
