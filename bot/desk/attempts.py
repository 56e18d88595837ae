"""How failed logins slow down; known to this process only, and bounded. Nothing here tells an address."""

import datetime
import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

_FORGET = datetime.timedelta(minutes=30)
_MOST = 20_000


@dataclass(frozen=True)
class _Patience:
    """How many failures are free, and how many seconds to wait after each further one; the last for all that follow."""

    free: int
    pauses: tuple[int, ...]


_ACCOUNT_FROM_ADDRESS = _Patience(3, (1, 2, 4, 8, 15, 30))
_ADDRESS = _Patience(20, (1, 2, 5))
"""Trying many names from one address gets slow too."""
_ACCOUNT = _Patience(30, (2,))
"""Many addresses on one account: short pauses only, so that they can hardly lock its owner out."""


@dataclass(frozen=True)
class _Failures:
    count: int
    last: datetime.datetime


class Attempts:
    """Counts attempts by account and address; these are kept as digests whose key ends with the process."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, _Failures] = OrderedDict()
        self._proven: OrderedDict[str, None] = OrderedDict()
        """Where a login worked before: what others do elsewhere does not slow it down."""
        self._key = secrets.token_bytes(32)

    def begin(self, name: str, address: str, now: datetime.datetime) -> int:
        """Return how many seconds to wait; 0: go on. Then it counts as a failure, unless `succeeded` follows.

        Counting comes first, since many attempts may be under way at once.
        """
        counted = self._counted(name, address)
        seconds = max(self._left(key, patience, now) for key, patience in counted.items())
        if not seconds:
            for key in counted:
                self._change(key, +1, now)
        return seconds

    def succeeded(self, name: str, address: str, now: datetime.datetime) -> None:
        """Take back what `begin` counted, and trust this address with this account from now on."""
        for key in self._counted(name, address):
            self._change(key, -1, now)
        pair = self._id("pair", name, address)
        self._failures.pop(pair, None)
        self._proven[pair] = None
        _shorten(self._proven)

    def _counted(self, name: str, address: str) -> Mapping[str, _Patience]:
        """Return what an attempt counts towards."""
        pair = self._id("pair", name, address)
        if pair in self._proven:
            return {pair: _ACCOUNT_FROM_ADDRESS}
        everywhere = {self._id("account", name): _ACCOUNT, self._id("address", address): _ADDRESS}
        return {pair: _ACCOUNT_FROM_ADDRESS, **everywhere}

    def _left(self, key: str, patience: _Patience, now: datetime.datetime) -> int:
        failures = self._failures.get(key)
        if failures is None or failures.count < patience.free or now - failures.last > _FORGET:
            return 0
        pause = patience.pauses[min(failures.count - patience.free, len(patience.pauses) - 1)]
        passed = max(0.0, (now - failures.last).total_seconds())  # the clock may have been set back
        return max(0, -int(-(pause - passed) // 1))

    def _change(self, key: str, by: int, now: datetime.datetime) -> None:
        known = self._failures.pop(key, None)
        count = known.count if known and now - known.last <= _FORGET else 0
        if count + by > 0:
            self._failures[key] = _Failures(count + by, now)
        _shorten(self._failures)

    def _id(self, *parts: str) -> str:
        text = "\0".join(parts).casefold()
        return hmac.new(self._key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _shorten(kept: OrderedDict[str, _Failures] | OrderedDict[str, None]) -> None:
    while len(kept) > _MOST:
        kept.popitem(last=False)
