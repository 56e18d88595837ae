"""Who reads what somebody types: whether a human does, since when, and whether they have answered."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from bot.store.records import Ticket


@dataclass(frozen=True)
class HumanListening:
    """A human who reads, instead of the assistant."""

    since: datetime.datetime
    answered: bool
    """Whether what was written last is theirs; all that the person wrote lies there, or it would not be a ticket."""


def human_of(tickets: Iterable[Ticket]) -> HumanListening | None:
    """Return who listens by a person's live tickets; None while the assistant does."""
    for ticket in tickets:
        return HumanListening(ticket.opened_at, bool(ticket.lines) and ticket.lines[-1].author == "lotse")
    return None
