"""A section that others answer: what they see, what their answers add to the interview, how far they got; pure."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.talk.interview.log import Answered, Contributed, Event, Finished, InterviewLog, Shared, Unshared
from bot.talk.interview.progress import Given, Progress, progress
from bot.talk.interview.reading import remark
from bot.talk.interview.result import Result, Weight
from bot.talk.privacy import redact
from knowledge.interview import AnswerOption, InterviewDefinition, Section, Step

LINK_LASTS = datetime.timedelta(days=30)
"""How long others can answer by a link."""
MOST_OFFICE = 60
"""Characters of what an office calls itself."""


@dataclass(frozen=True)
class EarlierAnswer:
    """An answer that another one took the place of."""

    label: str
    given: Given


@dataclass(frozen=True)
class SectionQuestion:
    """One question of a section, with what was answered."""

    step: Step
    options: tuple[AnswerOption, ...]
    label: str | None
    """Of the answer that counts; None if there is none."""
    given: Given | None
    earlier: tuple[EarlierAnswer, ...]
    """What was answered before, the latest first."""


@dataclass(frozen=True)
class SectionStanding:
    """How far a section got."""

    section: Section
    answered: int
    total: int
    last: Given | None
    """What another office answered last."""

    @property
    def is_complete(self) -> bool:
        return self.answered == self.total


@dataclass(frozen=True)
class OfficeAnswer:
    """What a form says to one question."""

    answer: str
    note: str = ""


def sections(state: Progress) -> tuple[SectionStanding, ...]:
    """Return the sections of which questions apply, in order."""
    found = []
    for section in state.definition.sections:
        steps = _steps(state, section.id)
        given = [state.given[step] for step in steps if step in state.given]
        last = max((one for one in given if one.office), key=lambda one: one.at, default=None)
        if steps:
            found.append(SectionStanding(section, len(given), len(steps), last))
    return tuple(found)


def questions(log: InterviewLog, state: Progress, section: str) -> tuple[SectionQuestion, ...]:
    """Return the questions of a section that apply, with all that was answered to them."""
    options = state.definition.option
    earlier = _earlier(log, state)
    found = []
    for step in map(state.definition.step.__getitem__, _steps(state, section)):
        given = state.given.get(step.id)
        label = options[given.answer].label if given else None
        offered = tuple(options[answer] for answer in step.answers)
        found.append(SectionQuestion(step, offered, label, given, earlier.get(step.id, ())))
    return tuple(found)


def office_of(text: str) -> str:
    """Return what an office calls itself, as it may be stored; empty if nothing is left of it."""
    return " ".join(redact(text).split())[:MOST_OFFICE].strip()


def contributed(
    log: InterviewLog,
    definition: InterviewDefinition,
    section: str,
    seen: int,
    told: tuple[datetime.datetime, str, Mapping[str, OfficeAnswer]],
) -> tuple[Contributed, ...]:
    """Return what a form adds, of which its moment, the office and the answers by step are told.

    What it shows unchanged adds nothing, as it looked after the first `seen` events: somebody else may have answered
    meanwhile. What is said twice counts once.
    """
    at, office, answers = told
    now = progress(log, definition)
    before = progress(InterviewLog(log.id, log.events[: max(seen, 1)]), definition)
    known = {*_steps(now, section), *_steps(before, section)}
    return tuple(
        Contributed(at, step, answer.answer, office, note)
        for step, answer in answers.items()
        if step in known and answer.answer in definition.step[step].answers
        for note in [_note(answer.note)]
        if not _is(before.given.get(step), answer.answer, note)
        and not _is(now.given.get(step), answer.answer, note, office)
    )


def ending(at: datetime.datetime, result: Result) -> Finished:
    """Return how an interview ends with this result."""
    steps = {weight: tuple(f.step for f in result.findings if f.weight is weight) for weight in Weight}
    return Finished(at, result.verdict, steps[Weight.BLOCKING], steps[Weight.MISSING], steps[Weight.UNKNOWN])


def closing(state: Progress, at: datetime.datetime) -> tuple[Event, ...]:
    """Return what ends every sharing."""
    return tuple(Unshared(at, section) for section in state.shared)


def lends(at: datetime.datetime, section: str) -> Shared:
    """Return that a section is left to others, for as long as links last."""
    return Shared(at, section, at + LINK_LASTS)


def _steps(state: Progress, section: str) -> list[str]:
    return [step for step in state.applicable if state.definition.step[step].section == section]


def _note(text: str) -> str | None:
    note = remark(text)
    return note.text if note else None


def _is(given: Given | None, answer: str, note: str | None, office: str | None = None) -> bool:
    return given is not None and (given.answer, given.note) == (answer, note) and office in {None, given.office}


def _earlier(log: InterviewLog, state: Progress) -> Mapping[str, tuple[EarlierAnswer, ...]]:
    """Return what was answered to each step before what counts now."""
    found: dict[str, list[Given]] = {}
    for step, given in _answers(log.events):
        if step in state.definition.step and given.answer in state.definition.option:
            found.setdefault(step, []).append(given)
    return {
        step: tuple(
            EarlierAnswer(state.definition.option[one.answer].label, one)
            for one in reversed(answers)
            if one != state.given.get(step)
        )
        for step, answers in found.items()
    }


def _answers(events: Iterable[Event]) -> Iterable[tuple[str, Given]]:
    for event in events:
        match event:
            case Answered(at, step, answer, note):
                yield step, Given(answer, note, at)
            case Contributed(at, step, answer, office, note):
                yield step, Given(answer, note, at, office)
