"""Guessing passwords gets slow; the owner of an account still gets in."""

import datetime

import pytest

from bot.desk.attempts import Attempts

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)


def seconds(number: float) -> datetime.timedelta:
    return datetime.timedelta(seconds=number)


@pytest.fixture
def attempts():
    return Attempts()


def test_each_failure_after_the_third_waits_longer(attempts):
    """Three attempts are free, then pauses grow to half a minute and no further."""
    now, waited = NOON, []
    for _ in range(12):
        waited.append(attempts.begin("karla", "here", now))
        now += seconds(waited[-1])
        if waited[-1]:
            assert attempts.begin("karla", "here", now) == 0
    assert waited == [0, 0, 0, 1, 2, 4, 8, 15, 30, 30, 30, 30]


def test_a_clock_that_was_set_back_locks_nobody_out(attempts):
    """Somebody waits for the pause, and not for the day to come again."""
    for _ in range(4):
        attempts.begin("karla", "here", NOON)
    assert attempts.begin("karla", "here", NOON - seconds(86_400)) == 1


def test_who_waits_is_not_punished_for_trying_meanwhile(attempts):
    """Attempts during a pause are not looked at and do not prolong it."""
    for _ in range(3):
        attempts.begin("karla", "here", NOON)
    assert [attempts.begin("karla", "here", NOON + seconds(s)) for s in (0, 0.5, 0.9)] == [1, 1, 1]
    assert attempts.begin("karla", "here", NOON + seconds(1)) == 0


def test_attempts_at_once_are_counted_before_they_end(attempts):
    """A hundred attempts sent together are not a hundred guesses."""
    assert [attempts.begin("karla", "here", NOON) for _ in range(100)].count(0) == 3


def test_capitals_make_no_new_account(attempts):
    """Karla and KARLA are one account here as in the store."""
    assert [attempts.begin(name, "here", NOON) for name in ("karla", "Karla", "KARLA", "karlA")] == [0, 0, 0, 1]


def test_an_attacker_does_not_lock_the_owner_out(attempts):
    """Failures from elsewhere leave the owner's address alone; once they have logged in there, even many do."""
    for _ in range(20):
        attempts.begin("karla", "there", NOON)
    assert attempts.begin("karla", "home", NOON) == 0
    attempts.succeeded("karla", "home", NOON)
    for number in range(500):
        attempts.begin("karla", f"there {number}", NOON)
    assert attempts.begin("karla", "home", NOON) == 0
    assert attempts.begin("karla", "a new phone", NOON) == 2


def test_many_names_from_one_address_get_slow(attempts):
    """Trying one password on every name is slowed down as well."""
    waits = [attempts.begin(f"name {number}", "here", NOON) for number in range(50)]
    assert waits.count(0) == 20
    assert attempts.begin("karla", "elsewhere", NOON) == 0


def test_success_and_time_forgive(attempts):
    """After a login, or half an hour, one begins anew."""
    for _ in range(3):
        attempts.begin("karla", "here", NOON)
    assert attempts.begin("karla", "here", NOON + seconds(1)) == 0
    attempts.succeeded("karla", "here", NOON + seconds(1))
    assert attempts.begin("karla", "here", NOON + seconds(1)) == 0
    for _ in range(5):
        attempts.begin("bert", "here", NOON)
    assert attempts.begin("bert", "here", NOON + datetime.timedelta(minutes=31)) == 0


def test_memory_is_bounded_and_tells_no_address(attempts):
    """Whoever tries forever fills no memory; what is kept shows neither name nor address."""
    for number in range(12_000):
        attempts.begin(f"name {number}", f"192.0.2.{number}", NOON)
    assert len(attempts._failures) <= 20_000
    assert not any("192.0.2" in key or "name" in key for key in attempts._failures)
