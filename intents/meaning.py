"""What a message can mean: a closed set of outcomes, and the explanation of how one came about."""

from dataclasses import dataclass
from enum import StrEnum

from intents.confidence import Signals, Thresholds, Ties, Traces
from intents.context import Matter
from intents.match import Match
from intents.readings import Reading
from knowledge.model import Request

NOTHING_NAMED = Matter()


@dataclass(frozen=True)
class Candidate:
    """An entry that may be meant, and how sure that is (0 to 1)."""

    entry: str
    score: float


class Manner(StrEnum):
    """How several entries are told."""

    WHOLE = "whole"
    SIDE_BY_SIDE = "side by side"
    """In few words each, since they are to be compared, or are many."""


@dataclass(frozen=True)
class Understood:
    """These entries answer: one, or one for each question in the message."""

    candidates: tuple[Candidate, ...]
    missing: tuple[str, ...] = ()
    """Further questions in the message, as typed, to which nothing is known."""
    left_out: int = 0
    """How many more questions there were than are answered at once."""
    matter: Matter = NOTHING_NAMED
    """What was named, or carried over: the next message may leave it out."""
    manner: Manner = Manner.WHOLE


@dataclass(frozen=True)
class Ambiguous:
    """One of these entries answers; the person should choose."""

    candidates: tuple[Candidate, ...]
    matter: Matter = NOTHING_NAMED


@dataclass(frozen=True)
class NotCovered:
    """A matter of ours of which it is known that nothing is known: a subject, and an aspect of it."""

    subject: str
    aspect: str
    near: tuple[str, ...] = ()
    """What is known of the subject, the nearest first."""
    score: float = 0.0


@dataclass(frozen=True)
class OutOfScope:
    """None of our matters, or nothing that could be understood."""

    near: tuple[str, ...] = ()
    """What may help all the same."""
    score: float = 0.0
    matter: Matter = NOTHING_NAMED
    """What was named of ours all the same."""


@dataclass(frozen=True)
class Social:
    """Small talk."""

    id: str
    score: float = 1.0


@dataclass(frozen=True)
class AboutAnswer:
    """A wish that concerns the last answer."""

    request: Request
    entries: tuple[str, ...]
    """Those of the last answer."""
    score: float = 1.0


@dataclass(frozen=True)
class Command:
    """A word that steers the conversation."""

    name: str


Meaning = Understood | Ambiguous | NotCovered | OutOfScope | Social | AboutAnswer | Command


@dataclass(frozen=True)
class Judged:
    """An entry as one reading of a message has it, and how probable that is."""

    reading: Reading
    match: Match
    signals: Signals | Ties | Traces
    score: float


@dataclass(frozen=True)
class Explanation:
    """How a meaning was found: for `--explain`, trainers and tests."""

    meaning: Meaning
    read_as: tuple[str, ...] = ()
    """The words after correction."""
    concepts: tuple[str, ...] = ()
    """What was named: @subject, #aspect, =synonym."""
    named: Matter = NOTHING_NAMED
    """The subjects and aspects among them that count."""
    covered: float = 0.0
    """How probable it is that the message by itself is one of ours."""
    alone: tuple[Judged, ...] = ()
    """The best entries for the message as it stands."""
    judged: tuple[Judged, ...] = ()
    """The best entries of each reading, the most probable first."""
    limits: Thresholds | None = None
    """The thresholds that decided."""

    @property
    def reading(self) -> Reading | None:
        """The reading that won."""
        return self.judged[0].reading if self.judged else None

    @property
    def sureness(self) -> float:
        """How probable the best entry is."""
        return self.judged[0].score if self.judged else 0.0
