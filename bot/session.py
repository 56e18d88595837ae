"""The state of one conversation: immutable, and a closed set of states."""

from dataclasses import dataclass, field
from typing import Literal

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


State = Idle | Clarifying | HandingOver | WithHuman


@dataclass(frozen=True)
class Session:
    """One person's conversation in one channel."""

    state: State = field(default_factory=Idle)
    topic: Topic = NO_TOPIC
    offered: tuple[str, ...] = ()
    """The actions of the choices shown last, so that "2" picks the second of them."""
    asked: str = ""
    """The last question, redacted, so that it can be passed on to a human."""
