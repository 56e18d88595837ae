"""The state of one conversation: immutable, and a closed set of states."""

from dataclasses import dataclass, field
from typing import Literal

from bot.talk.interview.log import InterviewLog
from intents.meaning import NO_TOPIC, Topic


@dataclass(frozen=True)
class Idle:
    """Nothing is pending: the next message is a question."""

    kind: Literal["idle"] = "idle"


@dataclass(frozen=True)
class Clarifying:
    """The assistant asked which of these entries was meant."""

    candidates: tuple[str, ...]
    kind: Literal["clarifying"] = "clarifying"


@dataclass(frozen=True)
class HandingOver:
    """The assistant showed what it would pass on to a human, and waits for a yes."""

    question: str
    """Redacted; empty while the person is asked to write it."""
    kind: Literal["handing_over"] = "handing_over"


@dataclass(frozen=True)
class WithHuman:
    """A human has taken over: what the person writes goes to them, and the assistant keeps quiet."""

    kind: Literal["with_human"] = "with_human"


@dataclass(frozen=True)
class Preparing:
    """An interview is about to begin: the assistant asked what it is about."""

    definition: str
    kind: Literal["preparing"] = "preparing"


@dataclass(frozen=True)
class Interviewing:
    """A question of an interview was asked."""

    log: str
    kind: Literal["interviewing"] = "interviewing"


State = Idle | Clarifying | HandingOver | WithHuman | Preparing | Interviewing


@dataclass(frozen=True)
class Session:
    """One person's conversation in one channel."""

    state: State = field(default_factory=Idle)
    topic: Topic = NO_TOPIC
    offered: tuple[str, ...] = ()
    """The actions of the choices shown last, so that "2" picks the second of them."""
    asked: str = ""
    """The last question, redacted, so that it can be passed on to a human."""
    interviews: tuple[InterviewLog, ...] = ()
    """All interviews of this person, the oldest first."""

    def interview(self, log: str) -> InterviewLog | None:
        """Return one of the interviews by its id."""
        return next((interview for interview in self.interviews if interview.id == log), None)
