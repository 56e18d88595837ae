"""The states of a conversation and every step between them, on one screen."""

import datetime
from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True)
class Idle:
    """Nothing is pending: the next message is a question."""

    kind: Literal["idle"] = "idle"


@dataclass(frozen=True)
class Clarifying:
    """The assistant asked which of these entries was meant."""

    candidates: tuple[str, ...]
    kind: Literal["clarifying"] = "clarifying"

    def __post_init__(self) -> None:
        if not self.candidates:
            raise ValueError("there is nothing to choose from")


@dataclass(frozen=True)
class HandingOver:
    """The assistant showed what it would pass on to a human, and waits for a yes."""

    question: str
    """Redacted; empty while the person is asked to write it."""
    kind: Literal["handing_over"] = "handing_over"


@dataclass(frozen=True)
class WithHuman:
    """A human has taken over: what the person writes goes to them, and the assistant keeps quiet."""

    lines: int = 0
    """How much the person wrote since."""
    since: datetime.datetime | None = None
    """From when on it is counted."""
    kind: Literal["with_human"] = "with_human"


@dataclass(frozen=True)
class Drafting:
    """The assistant asked for the letter to which it is to draft a reply."""

    kind: Literal["drafting"] = "drafting"


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


State: TypeAlias = Idle | Clarifying | HandingOver | WithHuman | Drafting | Preparing | Interviewing

STEPS: dict[type[State], frozenset[type[State]]] = {
    Idle: frozenset({Idle, Clarifying, HandingOver, Drafting, Preparing, Interviewing}),
    Clarifying: frozenset({Idle, Clarifying, HandingOver, Drafting, Preparing, Interviewing}),
    HandingOver: frozenset({Idle, Clarifying, HandingOver, WithHuman, Drafting, Preparing, Interviewing}),
    Drafting: frozenset({Idle, Clarifying, HandingOver, Drafting, Preparing, Interviewing}),
    WithHuman: frozenset({Idle, WithHuman}),
    Preparing: frozenset({Idle, HandingOver, Preparing, Interviewing}),
    Interviewing: frozenset({Idle, HandingOver, Preparing, Interviewing}),
}
"""Where each state may lead. To a human one gets only by a yes to what is passed on, and only back from there."""


class IllegalStepError(Exception):
    """A step that is not among `STEPS`: a mistake in the code, never in a message."""

    def __init__(self, before: State, after: State) -> None:
        super().__init__(f"{type(before).__name__} does not lead to {type(after).__name__}")


def stepped(before: State, after: State) -> State:
    """Return the state after a step. Raises IllegalStepError."""
    if type(after) not in STEPS[type(before)]:
        raise IllegalStepError(before, after)
    return after
