"""What an interview found out: all that a message, a document or a program shows of it, and nothing about how."""

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What it comes down to."""

    READY = "ready"
    READY_ONCE = "ready_once"
    """Ready as soon as some matters are settled."""
    NOT_YET = "not_yet"
    UNDER_WAY = "under_way"
    """Ordered already: what counts is the stage that they are in."""


class Weight(StrEnum):
    """What an open matter means, the gravest first."""

    BLOCKING = "blocking"
    MISSING = "missing"
    UNKNOWN = "unknown"
    RECOMMENDED = "recommended"
    AHEAD = "ahead"
    """Nothing is wrong: it comes next on the way."""


@dataclass(frozen=True)
class Finding:
    """One open matter: a step of the interview whose answer leaves something to do."""

    step: str
    weight: Weight
    title: str
    """The matter in a few words: "KDN-Anschluss"."""
    answer: str | None
    """The label of what was answered; None if the step was skipped or not reached."""
    note: str | None
    why: str
    who: tuple[str, ...]
    """The roles usually responsible, as they are shown: "IT", "Kämmerei"."""
    how: str
    after: tuple[str, ...]
    """The steps, among the open ones, that come first."""
    entry: str | None
    """The entry that explains it."""
    source: str | None
    """Where that stands, with its date, ready to be shown."""
    duration: str | None
    """How long it takes, where the material says so."""
    office: str | None = None
    """Which other office answered; None if it was the person, or nobody."""
    answered_at: datetime.datetime | None = None
    lent: bool = False
    """Whether it is left to another office that has not answered yet."""


class SectionState(StrEnum):
    """How a section stands as a whole."""

    DONE = "done"
    OPEN = "open"
    """Something is missing or unknown."""
    BLOCKED = "blocked"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class SectionResult:
    """One section of the interview, in counts of its steps; skipped ones that don't apply are in none of them."""

    id: str
    title: str
    state: SectionState
    settled: int
    partly: int
    missing: int
    unknown: int
    not_asked: int


class StageState(StrEnum):
    """Where a stage lies in time."""

    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Task:
    """Something to do in a stage."""

    text: str
    done: bool


@dataclass(frozen=True)
class Stage:
    """A stage on the way, such as 0 (groundwork) to 6 (follow-up)."""

    id: str
    number: int
    title: str
    state: StageState
    tasks: tuple[Task, ...]
    who: str
    """Who acts: "Ihre Verwaltung"."""
    duration: str | None
    source: str


@dataclass(frozen=True)
class StepChange:
    """A step whose answer differs from the interview before."""

    step: str
    title: str
    before: str | None
    after: str | None
    better: bool | None
    """None if neither is better."""


@dataclass(frozen=True)
class GivenAnswer:
    """One answer as it was given, for the record at the end of a document."""

    section: str
    question: str
    answer: str
    note: str | None
    office: str | None = None
    """As in `Finding`."""
    answered_at: datetime.datetime | None = None


@dataclass(frozen=True)
class Result:
    """Everything that came out of one interview."""

    interview: str
    """The id of the interview's definition."""
    title: str
    """What the interview is called: "Bereitschaft für einen Onlineantragsassistenten"."""
    subject: str | None
    """What it was about in this municipality, such as "Hundesteuer"."""
    at: datetime.datetime
    """When the last answer was given, with time zone."""
    complete: bool
    answered: int
    applicable: int
    """How many steps apply; `answered` of them have an answer."""
    verdict: Verdict
    headline: str
    """The verdict in one sentence."""
    explanation: str
    """Why, in a few sentences."""
    findings: tuple[Finding, ...]
    """Every open matter, in an order that respects what comes first."""
    next: tuple[Finding, ...]
    """The first three that can be begun now: of the open matters, then of what comes next on the way."""
    sections: tuple[SectionResult, ...]
    stages: tuple[Stage, ...]
    answers: tuple[GivenAnswer, ...]
    changes: tuple[StepChange, ...] = ()
    """Against the interview before, if there was one on the same subject."""
    since: datetime.datetime | None = None
    """When the interview before was finished."""
    journey: str = ""
    """What the stages are called as a whole."""
    made_by: str = ""
    """Who made this, and out of what."""

    @property
    def tasks(self) -> tuple[Finding, ...]:
        """Return all that is to do: the open matters, and what comes next."""
        return (*self.findings, *(one for one in self.next if one.weight is Weight.AHEAD))
