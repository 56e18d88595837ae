"""What persists between two messages: sessions, turns and feedback; which database keeps them is not known here.

A person is a pseudonym (see `bot.talk.privacy`), and every question comes redacted: a store never sees who somebody is.
"""

import datetime
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol

from bot.talk.message import Relay, Status
from bot.talk.session import Session

if TYPE_CHECKING:
    from bot.store.workshops import Workshop


class Verdict(StrEnum):
    """What a person thought of an answer."""

    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"


@dataclass(frozen=True)
class Turn:
    """A message and what the assistant made of it."""

    at: datetime.datetime
    """When the message was sent, with time zone."""
    channel: str
    question: str | None
    """Redacted; None once it was erased."""
    outcome: Status
    entries: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    choice: str | None = None
    """What was picked in a clarification: an entry's id, or `bot.talk.message.NONE_OF_THESE`."""
    knowledge_version: str = ""
    microseconds: int = 0
    """How long understanding took."""
    message: str | None = None
    """What the channel calls the message, if it can be edited there."""

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError("a turn's time needs a time zone")
        if not all(map(math.isfinite, self.scores)):
            raise ValueError("a score is a finite number")


@dataclass(frozen=True)
class StoredTurn:
    """A turn as it lies in the store."""

    id: int
    turn: Turn
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Purged:
    """How much a purge removed."""

    questions: int
    sessions: int


@dataclass(frozen=True)
class InterviewOutcome:
    """What came out of a finished interview, without anything that says whose it was."""

    definition: str
    month: str
    """When it was finished: "2026-01"."""
    verdict: str
    blocking: tuple[str, ...]
    """The steps that block; and so on."""
    missing: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """Something to send; it is stored first, and gone once it was delivered."""

    channel: str
    lane: str
    """Letters of one lane go out one after the other; usually the chat."""
    body: str
    """What to send and where, as JSON that only the channel understands."""
    file: bytes | None = None
    fetched: bool = False
    """Whether a page fetches it (then the lane is the person's pseudonym, and it stays), instead of being sent."""


class TicketState(StrEnum):
    """How it stands with a question that was passed on to the Digital-Lotsen."""

    OPEN = "open"
    ANSWERED = "answered"
    """Somebody replied; more may follow."""
    CLOSED = "closed"
    RETURNED = "returned"
    """Given back to the assistant, by a Lotse or by the person."""
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    """The person had everything about them erased."""


@dataclass(frozen=True)
class TicketLine:
    """One message of a ticket, redacted."""

    at: datetime.datetime
    author: Literal["person", "lotse"]
    text: str


@dataclass(frozen=True)
class Ticket:
    """A question that was passed on; the person is a pseudonym, the address is erased when it ends."""

    id: int
    person: str | None
    channel: str
    address: str | None
    """Where the person is reached, in the channel's own words; None once the ticket has ended."""
    state: TicketState
    opened_at: datetime.datetime
    touched_at: datetime.datetime
    """When either side last wrote."""
    lines: tuple[TicketLine, ...] = ()


@dataclass(frozen=True)
class Ids:
    """What the rows of one transaction are called; 0 where there is none."""

    turn: int = 0
    ticket: int = 0


def _nothing(_: Ids) -> Iterable[Letter]:
    return ()


@dataclass(frozen=True)
class Also:
    """What is kept in the same transaction as a turn: all of it or nothing."""

    received: tuple[str, str] | None = None
    """The channel and id of the update that this deals with: its content is erased, its id stays."""
    relay: Relay | None = None
    """What goes to the person's live ticket, or opens one."""
    address: str = ""
    """Where the person is reached, for a ticket."""
    letters: Callable[[Ids], Iterable[Letter]] = _nothing
    replaces: bool = False
    """Whether the turn takes the place of the one about the same message, which was edited."""


ALONE = Also()


class Store(Protocol):
    """Keeps conversations; every method raises nothing but `StoreError`."""

    async def load(self, person: str) -> Session:
        """Return the session where this person left it; a new one if none is stored, or none that is readable."""

    async def record(self, person: str, session: Session, turn: Turn, also: Also = ALONE) -> Ids:
        """Keep session, turn and what belongs to them, all or nothing; when it returns, they last."""

    async def feedback(self, person: str, verdict: Verdict, turn: int | None = None) -> bool:
        """Keep the verdict on a turn, or on the person's last answer; False if this person has no such turn."""

    async def export(self, person: str) -> dict[str, object]:
        """Everything that is stored of this person, ready for JSON."""

    async def delete(self, person: str) -> bool:
        """Forget the person: their turns remain as counts without text or link; False if there was no session."""

    async def purge(self, before: datetime.datetime) -> Purged:
        """Erase the questions asked before this moment, and the sessions not used since; the counts remain."""

    async def join(self, person: str, code: str, at: datetime.datetime) -> "Workshop | None":
        """Count a person as participant of the open workshop with this code; None if there is none."""

    async def interview_outcomes(self) -> list[InterviewOutcome]:
        """Return what came out of all finished interviews, also those of persons who are forgotten."""

    async def close(self) -> None:
        """Let go of the file; may be called twice."""
