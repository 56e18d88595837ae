"""Where people stop: in interviews, and in what was passed on to humans; pure. Only what may be shown."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from bot.insight.disclosure import Tally
from bot.insight.readiness import Gap, readiness
from bot.store.records import HandoverCourse, InterviewCourse, InterviewOutcome
from knowledge.interview import InterviewDefinition

_REST = datetime.timedelta(days=1)
"""Whoever has not gone on for so long has stopped, for now at least."""
_SOON, _DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@dataclass(frozen=True)
class InterviewStops:
    """One interview; figures that are None are too small to be shown."""

    title: str
    began: int | None
    finished: int | None
    stopped: int | None
    stops: tuple[tuple[str, int], ...]
    """The questions at which people stopped, with how many did, the most first."""
    gaps: tuple[Gap, ...]
    """What is most often missing in those that were finished; empty if these are too few."""


@dataclass(frozen=True)
class Handovers:
    """What was passed on; figures that are None are too small to be shown."""

    passed_on: int | None
    answered: int | None
    within_an_hour: int | None
    within_a_day: int | None
    """Within a day, but not within an hour."""
    later: int | None


def interview_stops(
    definition: InterviewDefinition,
    courses: Iterable[InterviewCourse],
    outcomes: Iterable[InterviewOutcome],
    now: datetime.datetime,
) -> InterviewStops:
    """Count what became of the interviews of one kind."""
    counts, steps = Tally[str](), Tally[str]()
    for one in courses:
        if one.definition != definition.id:
            continue
        counts.add("began", one.person)
        if one.finished:
            counts.add("finished", one.person)
        elif now - one.last_at > _REST:
            counts.add("stopped", one.person)
            steps.add(one.step or "", one.person)
    titles = {step.id: step.title for step in definition.steps}
    stops = tuple((titles[step], count) for step, count in steps.ranked() if step in titles)
    began, finished, stopped = (counts.shown(key) for key in ("began", "finished", "stopped"))
    return InterviewStops(definition.title, began, finished, stopped, stops, readiness(definition, outcomes).gaps)


def handovers(courses: Iterable[HandoverCourse]) -> Handovers:
    """Count what became of the questions that were passed on, and how soon a human wrote."""
    counts = Tally[str]()
    for one in courses:
        counts.add("passed_on", one.person)
        if one.answered_at is not None:
            took = one.answered_at - one.opened_at
            counts.add("answered", one.person)
            counts.add("hour" if took <= _SOON else "day" if took <= _DAY else "later", one.person)
    return Handovers(*(counts.shown(key) for key in ("passed_on", "answered", "hour", "day", "later")))
