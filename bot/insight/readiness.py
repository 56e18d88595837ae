"""Which prerequisites most often are missing, over all interviews and without persons; pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.store.records import InterviewOutcome
from knowledge.interview import InterviewDefinition

FEWEST = 5
"""From fewer interviews one could tell whose they were."""


@dataclass(frozen=True)
class Gap:
    """How often one step was open."""

    step: str
    title: str
    blocking: int
    missing: int
    unknown: int

    @property
    def total(self) -> int:
        """Return in how many interviews it was open at all."""
        return self.blocking + self.missing + self.unknown


@dataclass(frozen=True)
class Readiness:
    """What all interviews of one kind came to."""

    title: str
    interviews: int
    gaps: tuple[Gap, ...]
    """The most frequent first; empty if there were too few interviews."""

    @property
    def enough(self) -> bool:
        """Return whether there were enough interviews to show anything."""
        return self.interviews >= FEWEST


def readiness(definition: InterviewDefinition, outcomes: Iterable[InterviewOutcome]) -> Readiness:
    """Count what was open in the interviews of one kind."""
    ours = [outcome for outcome in outcomes if outcome.definition == definition.id]
    if len(ours) < FEWEST:
        return Readiness(definition.title, len(ours), ())
    blocking = Counter(step for outcome in ours for step in outcome.blocking)
    missing = Counter(step for outcome in ours for step in outcome.missing)
    unknown = Counter(step for outcome in ours for step in outcome.unknown)
    gaps = [Gap(s.id, s.title, blocking[s.id], missing[s.id], unknown[s.id]) for s in definition.steps]
    found = sorted((gap for gap in gaps if gap.total), key=lambda gap: -gap.total)
    return Readiness(definition.title, len(ours), tuple(found))
