"""How what happened is counted, the same in every store; pure."""

import datetime
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple

from bot.german import HERE
from bot.store.records import Amount, Breakdown, Counted, EntryUse

QUESTIONS = frozenset({"at_once", "after_choice", "none", "missed", "asked_back"})
KINDS = QUESTIONS | {"apart"}
"""What becomes of a message: answered at once; picked when asked back; "keine davon"; without an answer; the asking
back itself; no question at all (small talk, interview, handover)."""
UNHELPFUL = "unhelpful"
"""A message whose answer was found unhelpful."""
_TREND = {"at_once": "at_once", "after_choice": "after_choice", "none": "missed", "missed": "missed"}
_OF_ENTRY = {"answers": "entry ", "after_choice": "choice ", "helpful": "good ", "unhelpful": "bad "}
"""What is counted of an entry: its id behind these words."""


class Event(NamedTuple):
    """How often something happened to somebody on one day in one channel."""

    what: str
    day: datetime.date
    channel: str
    who: Hashable
    times: int = 1


class Bundle(NamedTuple):
    """What is counted together: `key` in `part` of the result."""

    part: str
    key: str
    whats: frozenset[str]
    first: datetime.date | None = None
    """The days, both included, within those that were asked for; None: all."""
    last: datetime.date | None = None
    channel: str | None = None


WHOLE = Bundle("whole", "", QUESTIONS)
"""All questions."""


def local_day(at: datetime.datetime) -> datetime.date:
    """Return the day that it is in Germany."""
    return at.astimezone(HERE).date()


class Tallies:
    """Adds up what happened, and makes of that what was asked for."""

    def __init__(self, breakdown: Breakdown) -> None:
        self._begins = breakdown.begins
        self._counts: defaultdict[Bundle, int] = defaultdict(int)
        together: defaultdict[str, set[str]] = defaultdict(set)
        for entry, name in breakdown.groups.items():
            together[name].add(f"entry {entry}")
        self._groups = {
            what: Bundle("group", name, frozenset(all_)) for name, all_ in together.items() for what in all_
        }

    def add(self, event: Event) -> list[Bundle]:
        """Count an event; return all groups that it counts for."""
        groups = list(self._of(event.what, event.day, event.channel))
        for group in groups:
            self._counts[group] += event.times
        return groups

    def counted(self, people: Callable[[Bundle], int]) -> Counted:
        """Return everything; `people` returns how many are behind a group."""
        found: defaultdict[str, dict[str, Amount]] = defaultdict(dict)
        trend: dict[tuple[datetime.date, str], Amount] = {}
        for group, count in self._counts.items():
            if count and group.first:
                trend[group.first, group.key] = Amount(count, people(group))
            elif count:
                found[group.part][group.key] = Amount(count, people(group))
        entries = sorted({key for part in _OF_ENTRY for key in found[part]})
        return Counted(
            people=people(WHOLE),
            kinds=found["kind"],
            channels=found["channel"],
            trend=trend,
            unhelpful=found["verdict"].get(UNHELPFUL, Amount()),
            entries={one: EntryUse(**{part: found[part].get(one, Amount()) for part in _OF_ENTRY}) for one in entries},
            groups=found["group"],
        )

    def _of(self, what: str, day: datetime.date, channel: str) -> Iterable[Bundle]:
        if what in KINDS:
            yield Bundle("kind", what, frozenset({what}))
        if what in QUESTIONS:
            yield Bundle("channel", channel, QUESTIONS, channel=channel)
        if what in _TREND and self._begins:
            yield from self._trend(_TREND[what], day)
        if what == UNHELPFUL:
            yield Bundle("verdict", what, frozenset({what}))
        if what in self._groups:
            yield self._groups[what]
        for part, word in _OF_ENTRY.items():
            if what.startswith(word):
                yield Bundle(part, what.removeprefix(word), frozenset({what}))

    def _trend(self, part: str, day: datetime.date) -> Iterable[Bundle]:
        place = max(bisect_right(self._begins, day), 1)
        begin = self._begins[place - 1]
        ends = self._begins[place] - datetime.timedelta(days=1) if place < len(self._begins) else None
        yield Bundle("trend", part, frozenset(kind for kind in _TREND if _TREND[kind] == part), begin, ends)
        yield Bundle("trend", "total", frozenset(_TREND), begin, ends)


def tallied(events: Iterable[Event], breakdown: Breakdown) -> Counted:
    """Count events one by one."""
    tallies, people = Tallies(breakdown), defaultdict[Bundle, set[Hashable]](set)
    for event in events:
        for group in tallies.add(event):
            people[group].add(event.who)
        if event.what in QUESTIONS:
            people[WHOLE].add(event.who)
    return tallies.counted(lambda group: len(people.get(group, ())))
