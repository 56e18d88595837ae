"""What trainers see of how the assistant is used; pure. Nothing is shown of fewer than three questions or people."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.store.usage import Hour, Usage
from knowledge.model import Knowledge

FEWEST = 3
HERE = ZoneInfo("Europe/Berlin")
_MOST = 15
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
    """A day, a week or a month of the trend; None where there are too few questions to show."""

    begins: datetime.date
    at_once: int | None
    after_choice: int | None
    missed: int | None

    @property
    def total(self) -> int | None:
        counts = (self.at_once, self.after_choice, self.missed)
        return sum(count for count in counts if count is not None) if None not in counts else None


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
    others: int = 0
    """Answers by entries that are not shown."""
    subjects: tuple[Ranked, ...] = ()
    channels: tuple[Ranked, ...] = ()
    unit: str = "day"
    trend: tuple[Bucket, ...] = field(default=())


def figures(
    found: Usage, earlier: Usage | None, knowledge: Knowledge, first: datetime.date, last: datetime.date
) -> Figures:
    """Return what may be shown of the days from `first` to `last`."""
    kinds = Counter[str]()
    for hour in found.hours:
        kinds[hour.kind] += hour.count
    questions = _questions(kinds)
    if questions < FEWEST or found.people < FEWEST:
        return Figures(first, last, enough=False)
    shown, others = _most_asked(found, knowledge)
    unit = _unit(first, last)
    return Figures(
        first,
        last,
        enough=True,
        questions=questions,
        before=_before(earlier),
        people=found.people,
        shares=_shares(kinds),
        unhelpful=found.unhelpful if found.unhelpful >= FEWEST else None,
        entries=shown,
        others=others,
        subjects=_subjects(found, knowledge),
        channels=_channels(found),
        unit=unit,
        trend=_trend(found.hours, unit, first, last),
    )


def days_of(first: datetime.date, last: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """Return when the days from `first` to `last` begin and end in Germany."""
    midnight = datetime.time(tzinfo=HERE)
    return datetime.datetime.combine(first, midnight), datetime.datetime.combine(
        last + datetime.timedelta(days=1), midnight
    )


def withheld(counts: Mapping[str, int], people: Mapping[str, int] | None = None) -> set[str]:
    """Return what must not be shown: what is too small, and one more if that alone could be told by subtraction."""
    small = {key for key, n in counts.items() if n and (n < FEWEST or (people or {}).get(key, FEWEST) < FEWEST)}
    rest = sorted((n, key) for key, n in counts.items() if n and key not in small)
    if len(small) == 1 and rest:
        small.add(rest[0][1])
    return small


def _questions(kinds: Mapping[str, int]) -> int:
    """Count questions: one that was asked back and then answered is one."""
    asked_back = max(kinds.get("asked_back", 0), kinds.get("after_choice", 0) + kinds.get("none", 0))
    return kinds.get("at_once", 0) + kinds.get("missed", 0) + asked_back


def _before(earlier: Usage | None) -> int | None:
    if earlier is None or earlier.people < FEWEST:
        return None
    kinds = Counter[str]()
    for hour in earlier.hours:
        kinds[hour.kind] += hour.count
    return count if (count := _questions(kinds)) >= FEWEST else None


def _shares(kinds: Mapping[str, int]) -> tuple[Share, ...]:
    left = max(0, kinds.get("asked_back", 0) - kinds.get("after_choice", 0) - kinds.get("none", 0))
    counts = {key: kinds.get(key, 0) for key in ("at_once", "after_choice", "none", "missed")} | {"left": left}
    hidden = withheld(counts)
    return tuple(Share(key, None if key in hidden else count) for key, count in counts.items())


def _most_asked(found: Usage, knowledge: Knowledge) -> tuple[tuple[Ranked, ...], int]:
    counts = {use.entry: use.count for use in found.entries}
    hidden = withheld(counts, {use.entry: use.people for use in found.entries})
    shown = [use for use in found.entries if use.entry not in hidden]
    ranked = tuple(
        Ranked(
            use.entry,
            knowledge.entries[use.entry].question if use.entry in knowledge.entries else use.entry,
            use.count,
            use.after_choice if use.after_choice >= FEWEST else None,
            use.helpful if use.helpful >= FEWEST else None,
            use.unhelpful if use.unhelpful >= FEWEST else None,
        )
        for use in shown[:_MOST]
    )
    return ranked, sum(counts.values()) - sum(row.count for row in ranked)


def _subjects(found: Usage, knowledge: Knowledge) -> tuple[Ranked, ...]:
    counts, people = Counter[str](), Counter[str]()
    for use in found.entries:
        if use.entry in knowledge.entries:
            counts[knowledge.entries[use.entry].about] += use.count
            people[knowledge.entries[use.entry].about] += use.people
    return _ranked(counts, people, {subject.id: subject.name for subject in knowledge.subjects.values()})


def _channels(found: Usage) -> tuple[Ranked, ...]:
    counts = Counter[str]()
    for hour in found.hours:
        if hour.kind != "apart":
            counts[hour.channel] += hour.count
    return _ranked(counts, found.channels, {"web": "Web", "telegram": "Telegram", "terminal": "Terminal"})


def _ranked(counts: Mapping[str, int], people: Mapping[str, int], names: Mapping[str, str]) -> tuple[Ranked, ...]:
    hidden = withheld(counts, people)
    order = sorted(((-n, key) for key, n in counts.items() if key not in hidden))
    return tuple(Ranked(key, names.get(key, key), -n) for n, key in order)


def _unit(first: datetime.date, last: datetime.date) -> str:
    days = (last - first).days + 1
    return "day" if days <= _DAYS_FOR_WEEKS else "week" if days <= _DAYS_FOR_MONTHS else "month"


def _trend(hours: Iterable[Hour], unit: str, first: datetime.date, last: datetime.date) -> tuple[Bucket, ...]:
    begins = list(_begins(unit, first, last))
    counts = {begin: Counter[str]() for begin in begins}
    for hour in hours:
        if kind := _ANSWERED.get(hour.kind):
            counts[_begin(unit, hour.at.astimezone(HERE).date(), first)][kind] += hour.count
    hidden = withheld({begin.isoformat(): kinds.total() for begin, kinds in counts.items()})
    return tuple(
        Bucket(begin, None, None, None)
        if begin.isoformat() in hidden
        else Bucket(begin, kinds["at_once"], kinds["after_choice"], kinds["missed"])
        for begin, kinds in counts.items()
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
