"""The way in: logging in and out, and who is in."""

import datetime
import hashlib
import secrets
from dataclasses import dataclass

from bot.desk.attempts import Attempts
from bot.desk.passwords import Passwords
from bot.store.ports import Accounts, Logins
from bot.store.records import Account


@dataclass(frozen=True)
class Let:
    """Somebody is in: what the browser keeps."""

    token: str


@dataclass(frozen=True)
class Wrong:
    """Name or password is wrong; which of them is not said."""


@dataclass(frozen=True)
class Wait:
    """Too many attempts: this one was not even looked at."""

    seconds: int


class Door:
    """Lets people in and knows who is in."""

    def __init__(self, accounts: Accounts, logins: Logins, passwords: Passwords, lasting: datetime.timedelta) -> None:
        self._accounts = accounts
        self._logins = logins
        self._passwords = passwords
        self._lasting = lasting
        self._attempts = Attempts()

    async def enter(self, name: str, password: str, address: str, now: datetime.datetime) -> Let | Wrong | Wait:
        """Let somebody in, or not. Raises StoreError."""
        if seconds := self._attempts.begin(name, address, now):
            return Wait(seconds)
        known = await self._accounts.find(name)
        if not await self._passwords.fits(known.hash if known else None, password) or known is None:
            return Wrong()
        self._attempts.succeeded(name, address, now)
        if self._passwords.is_outdated(known.hash):
            known = await self._accounts.renew_hash(known, await self._passwords.hashed(password))
        token = secrets.token_urlsafe(32)
        let = await self._logins.begin(_digest(token), known, now, self._lasting)
        return Let(token) if let else Wrong()

    async def who(self, token: str, now: datetime.datetime) -> Account | None:
        """Return who is logged in with this token. Raises StoreError."""
        return await self._logins.account_of(_digest(token), now, self._lasting) if token else None

    async def leave(self, token: str) -> None:
        """End a login. Raises StoreError."""
        await self._logins.end(_digest(token))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
