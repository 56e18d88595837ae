"""Accounts, logins and the record of deeds."""

import datetime

import pytest
from argon2 import PasswordHasher

from bot.desk.door import Door, Let, Wrong
from bot.desk.passwords import Passwords
from bot.store.records import AccountRole

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
LASTING = 12 * HOUR
PASSWORD = "ein langer Satz hier"  # noqa: S105 - of an account that lives as long as a test
FAST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
async def accounts(store):
    hashed = await Passwords(FAST).hashed(PASSWORD)
    assert await store.accounts.add("Karla", AccountRole.TRAINER, hashed, NOON)
    return store.accounts


@pytest.fixture
def door(store, accounts):
    return Door(accounts, store.logins, Passwords(FAST), LASTING)


async def test_a_name_is_given_once(store, accounts):
    """A taken name is refused, in capitals too, and nothing is put on record for it."""
    assert not await accounts.add("karla", AccountRole.LOTSE, "hash", NOON)
    [karla] = await accounts.all()
    assert (karla.name, karla.role, karla.created_at) == ("Karla", AccountRole.TRAINER, NOON)
    assert len(await store.deeds.latest()) == 1


async def test_the_right_password_lets_in(door):
    """Name (in capitals or not) and password open the door; anything else gets the same answer."""
    let = await door.enter("karla", PASSWORD, "here", NOON)
    assert isinstance(let, Let)
    assert (await door.who(let.token, NOON)).name == "Karla"
    assert await door.enter("karla", "falsch", "here", NOON) == Wrong()
    assert await door.enter("niemand", PASSWORD, "here", NOON) == Wrong()
    assert await door.who("ausgedacht", NOON) is None
    assert await door.who("", NOON) is None


async def test_a_login_ends(door):
    """It ends after a quarter of its time without use, after all of it with use, and by leaving."""
    token = (await door.enter("Karla", PASSWORD, "here", NOON)).token
    assert await door.who(token, NOON + 2.9 * HOUR)
    assert await door.who(token, NOON + 5.8 * HOUR)
    assert await door.who(token, NOON + 8.9 * HOUR) is None
    for hours in range(1, 6):
        await door.who(token, NOON + 2 * hours * HOUR)
    assert await door.who(token, NOON + 12 * HOUR) is None
    token = (await door.enter("Karla", PASSWORD, "here", NOON)).token
    await door.leave(token)
    assert await door.who(token, NOON) is None


async def test_a_new_password_or_no_account_ends_all_logins(door, store, accounts):
    """Whoever was in with the old password is out."""
    token = (await door.enter("Karla", PASSWORD, "here", NOON)).token
    assert await accounts.set_password("karla", "hash", NOON)
    assert await door.who(token, NOON) is None
    await accounts.set_password("karla", await Passwords(FAST).hashed(PASSWORD), NOON)
    token = (await door.enter("Karla", PASSWORD, "here", NOON)).token
    assert await accounts.remove("karla", NOON)
    assert await door.who(token, NOON) is None
    assert not await accounts.remove("karla", NOON)
    assert not await accounts.set_password("karla", "hash", NOON)
    assert [one.deed for one in await store.deeds.latest()].count("konto-entfernen") == 1


async def test_a_weaker_hash_is_renewed_at_the_next_login(door, store, accounts):
    """With stronger parameters the hash is made anew; logins elsewhere go on, the password stays."""
    elsewhere = (await door.enter("Karla", PASSWORD, "elsewhere", NOON)).token
    before = (await accounts.find("Karla")).hash
    stronger = Door(
        accounts, store.logins, Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)), LASTING
    )
    assert isinstance(await stronger.enter("Karla", PASSWORD, "here", NOON), Let)
    assert (await accounts.find("Karla")).hash != before
    assert await door.who(elsewhere, NOON)
    assert isinstance(await stronger.enter("Karla", PASSWORD, "here", NOON), Let)


async def test_a_password_changed_meanwhile_lets_nobody_in(store, accounts):
    """A login that began with the old password does not survive the change."""
    known = await accounts.find("Karla")
    await accounts.set_password("Karla", "hash", NOON)
    assert not await store.logins.begin("digest", known, NOON, LASTING)
    assert await store.logins.account_of("digest", NOON, LASTING) is None


async def test_deeds_stay_on_record(door, store, accounts):
    """The newest comes first; what a removed account did stays."""
    await door.enter("Karla", PASSWORD, "here", NOON)
    await accounts.remove("Karla", NOON)
    told = [(one.account, one.deed, one.detail) for one in await store.deeds.latest()]
    assert told == [
        ("Kommandozeile", "konto-entfernen", "Karla"),
        ("Karla", "anmelden", ""),
        ("Kommandozeile", "konto-anlegen", "Karla"),
    ]
    assert len(await store.deeds.latest(most=1)) == 1


async def test_only_an_unchanged_password_gets_a_new_hash(store, accounts):
    """Whoever changed it meanwhile, or is somebody else, keeps theirs."""
    await accounts.add("Bert", AccountRole.LOTSE, "hash of Bert", NOON)
    known = await accounts.find("Karla")
    renewed = await accounts.renew_hash(known, "renewed")
    assert await accounts.find("Karla") == renewed
    await accounts.renew_hash(known, "too late")
    assert (await accounts.find("Karla")).hash == "renewed"
    assert (await accounts.find("Bert")).hash == "hash of Bert"


async def test_a_login_in_use_outlasts_a_purge(store, accounts):
    """Only those that were not used since are forgotten."""
    known = await accounts.find("Karla")
    assert await store.logins.begin("old", known, NOON, LASTING)
    assert await store.logins.begin("new", known, NOON + HOUR, LASTING)
    await store.personal_data.purge(NOON + HOUR)
    assert await store.logins.account_of("old", NOON + HOUR, LASTING) is None
    assert await store.logins.account_of("new", NOON + HOUR, LASTING) == known.account
