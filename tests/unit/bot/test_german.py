"""Dates, numbers and ages as Germans write them."""

import datetime

import pytest

from bot import german

LATE = datetime.datetime(2026, 1, 5, 23, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("age", "told"),
    [
        ({"seconds": 5}, "vor 1 Minute"),
        ({"minutes": 59}, "vor 59 Minuten"),
        ({"minutes": 61}, "vor 1 Stunde"),
        ({"hours": 23}, "vor 23 Stunden"),
        ({"hours": 25}, "vor 1 Tag"),
        ({"days": 40}, "vor 1 Monat"),
    ],
)
def test_an_age_is_told_in_one_unit(age, told):
    """The largest that fits."""
    assert german.ago(datetime.timedelta(**age)) == told


def test_a_moment_is_told_as_it_is_in_germany():
    """Half past eleven at night in London is the next day here; a mere day stays what it is."""
    assert german.day(LATE) == "06.01.2026"
    assert german.moment(LATE) == "06.01.2026, 00:30 Uhr"
    assert german.day(LATE.date()) == "05.01.2026"


def test_numbers_have_german_points_and_commas():
    """Thousands are parted, shares have one digit, or none."""
    assert german.number(12_500) == "12.500"
    assert german.percent(0.988) == "98,8 %"
    assert german.percent(0.988, whole=True) == "99 %"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("andere Bundesländer", "Andere Bundesländer"), ("ePayBL", "ePayBL"), ("Amt24", "Amt24"), ("", "")],
)
def test_a_name_begins_a_line(name: str, shown: str) -> None:
    """With a capital, unless it has its own."""
    assert german.capitalised(name) == shown
