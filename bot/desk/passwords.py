"""Passwords: which are good enough, and how they are kept and compared (argon2)."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST = 12
_LONGEST = 200


def weakness(password: str, name: str) -> str | None:
    """Return why a password is not taken, as a German sentence; None if it is good enough."""
    if len(password) < SHORTEST:
        return f"Das Passwort braucht mindestens {SHORTEST} Zeichen. Gut ist ein Satz aus mehreren Wörtern."
    if len(password) > _LONGEST:
        return f"Das Passwort darf höchstens {_LONGEST} Zeichen haben."
    if name.casefold() in password.casefold() or len(set(password)) < 5:
        return "Dieses Passwort ist zu leicht zu erraten. Gut ist ein Satz aus mehreren Wörtern."
    return None


class Passwords:
    """Hashes and checks; both take a while on purpose, and beside the event loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = ""

    async def hashed(self, password: str) -> str:
        """Return what is stored of a password."""
        return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, stored: str | None, password: str) -> bool:
        """Whether this is the password; without an account it takes just as long, so that time tells no names."""
        if stored is None:
            self._nobody = self._nobody or await self.hashed("nobody")
        try:
            return await asyncio.to_thread(self._hasher.verify, stored or self._nobody, password) and stored is not None
        except (Argon2Error, InvalidHashError, UnicodeEncodeError):
            return False

    def is_outdated(self, stored: str) -> bool:
        """Whether a hash was made with weaker parameters than are usual now."""
        return self._hasher.check_needs_rehash(stored)
