"""What a message can mean: a closed set of outcomes, and the explanation of how one came about."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from intents.confidence import Signals
from intents.match import Match


@dataclass(frozen=True)
class Topic:
    """What the conversation is about just now, so that "und was kostet das?" can be understood."""

    entry: str | None = None
    """The entry that was answered last."""


NO_TOPIC = Topic()


@dataclass(frozen=True)
class Candidate:
    """An entry that may be meant, and how sure that is (0 to 1)."""

    entry: str
    score: float


@dataclass(frozen=True)
class Understood:
    """These entries answer: one, or one for each question in the message."""

    candidates: tuple[Candidate, ...]
    missing: tuple[str, ...] = ()
    """Further questions in the message, as typed, to which nothing is known."""
    left_out: int = 0
    """How many more questions there were than are answered at once."""


@dataclass(frozen=True)
class Ambiguous:
    """One of these entries answers; the person should choose."""

    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class NotCovered:
    """A matter of ours, but nothing is known of what was asked."""

    subject: str
    aspect: str | None
    near: tuple[str, ...] = ()
    """What is known of the subject, the nearest first."""
    score: float = 0.0


@dataclass(frozen=True)
class OutOfScope:
    """None of our matters, or nothing that could be understood."""

    near: tuple[str, ...] = ()
    """What may help all the same."""
    score: float = 0.0


@dataclass(frozen=True)
class Social:
    """Small talk."""

    id: str
    score: float = 1.0


@dataclass(frozen=True)
class Command:
    """A word that steers the conversation."""

    name: str


Meaning = Understood | Ambiguous | NotCovered | OutOfScope | Social | Command


@dataclass(frozen=True)
class Explanation:
    """How a meaning was found: for `--explain`, trainers and tests."""

    meaning: Meaning
    read_as: tuple[str, ...] = ()
    """The words after correction."""
    concepts: tuple[str, ...] = ()
    """What was named: @subject, #aspect, =synonym."""
    candidates: tuple[tuple[Match, Signals, float], ...] = ()
    """The best matches, what was weighed for each, and the resulting score from 0 to 1."""
    covered: float = 0.0
    """How probable it is that the message asks for something of ours at all."""
    followed_up: bool = False
    """Whether the topic so far was taken into account."""
    thresholds: Mapping[str, float] = field(default_factory=dict)

    @property
    def sureness(self) -> float:
        """The score of the best match; what two readings of one message are compared by."""
        return self.covered * self.candidates[0][2] if self.candidates else 0.0
