"""Where an interview stands, derived from its log and its definition; the same log always gives the same."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from bot.talk.interview.log import (
    Answered,
    Asked,
    Contributed,
    Event,
    InterviewLog,
    Noted,
    Reopened,
    Shared,
    Skipped,
    Unshared,
    Updated,
)
from knowledge.interview import InterviewDefinition, Step

Grounds: TypeAlias = tuple[str, ...]
"""The answers to the conditions of a step: an answer to it counts while they are what they were when it was given."""


class Phase(StrEnum):
    """What is going on with an interview as a whole."""

    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    ABANDONED = "abandoned"


_PHASES = {
    "paused": Phase.PAUSED,
    "resumed": Phase.RUNNING,
    "finished": Phase.FINISHED,
    "abandoned": Phase.ABANDONED,
}


@dataclass(frozen=True)
class Given:
    """An answer as it was given."""

    answer: str
    note: str | None
    at: datetime.datetime
    office: str | None = None
    """Which office gave it; None if it was the person whose interview it is."""


@dataclass(frozen=True)
class Progress:
    """The state of one interview."""

    definition: InterviewDefinition
    log: str
    subject: str | None
    started: datetime.datetime
    last_at: datetime.datetime
    version: str
    """The version of the definition that the person knows of."""
    phase: Phase = Phase.RUNNING
    said: Mapping[tuple[str, Grounds], Given | None] = field(default_factory=dict)
    """What was answered on which grounds; None if it was skipped. Nothing is ever removed."""
    reopened: str | None = None
    """The step to which the person went back."""
    asked: str | None = None
    """The step whose question is waiting for its answer: what is said next is meant for it."""
    shared: Mapping[str, datetime.datetime] = field(default_factory=dict)
    """The sections that are left to others, and until when."""

    @cached_property
    def applicable(self) -> tuple[str, ...]:
        """The steps that apply, in order; a condition without an answer counts as answered with the usual one."""
        found: dict[str, None] = {}
        for step in self.definition.steps:
            conditions = step.asked_if.items()
            if all(other in found and self._supposed(other) in answers for other, answers in conditions):
                found[step.id] = None
        return tuple(found)

    @cached_property
    def given(self) -> Mapping[str, Given]:
        """The answers that count, by step, in order."""
        found = {step: self.said.get(self._key(step)) for step in self.applicable}
        return {step: given for step, given in found.items() if given}

    @cached_property
    def current(self) -> str | None:
        """The step to ask about; None if all were answered or skipped, or are left to others."""
        if self.reopened in self.applicable:
            return self.reopened
        if self.asked in self.open and not self.is_shared(self.asked):
            return self.asked
        return next((step for step in self.open if not self.is_shared(step)), None)

    @cached_property
    def open(self) -> tuple[str, ...]:
        """The steps that were neither answered nor skipped, in order, also those that are left to others."""
        return tuple(step for step in self.applicable if self._key(step) not in self.said)

    def is_shared(self, step: str) -> bool:
        """Whether a step is left to others."""
        return self.definition.step[step].section in self.shared

    @property
    def step(self) -> Step | None:
        """The definition of the current step."""
        return self.definition.step[self.current] if self.current else None

    @property
    def previous(self) -> str | None:
        """The step before the current one, or the last one at the end."""
        if self.current is None:
            return self.applicable[-1]
        before = self.applicable[: self.applicable.index(self.current)]
        return before[-1] if before else None

    @property
    def position(self) -> tuple[int, int]:
        """The number of the current question, and of how many as far as one can tell."""
        total = len(self.applicable)
        return (self.applicable.index(self.current) + 1 if self.current else total), total

    @property
    def title(self) -> str:
        """What the person would call it."""
        return f"{self.definition.title} ({self.subject})" if self.subject else self.definition.title

    @property
    def is_open(self) -> bool:
        """Whether it can simply be gone on with."""
        return self.phase in (Phase.RUNNING, Phase.PAUSED)

    def after(self, event: Event) -> "Progress":
        """Return the state after one more event; what the definition does not know (any more) changes nothing."""
        phase = _PHASES.get(event.kind)
        state = replace(self, phase=phase) if phase else self._after(event)
        return replace(state, last_at=event.at)

    def _after(self, event: Event) -> "Progress":  # noqa: PLR0911 - one return for each kind of event
        match event:
            case Answered(at, step, answer, note) if self._fits(step, answer):
                return self._with(step, Given(answer, note, at))
            case Contributed(at, step, answer, office, note) if self._fits(step, answer):
                return replace(self, said={**self.said, self._key(step): Given(answer, note, at, office)})
            case Skipped(_, step) if step in self.definition.step:
                return self._with(step, self.said.get(self._key(step)))
            case Noted(_, step, note) if step in self.given:
                return replace(self, said={**self.said, self._key(step): replace(self.given[step], note=note)})
            case Asked(_, step):
                return replace(self, asked=step)
            case Reopened(_, step):
                return replace(self, reopened=step, asked=None, phase=Phase.RUNNING)
            case Updated(_, version):
                return replace(self, version=version)
            case Shared(_, section, until):
                return replace(self, shared={**self.shared, section: until})
            case Unshared(_, section):
                return replace(self, shared={one: end for one, end in self.shared.items() if one != section})
        return self

    def _with(self, step: str, given: Given | None) -> "Progress":
        reopened = None if self.reopened == step else self.reopened
        said = {**self.said, self._key(step): given}
        return replace(self, said=said, reopened=reopened, asked=None, phase=Phase.RUNNING)

    def _fits(self, step: str, answer: str) -> bool:
        return step in self.definition.step and answer in self.definition.step[step].answers

    def _key(self, step: str) -> tuple[str, Grounds]:
        return step, tuple(self._supposed(other) for other in self.definition.step[step].asked_if)

    def _supposed(self, step: str) -> str:
        """Return the answer to a condition, or the usual one while there is none."""
        given = self.said.get(self._key(step))
        return given.answer if given else self.definition.step[step].answers[0]


def progress(log: InterviewLog, definition: InterviewDefinition) -> Progress:
    """Derive the state from the log."""
    start = log.start
    state = Progress(definition, log.id, start.subject, start.at, start.at, start.version)
    for event in log.events:
        state = state.after(event)
    return state
