"""What persists between two messages: sessions, turns and feedback; which database keeps them is not known here.

A person is a pseudonym (see `bot.privacy`), and every question comes redacted: a store never sees who somebody is.
"""

import datetime
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.message import Status
from bot.session import Session


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
    """What was picked in a clarification: an entry's id, or `bot.message.NONE_OF_THESE`."""
    knowledge_version: str = ""
    microseconds: int = 0
    """How long understanding took."""

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


class Store(Protocol):
    """Keeps conversations; every method raises nothing but `StoreError`."""

    async def load(self, person: str) -> Session:
        """Return the session where this person left it; a new one if none is stored, or none that is readable."""

    async def record(self, person: str, session: Session, turn: Turn) -> int:
        """Keep the new session and the turn, both or neither, and return the turn's id; when it returns, they last."""

    async def feedback(self, person: str, turn_id: int, verdict: Verdict) -> bool:
        """Keep the verdict on a turn, the last one counting; False if this person has no such turn."""

    async def export(self, person: str) -> dict[str, object]:
        """Everything that is stored of this person, ready for JSON."""

    async def delete(self, person: str) -> bool:
        """Forget the person: their turns remain as counts without text or link; False if there was no session."""

    async def purge(self, before: datetime.datetime) -> Purged:
        """Erase the questions asked before this moment, and the sessions not used since; the counts remain."""

    async def close(self) -> None:
        """Let go of the file; may be called twice."""
