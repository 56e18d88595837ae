"""Which entries somebody should look at again; pure."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from bot.desk.disclosure import shown
from bot.store.uses import Use
from knowledge.model import Entry, Knowledge, last_day

_YEAR = datetime.timedelta(days=365)
_UNUSED = Use(0, 0, 0, 0, 0)


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
    use: Use

    @property
    def counts(self) -> tuple[int | None, ...]:
        """How often it answered, was picked, helped and did not help, as far as that may be shown."""
        use = self.use
        parts = (use.after_choice, use.helpful, use.unhelpful)
        answered = shown(use.answered, use.people)
        return (answered, *(shown(part) if answered else answered for part in parts))


def aged(knowledge: Knowledge, uses: Mapping[str, Use], today: datetime.date) -> list[Aged]:
    """Return all entries: those that are due first, the expired and the most used of them foremost."""
    found = [_aged(entry, knowledge.checked.get(entry.id), uses, today) for entry in knowledge.entries.values()]
    return sorted(found, key=lambda one: (not one.due, not one.expired, -one.use.answered, one.since, one.entry.id))


def _aged(entry: Entry, checked: str | None, uses: Mapping[str, Use], today: datetime.date) -> Aged:
    since = last_day(checked or entry.stand)
    ends = last_day(entry.gueltig_bis) if entry.gueltig_bis else None
    expired = ends is not None and ends < today and since <= ends
    due = expired or today - since > _YEAR
    return Aged(entry, since, checked is not None, expired, due, uses.get(entry.id, _UNUSED))
