"""Who reads what somebody types: whether a human does, since when, and whether they have answered."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from bot.channels.web.said import place_of
from bot.store.records import Ticket


@dataclass(frozen=True)
class HumanListening:
    """A human who reads, instead of the assistant."""

    since: datetime.datetime
    answered: bool
    """Whether what was written last is theirs; all that the person wrote lies there, or it would not be a ticket."""
    elsewhere: int | None
    """The talk in which they listen, if it is another one than the page shows."""


def human_of(tickets: Iterable[Ticket], talk: int) -> HumanListening | None:
    """Return who listens by a person's live tickets, for the page of a talk; None while the assistant does."""
    for ticket in tickets:
        _, there = place_of(ticket.address or "")
        answered = bool(ticket.lines) and ticket.lines[-1].author == "lotse"
        return HumanListening(ticket.opened_at, answered, None if there == talk else there)
    return None
