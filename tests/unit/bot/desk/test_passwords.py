"""Which passwords are taken, and how they are compared."""

import time

import pytest
from argon2 import PasswordHasher

from bot.desk.passwords import Passwords, weakness

FAST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.mark.parametrize(
    ("password", "fine"),
    [
        ("ein langer Satz hier", True),
        ("zwölf zeich!", True),
        ("kurz", False),
        ("karlakarlakarla", False),
        ("Karla-Karla1", False),
        ("aaaaaaaaaaaaaaaa", False),
        ("x" * 201, False),
    ],
)
def test_length_counts_and_the_name_is_no_password(password, fine):
    """Twelve characters that are not the name: no rules on digits and signs."""
    assert (weakness(password, "karla") is None) is fine


def test_a_short_name_may_occur_in_a_password():
    """Somebody called "al" need not avoid "Salat"."""
    assert weakness("Kartoffelsalat mit Senf", "al") is None


async def test_only_the_password_fits():
    """The hash is salted argon2id and shows nothing of the password."""
    passwords = Passwords(FAST)
    stored = await passwords.hashed("ein langer Satz")
    assert stored.startswith("$argon2id$")
    assert stored != await passwords.hashed("ein langer Satz")
    assert await passwords.fits(stored, "ein langer Satz")
    assert not await passwords.fits(stored, "ein langer satz")
    assert not await passwords.fits(None, "ein langer Satz")
    assert not await passwords.fits("broken", "ein langer Satz")


async def test_an_umlaut_is_the_same_on_every_keyboard():
    """ü as one character and as u with dots are one password."""
    passwords = Passwords(FAST)
    assert await passwords.fits(await passwords.hashed("Gem\u00fcse am Montag"), "Gemu\u0308se am Montag")


async def test_time_tells_no_names():
    """Without an account just as much is computed."""
    passwords = Passwords(PasswordHasher(time_cost=2, memory_cost=16_384, parallelism=1))
    stored = await passwords.hashed("ein langer Satz")

    async def taken(known):
        started = time.perf_counter()
        await passwords.fits(known, "falsch")
        return time.perf_counter() - started

    best = [min([await taken(known) for _ in range(7)]) for known in (stored, None)]
    assert max(best) < 3 * min(best)


async def test_weaker_hashes_are_noticed():
    """A hash of other parameters is to be renewed, one of today's is not."""
    stored = await Passwords(FAST).hashed("ein langer Satz")
    assert not Passwords(FAST).is_outdated(stored)
    assert Passwords().is_outdated(stored)
