"""What trainers see of how the assistant is used; pure. Every figure is one that may be shown (see `disclosure`)."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.insight.answering import Answering
from bot.insight.disclosure import Tally, shown
from bot.store.records import Counted, Visit
from knowledge.model import Knowledge

HERE = ZoneInfo("Europe/Berlin")
_MOST = 15
_UNITS = ("day", "week", "month")
_LEAST_BARS = 3
_DAYS_FOR_WEEKS, _DAYS_FOR_MONTHS = 45, 400
_ANSWERED = {"at_once": "at_once", "after_choice": "after_choice", "none": "missed", "missed": "missed"}


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
        return _shown_in(self.trend) >= _LEAST_BARS

    def percent(self, count: int) -> int:
        """Return how many of a hundred questions a count is: the only place where shares come from."""
        return min(100, round(100 * count / self.questions)) if self.questions else 0


def figures(
    found: Counted, earlier: Counted | None, knowledge: Knowledge, first: datetime.date, last: datetime.date
) -> Figures:
    """Return what may be shown of the days from `first` to `last`."""
    asked = [visit for visit in found.visits if visit.kind != "apart"]
    if (questions := _questions(asked)) is None:
        return Figures(first, last, enough=False)
    entries, others = _most_asked(Answering(found.entries), knowledge)
    unit, trend = _course(asked, first, last)
    return Figures(
        first,
        last,
        enough=True,
        questions=questions,
        before=_questions(visit for visit in earlier.visits if visit.kind != "apart") if earlier else None,
        people=shown(len({visit.person for visit in asked})) or 0,
        shares=_shares(asked),
        unhelpful=_unhelpful(found),
        entries=entries,
        others=others,
        subjects=_subjects(found, knowledge),
        channels=_channels(asked),
        unit=unit,
        trend=trend,
    )


def days_of(first: datetime.date, last: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """Return when the days from `first` to `last` begin and end in Germany."""
    midnight = datetime.time(tzinfo=HERE)
    return datetime.datetime.combine(first, midnight), datetime.datetime.combine(
        last + datetime.timedelta(days=1), midnight
    )


def _questions(asked: Iterable[Visit]) -> int | None:
    """Return how many questions were asked; None where that may not be shown."""
    kinds, people = Counter[str](), set[int]()
    for visit in asked:
        kinds[visit.kind] += visit.count
        people.add(visit.person)
    return shown(_counted(kinds), len(people)) or None


def _counted(kinds: Mapping[str, int]) -> int:
    """Count questions: one that was asked back and then answered is one."""
    asked_back = max(kinds.get("asked_back", 0), kinds.get("after_choice", 0) + kinds.get("none", 0))
    return kinds.get("at_once", 0) + kinds.get("missed", 0) + asked_back


def _shares(asked: Iterable[Visit]) -> tuple[Share, ...]:
    kinds = Tally[str]()
    for visit in asked:
        kinds.add(visit.kind, visit.person, visit.count)
    left = max(0, kinds.counts["asked_back"] - kinds.counts["after_choice"] - kinds.counts["none"])
    counts = {key: kinds.shown(key) for key in ("at_once", "after_choice", "none", "missed")}
    return tuple(Share(key, n) for key, n in (counts | {"left": shown(left, kinds.people("asked_back"))}).items())


def _unhelpful(found: Counted) -> int | None:
    verdicts = Tally[str]()
    for visit in found.visits:
        verdicts.add("unhelpful", visit.person, visit.unhelpful)
    return verdicts.shown("unhelpful")


def _most_asked(answering: Answering, knowledge: Knowledge) -> tuple[tuple[Ranked, ...], int | None]:
    answers, known = answering.answers, knowledge.entries
    most = [(entry, count) for entry, count in answers.ranked() if entry in known][:_MOST]
    ranked = tuple(Ranked(entry, known[entry].question, count, *answering.counts(entry)[1:]) for entry, count in most)
    return ranked, shown(answers.counts.total() - sum(answers.counts[row.key] for row in ranked))


def _subjects(found: Counted, knowledge: Knowledge) -> tuple[Ranked, ...]:
    answers = Tally[str]()
    for use in found.entries:
        if use.entry in knowledge.entries:
            answers.add(knowledge.entries[use.entry].about, use.person, use.count)
    return tuple(Ranked(key, knowledge.subjects[key].name, count) for key, count in answers.ranked())


def _channels(asked: Iterable[Visit]) -> tuple[Ranked, ...]:
    messages = Tally[str]()
    for visit in asked:
        messages.add(visit.channel, visit.person, visit.count)
    return tuple(Ranked(key, key, count) for key, count in messages.ranked())


def _unit(first: datetime.date, last: datetime.date) -> str:
    days = (last - first).days + 1
    return "day" if days <= _DAYS_FOR_WEEKS else "week" if days <= _DAYS_FOR_MONTHS else "month"


def _course(asked: Sequence[Visit], first: datetime.date, last: datetime.date) -> tuple[str, tuple[Bucket, ...]]:
    """Return the trend in the unit that the span suggests, or in a coarser one if only that has enough to show."""
    usual = _unit(first, last)
    trends = [(unit, _trend(asked, unit, first, last)) for unit in _UNITS[_UNITS.index(usual) :]]
    return next((one for one in trends if _shown_in(one[1]) >= _LEAST_BARS), trends[0])


def _shown_in(trend: Iterable[Bucket]) -> int:
    return sum(bool(bucket.total) for bucket in trend)


def _trend(asked: Iterable[Visit], unit: str, first: datetime.date, last: datetime.date) -> tuple[Bucket, ...]:
    parts, whole = Tally[tuple[datetime.date, str]](), Tally[datetime.date]()
    for visit in asked:
        if kind := _ANSWERED.get(visit.kind):
            begin = _begin(unit, visit.at.astimezone(HERE).date(), first)
            parts.add((begin, kind), visit.person, visit.count)
            whole.add(begin, visit.person, visit.count)
    return tuple(
        Bucket(
            begin,
            at_once=parts.shown((begin, "at_once")),
            after_choice=parts.shown((begin, "after_choice")),
            missed=parts.shown((begin, "missed")),
            total=whole.shown(begin),
        )
        for begin in _begins(unit, first, last)
    )


def _begins(unit: str, first: datetime.date, last: datetime.date) -> Iterable[datetime.date]:
    days = [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]
    yield from dict.fromkeys(_begin(unit, day, first) for day in days)


def _begin(unit: str, day: datetime.date, first: datetime.date) -> datetime.date:
    """Return when the day's bucket begins; the first one begins with the span."""
    if unit == "week":
        day -= datetime.timedelta(days=day.weekday())
    elif unit == "month":
        day = day.replace(day=1)
    return max(day, first)
