"""The way in: logging in and out, and how failed attempts slow down; attempts are only known to this process."""

import datetime
import hashlib
import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass

from bot.desk.passwords import Passwords
from bot.store.accounts import Account, Accounts

_FREE = 3
"""Failures before the first pause."""
_PAUSES = (1, 2, 4, 8, 15, 30)
"""Seconds to wait after each further one, from the same address."""
_FREE_ANYWHERE, _PAUSE_ANYWHERE = 30, 2
"""Many failures from everywhere: a short pause, so that nobody can lock somebody else out."""
_FORGET = datetime.timedelta(minutes=30)
_MOST = 20_000


@dataclass
class _Failures:
    count: int
    last: datetime.datetime


class Attempts:
    """Failed attempts by account and address; addresses are only kept as digests that end with the process."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, _Failures] = OrderedDict()
        self._key = secrets.token_bytes(32)

    def wait(self, name: str, address: str, now: datetime.datetime) -> int:
        """Return how many seconds one has to wait before the next attempt; 0: none."""
        near = self._pause(self._failures.get(self._id(name, address)), now, _FREE, _PAUSES)
        anywhere = self._pause(self._failures.get(self._id(name)), now, _FREE_ANYWHERE, (_PAUSE_ANYWHERE,))
        return max(near, anywhere)

    def failed(self, name: str, address: str, now: datetime.datetime) -> None:
        """Count a failed attempt."""
        for key in (self._id(name, address), self._id(name)):
            known = self._failures.pop(key, None)
            count = known.count if known and now - known.last < _FORGET else 0
            self._failures[key] = _Failures(count + 1, now)
        while len(self._failures) > _MOST:
            self._failures.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failures before."""
        self._failures.pop(self._id(name, address), None)

    def _pause(self, failures: _Failures | None, now: datetime.datetime, free: int, pauses: tuple[int, ...]) -> int:
        if failures is None or failures.count < free or now - failures.last > _FORGET:
            return 0
        pause = pauses[min(failures.count - free, len(pauses) - 1)]
        left = pause - (now - failures.last).total_seconds()
        return max(0, -int(-left // 1))

    def _id(self, *parts: str) -> str:
        return hmac.new(self._key, "\0".join(parts).encode("utf-8", "replace"), hashlib.sha256).hexdigest()


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

    def __init__(self, accounts: Accounts, passwords: Passwords, lasting: datetime.timedelta) -> None:
        self._accounts = accounts
        self._passwords = passwords
        self._lasting = lasting
        self._attempts = Attempts()

    async def enter(self, name: str, password: str, address: str, now: datetime.datetime) -> Let | Wrong | Wait:
        """Let somebody in, or not. Raises StoreError."""
        if seconds := self._attempts.wait(name, address, now):
            return Wait(seconds)
        stored = await self._accounts.hash_of(name)
        if not await self._passwords.fits(stored, password):
            self._attempts.failed(name, address, now)
            return Wrong()
        self._attempts.succeeded(name, address)
        if stored is not None and self._passwords.is_outdated(stored):
            await self._accounts.set_password(name, await self._passwords.hashed(password))
        token = secrets.token_urlsafe(32)
        await self._accounts.log_in(_digest(token), name, now)
        return Let(token)

    async def who(self, token: str, now: datetime.datetime) -> Account | None:
        """Return who is logged in with this token. Raises StoreError."""
        return await self._accounts.logged_in(_digest(token), now, self._lasting) if token else None

    async def leave(self, token: str) -> None:
        """End a login. Raises StoreError."""
        await self._accounts.log_out(_digest(token))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
