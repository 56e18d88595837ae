"""Which entries somebody should look at again; pure."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from bot.insight.answering import Answering, Counts
from bot.store.records import EntryUse
from knowledge.fields import last_day
from knowledge.model import Entry, Knowledge

_YEAR = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Aged:
    """An entry with its age and use."""

    entry: Entry
    since: datetime.date
    """When it was last found right; if nobody looked, the last day of its source's date."""
    checked: bool
    expired: bool
    """Whether it is past its `gueltig_bis`."""
    due: bool
    """Whether somebody should look at it."""
    counts: Counts
    """How it answered, as far as that may be shown."""


def aged(knowledge: Knowledge, uses: Mapping[str, EntryUse], today: datetime.date) -> list[Aged]:
    """Return all entries: those that are due first, the expired and the most used of them foremost."""
    answering = Answering(uses)
    found = [_aged(entry, knowledge, answering.counts(entry.id), today) for entry in knowledge.entries.values()]
    return sorted(found, key=_urgency)


def _urgency(one: Aged) -> tuple[bool, bool, int, datetime.date, str]:
    return not one.due, not one.expired, -(one.counts.answers or 0), one.since, one.entry.id


def _aged(entry: Entry, knowledge: Knowledge, counts: Counts, today: datetime.date) -> Aged:
    checked = knowledge.checked.get(entry.id)
    since = last_day(checked or entry.stand)
    expired = knowledge.is_outdated(entry, today)
    due = expired or today - since > _YEAR
    return Aged(entry, since, checked is not None, expired, due, counts)
