"""How moments are written in the database."""

import datetime


def as_text(moment: datetime.datetime) -> str:
    """In UTC and of one width, so that texts sort as moments do."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds")


def as_moment(text: str) -> datetime.datetime:
    """Return the moment that `as_text` wrote."""
    return datetime.datetime.fromisoformat(text)
