"""How often what was asked."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from sqlite3 import Connection
from typing import Any

from bot.store.records import FEW, Breakdown, Counted, EntryUse, InterviewOutcome, Span
from bot.store.sqlite import counting, interviews
from bot.store.sqlite.database import Database
from bot.store.tallying import KINDS, UNHELPFUL, Bundle, Event, Tallies

_FIRST, _LAST = "", "9999"
_END = chr(0x10FFFF)
"""Behind every text that begins alike."""
_WORD = "substr(what, 1, instr(what || ' ', ' ') - 1)"
"""The kind of a happening, without the entries that it was about."""


class SqliteUsage:
    """Counts in the database; see `bot.store.ports.Usage`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_span(self, span: Span, breakdown: Breakdown = Breakdown()) -> Counted:  # noqa: B008 - it is frozen
        await self.count()
        return await self._database.study(lambda connection: _counted(connection, span, breakdown))

    async def of_entries(self) -> dict[str, EntryUse]:
        return dict((await self.of_span(Span())).entries)

    async def of_interviews(self) -> list[InterviewOutcome]:
        return await self._database.study(interviews.outcomes)

    async def count(self) -> None:
        while await self._database.write(counting.count_next):
            pass

    async def recount(self) -> None:
        await self._database.write(counting.begin_anew)
        await self.count()


def _counted(connection: Connection, span: Span, breakdown: Breakdown) -> Counted:
    """Count by what is kept for each day; people are counted one by one only where they may be fewer than matters."""
    tallies, most = Tallies(breakdown), defaultdict[Bundle, int](int)
    for what, day, channel, count, people in (*_kinds(connection, span), *_entries(connection, span)):
        for group in tallies.add(Event(what, datetime.date.fromisoformat(day), channel, None, count)):
            most[group] = max(most[group], people)

    def behind(group: Bundle) -> int:
        known = most.get(group, 0)
        return known if known >= FEW else _people(connection, span, group)

    return tallies.counted(behind)


def _kinds(connection: Connection, span: Span) -> list[Any]:
    """Return count and people of each kind of happening by day and channel."""
    which, values = _of_kinds(KINDS | {UNHELPFUL}, span)
    within, more = _within(span)
    return connection.execute(
        f"SELECT {_WORD}, day, channel, sum(count), max(people) FROM tallies"  # noqa: S608 - only marks and constants
        f" WHERE ({which}) AND {within} GROUP BY 1, 2, 3",
        [*values, *more],
    ).fetchall()


def _entries(connection: Connection, span: Span) -> Iterator[Any]:
    """Return count and people of what happened with each entry."""
    within, values = _within(span)
    for words in ("entry ", "choice ", "good ", "bad "):
        for row in connection.execute(
            "SELECT what, max(day), max(channel), sum(count), max(people) FROM tallies"  # noqa: S608 - as above
            f" WHERE what >= ? AND what < ? AND {within} GROUP BY what",
            [words, words + _END, *values],
        ):
            if span.entries is None or row[0].removeprefix(words) in span.entries:
                yield row


def _people(connection: Connection, span: Span, group: Bundle) -> int:
    """Count the people behind a group."""
    kinds = group.whats & (KINDS | {UNHELPFUL})
    which, values = _of_kinds(kinds, span) if kinds else _one_of(group.whats)
    within, more = _within(
        replace(
            span,
            first=group.first or span.first,
            last=group.last or span.last,
            channel=group.channel or span.channel,
        )
    )
    [(people,)] = connection.execute(
        f"SELECT count(DISTINCT who) FROM visits WHERE ({which}) AND {within}",  # noqa: S608 - only marks and constants
        [*values, *more],
    ).fetchall()
    return int(people)


def _of_kinds(kinds: Collection[str], span: Span) -> tuple[str, list[str]]:
    """Return the condition for kinds of happenings, with any of the wanted entries if there are some."""
    if span.entries is None:
        return _one_of(kinds)
    named = " OR ".join("instr(what, ?)" for _ in span.entries) or "FALSE"  # the entries stand behind, as a list
    each = f"what >= ? AND what < ? AND ({named})"
    wanted = [f'"{entry}"' for entry in span.entries]
    return " OR ".join([each] * len(kinds)), [
        v for kind in sorted(kinds) for v in (f"{kind} ", f"{kind} {_END}", *wanted)
    ]


def _one_of(whats: Collection[str]) -> tuple[str, list[str]]:
    return f"what IN ({', '.join('?' * len(whats))})", sorted(whats)


def _within(span: Span) -> tuple[str, list[object]]:
    """Return the condition for days, channel and workshop."""
    values: list[object] = [_FIRST if span.first is None else span.first.isoformat()]
    values.append(_LAST if span.last is None else span.last.isoformat())
    condition = "day BETWEEN ? AND ?"
    for column, value in (("channel", span.channel), ("workshop", span.workshop)):
        if value is not None:
            condition += f" AND {column} = ?"
            values.append(value)
    return condition, values
