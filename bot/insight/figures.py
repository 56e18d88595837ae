"""What trainers see of how the assistant is used; pure. Every figure is one that may be shown (see `disclosure`)."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.insight.answering import Answering
from bot.insight.disclosure import NONE_AT_ALL, ranked, shown, told
from bot.store.records import Amount, Breakdown, Counted
from knowledge.model import Knowledge

_MOST = 15
_UNITS = ("day", "week", "month")
_LEAST_BARS = 3
_DAYS_FOR_WEEKS, _DAYS_FOR_MONTHS = 45, 400


@dataclass(frozen=True)
class Share:
    """One part of all questions; `count` is None where it is hidden."""

    key: str
    count: int | None


@dataclass(frozen=True)
class Ranked:
    """A row of a table; figures that are None are hidden."""

    key: str
    label: str
    count: int
    after_choice: int | None = None
    helpful: int | None = None
    unhelpful: int | None = None


@dataclass(frozen=True)
class Bucket:
    """A day, a week or a month of the trend; None where there is too little to show."""

    begins: datetime.date
    at_once: int | None
    after_choice: int | None
    missed: int | None
    total: int | None
    """Rounded by itself, as the parts are: it need not be their sum."""


@dataclass(frozen=True)
class Figures:
    """All figures of a span; `enough` is False where nothing may be shown at all."""

    first: datetime.date
    last: datetime.date
    enough: bool
    questions: int = 0
    before: int | None = None
    """As many questions were asked in the span of the same length before; None where that may not be shown."""
    people: int = 0
    shares: tuple[Share, ...] = ()
    unhelpful: int | None = None
    entries: tuple[Ranked, ...] = ()
    others: int | None = None
    """Answers by entries that are not shown."""
    subjects: tuple[Ranked, ...] = ()
    channels: tuple[Ranked, ...] = ()
    unit: str = "day"
    trend: tuple[Bucket, ...] = field(default=())

    @property
    def shows_a_course(self) -> bool:
        """Whether the trend has enough to be drawn: a bar or two tell of no course."""
        return sum(bool(bucket.total) for bucket in self.trend) >= _LEAST_BARS

    def percent(self, count: int) -> int:
        """Return how many of a hundred questions a count is: the only place where shares come from."""
        return min(100, round(100 * count / self.questions)) if self.questions else 0


@dataclass(frozen=True)
class Parting:
    """The days from `first` to `last`, parted by days, weeks or months."""

    first: datetime.date
    last: datetime.date
    unit: str

    @property
    def begins(self) -> tuple[datetime.date, ...]:
        """Return when the parts begin, the first with the span."""
        days = (self.first + datetime.timedelta(days=n) for n in range((self.last - self.first).days + 1))
        return tuple(dict.fromkeys(max(_begin(self.unit, day), self.first) for day in days))


def courses(first: datetime.date, last: datetime.date) -> list[Parting]:
    """Return how a span may be parted: as its length suggests, and more coarsely, if only that has enough to show."""
    days = (last - first).days + 1
    usual = "day" if days <= _DAYS_FOR_WEEKS else "week" if days <= _DAYS_FOR_MONTHS else "month"
    return [Parting(first, last, unit) for unit in _UNITS[_UNITS.index(usual) :]]


def breakdown(knowledge: Knowledge, course: Parting) -> Breakdown:
    """Return what has to be counted apart for the figures of a course."""
    return Breakdown(course.begins, {entry.id: entry.about for entry in knowledge.entries.values()})


def figures(found: Counted, earlier: Counted | None, knowledge: Knowledge, course: Parting) -> Figures:
    """Return what may be shown of a course, counted with its `breakdown`."""
    if (questions := _questions(found)) is None:
        return Figures(course.first, course.last, enough=False)
    entries, others = _most_asked(Answering(found.entries), knowledge)
    return Figures(
        course.first,
        course.last,
        enough=True,
        questions=questions,
        before=_questions(earlier) if earlier else None,
        people=shown(found.people) or 0,
        shares=_shares(found),
        unhelpful=told(found.unhelpful),
        entries=entries,
        others=others,
        subjects=tuple(Ranked(key, knowledge.subjects[key].name, count) for key, count in ranked(found.groups)),
        channels=tuple(Ranked(key, key, count) for key, count in ranked(found.channels)),
        unit=course.unit,
        trend=tuple(_bucket(found, begin) for begin in course.begins),
    )


def with_a_course(options: Sequence[Figures]) -> Figures:
    """Return the first that has enough for its course to be drawn, or if none has, the first."""
    return next((one for one in options if one.shows_a_course), options[0])


def _questions(found: Counted) -> int | None:
    """Return how many questions were asked; None where that may not be shown."""
    return shown(_counted(found.kinds), found.people) or None


def _counted(kinds: Mapping[str, Amount]) -> int:
    """Count questions: one that was asked back and then answered is one."""
    counts = defaultdict[str, int](int, {kind: amount.count for kind, amount in kinds.items()})
    asked_back = max(counts["asked_back"], counts["after_choice"] + counts["none"])
    return counts["at_once"] + counts["missed"] + asked_back


def _shares(found: Counted) -> tuple[Share, ...]:
    kinds = defaultdict[str, Amount](Amount, found.kinds)
    counts = {key: told(kinds[key]) for key in ("at_once", "after_choice", "none", "missed")}
    left = max(0, kinds["asked_back"].count - kinds["after_choice"].count - kinds["none"].count)
    return tuple(Share(key, n) for key, n in (counts | {"left": shown(left, kinds["asked_back"].people)}).items())


def _most_asked(answering: Answering, knowledge: Knowledge) -> tuple[tuple[Ranked, ...], int | None]:
    known = knowledge.entries
    most = [(entry, count) for entry, count in answering.ranked() if entry in known][:_MOST]
    rows = tuple(Ranked(entry, known[entry].question, count, *answering.counts(entry)[1:]) for entry, count in most)
    return rows, shown(answering.total(*(row.key for row in rows)))


def _bucket(found: Counted, begin: datetime.date) -> Bucket:
    parts = ("at_once", "after_choice", "missed", "total")
    return Bucket(begin, *(told(found.trend.get((begin, part), NONE_AT_ALL)) for part in parts))


def _begin(unit: str, day: datetime.date) -> datetime.date:
    """Return when the day's week or month begins."""
    if unit == "week":
        return day - datetime.timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day
