"""The time, for those at the edge who hand it on."""

import datetime


def utc_now() -> datetime.datetime:
    """Return the time."""
    return datetime.datetime.now(datetime.UTC)
