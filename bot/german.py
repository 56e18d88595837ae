"""Dates, numbers, ages and names as Germans write them; knows no text of ours."""

import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent

HERE = ZoneInfo("Europe/Berlin")
_GERMAN = "de_DE"


def day(moment: datetime.datetime | datetime.date) -> str:
    """Return a day, as it is in Germany: 05.01.2026."""
    here = moment.astimezone(HERE) if isinstance(moment, datetime.datetime) else moment
    return format_date(here, "dd.MM.yyyy", _GERMAN)


def moment(when: datetime.datetime) -> str:
    """Return day and time, as they are in Germany: 05.01.2026, 14:30 Uhr."""
    return format_datetime(when, "dd.MM.yyyy, HH:mm 'Uhr'", tzinfo=HERE, locale=_GERMAN)


def ago(age: datetime.timedelta) -> str:
    """Return how long ago something was, in its largest unit: vor 3 Tagen, vor 1 Stunde."""
    past = -max(age, datetime.timedelta(minutes=1))
    return format_timedelta(past, "minute", threshold=1, add_direction=True, locale=_GERMAN)


def capitalised(name: str) -> str:
    """Return a name as it begins a line; one with capitals of its own, such as ePayBL, stays as it is."""
    first, _, _ = name.partition(" ")
    return name if first != first.lower() else name[:1].upper() + name[1:]


def number(count: float) -> str:
    """Return a number with its thousands parted: 12.500."""
    return format_decimal(count, locale=_GERMAN)


def percent(share: float, *, whole: bool = False) -> str:
    """Return a share with one digit, or as a whole number: 98,8 %, 99 %."""
    return format_percent(share, "0 %" if whole else "0.0 %", _GERMAN)
