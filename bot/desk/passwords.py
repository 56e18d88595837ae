"""Passwords: which are good enough, and how they are kept and compared (argon2)."""

import asyncio
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from bot.words import words

SHORTEST = 12
_LONGEST = 200
_AT_ONCE = 2
"""Each computation takes 64 MB for a moment; more of them wait."""


def weakness(password: str, name: str) -> str | None:
    """Return why a password is not taken, as a German sentence; None if it is good enough."""
    if len(password) < SHORTEST:
        return words().passwords.short.format(shortest=SHORTEST)
    if len(password) > _LONGEST:
        return words().passwords.long.format(longest=_LONGEST)
    beside_name = password.casefold().replace(name.casefold(), "")
    if len(beside_name) < SHORTEST // 2 or len(set(password)) < 5:
        return words().passwords.easy
    return None


class Passwords:
    """Hashes and checks; both take a while on purpose, and beside the event loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def hashed(self, password: str) -> str:
        """Return what is stored of a password."""
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, _composed(password))

    async def fits(self, stored: str | None, password: str) -> bool:
        """Whether this is the password; without an account it takes just as long, so that time tells no names."""
        if stored is None:
            await self.hashed(password)
            return False
        try:
            async with self._turn:
                return await asyncio.to_thread(self._hasher.verify, stored, _composed(password))
        except (Argon2Error, InvalidHashError):
            return False

    def is_outdated(self, stored: str) -> bool:
        """Whether a hash was made with other parameters than are usual now."""
        return self._hasher.check_needs_rehash(stored)


def _composed(password: str) -> bytes:
    """Return a password as it is everywhere: keyboards differ in how they send an umlaut."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
