"""Logging in: passwords, pauses after failures, logins that end."""

import datetime

import pytest
from argon2 import PasswordHasher

from bot.desk.door import Door, Let, Wait, Wrong
from bot.desk.passwords import Passwords
from bot.store.records import AccountRole
from tests.fakes import memory_store

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SECRET = "ein langer satz hier"  # noqa: S105 - opens nothing but these tests


def later(**span):
    return NOON + datetime.timedelta(**span)


@pytest.fixture
async def store():
    store = memory_store()
    await store.accounts.add("karla", AccountRole.TRAINER, await Passwords(QUICK).hashed(SECRET), NOON)
    return store


@pytest.fixture
def door(store):
    return Door(store.accounts, store.logins, Passwords(QUICK), datetime.timedelta(hours=12))


async def test_the_right_password_lets_in(door):
    """Whoever has it gets a token by which they are known until they leave."""
    let = await door.enter("karla", SECRET, "192.0.2.1", NOON)
    assert isinstance(let, Let)
    account = await door.who(let.token, later(minutes=5))
    assert account
    assert (account.name, account.role) == ("karla", AccountRole.TRAINER)
    await door.leave(let.token)
    assert await door.who(let.token, later(minutes=6)) is None


@pytest.mark.parametrize(
    ("name", "password"), [("karla", "falsch"), ("niemand", SECRET), ("", ""), ("karla", "\ud800")]
)
async def test_anything_else_does_not(door, name, password):
    """A wrong password and an unknown name get the same answer."""
    assert await door.enter(name, password, "192.0.2.1", NOON) == Wrong()


async def test_the_store_holds_neither_password_nor_token(door, store):
    """Who reads it can neither log in nor guess quickly."""
    let = await door.enter("karla", SECRET, "192.0.2.1", NOON)
    assert isinstance(let, Let)
    stored = str(store.logins.memory)
    assert "$argon2id$" in stored
    assert let.token not in stored
    assert SECRET not in stored


async def test_a_login_ends_by_itself(door):
    """Unused for a quarter of its time, or when its time is over."""
    let = await door.enter("karla", SECRET, "192.0.2.1", NOON)
    assert isinstance(let, Let)
    assert await door.who(let.token, later(hours=2, minutes=59))
    assert await door.who(let.token, later(hours=5, minutes=50))
    assert await door.who(let.token, later(hours=9)) is None


async def test_failures_slow_down_and_success_forgets_them(door):
    """After three failures an attempt is not even looked at for a while, longer each time; a pause ends by itself."""
    for _ in range(3):
        assert await door.enter("karla", "falsch", "192.0.2.1", NOON) == Wrong()
    assert await door.enter("karla", SECRET, "192.0.2.1", NOON) == Wait(1)
    assert await door.enter("karla", "falsch", "192.0.2.1", later(seconds=2)) == Wrong()
    assert await door.enter("karla", SECRET, "192.0.2.1", later(seconds=2)) == Wait(2)
    assert isinstance(await door.enter("karla", SECRET, "192.0.2.1", later(seconds=5)), Let)
    assert await door.enter("karla", "falsch", "192.0.2.1", later(seconds=5)) == Wrong()
