"""How often what was asked."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from sqlite3 import Connection
from typing import Any

from bot.store.records import FEW, Breakdown, Counted, EntryUse, InterviewOutcome, Span
from bot.store.sqlite import counting, interviews
from bot.store.sqlite.counting import day_text
from bot.store.sqlite.database import Database
from bot.store.tallying import KINDS, Bundle, Event, Tallies, tallied

_FIRST, _LAST = "", "9999"


class SqliteUsage:
    """Counts in the database; see `bot.store.ports.Usage`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_span(self, span: Span, breakdown: Breakdown = Breakdown()) -> Counted:  # noqa: B008 - it is frozen
        await self.count()
        if span.entries is not None:
            return await self._database.study(lambda connection: _one_by_one(connection, span, breakdown))
        return await self._database.study(lambda connection: _by_tallies(connection, span, breakdown))

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


def _by_tallies(connection: Connection, span: Span, breakdown: Breakdown) -> Counted:
    """Count by what is kept for each day; people are counted one by one only where they may be fewer than matters."""
    tallies, most = Tallies(breakdown), defaultdict[Bundle, int](int)
    for what, day, channel, count, people in _tallies(connection, span):
        for group in tallies.add(Event(what, datetime.date.fromisoformat(day), channel, None, count)):
            most[group] = max(most[group], people)

    def behind(group: Bundle) -> int:
        known = most.get(group, 0)
        return known if known >= FEW else _people(connection, span, group)

    return tallies.counted(behind)


def _tallies(connection: Connection, span: Span) -> Iterable[Any]:
    """Return count and people of each kind by day and channel, and of each entry in all."""
    values = [day_text(span.first, _FIRST), day_text(span.last, _LAST)]
    within = "day BETWEEN ? AND ?"
    for condition, value in (("channel = ?", span.channel), ("workshop = ?", span.workshop)):
        if value is not None:
            within += f" AND {condition}"
            values.append(str(value))
    kinds = ", ".join("?" * len(KINDS))
    yield from connection.execute(
        "SELECT what, day, channel, sum(count), max(people) FROM tallies"  # noqa: S608 - only marks and constants
        f" WHERE what IN ({kinds}) AND {within} GROUP BY what, day, channel",
        [*sorted(KINDS), *values],
    ).fetchall()
    for words in ("unhelpful", "entry ", "choice ", "good ", "bad "):
        yield from connection.execute(
            "SELECT what, max(day), max(channel), sum(count), max(people) FROM tallies"  # noqa: S608 - as above
            f" WHERE what >= ? AND what < ? AND {within} GROUP BY what",
            [words, words + chr(0x10FFFF), *values],
        ).fetchall()


def _people(connection: Connection, span: Span, group: Bundle) -> int:
    """Count the people behind a group."""
    days = (group.first or span.first, group.last or span.last)
    values = [*sorted(group.whats), day_text(days[0], _FIRST), day_text(days[1], _LAST)]
    within = f"what IN ({', '.join('?' * len(group.whats))}) AND day BETWEEN ? AND ?"
    for condition, value in (("channel = ?", group.channel or span.channel), ("workshop = ?", span.workshop)):
        if value is not None:
            within += f" AND {condition}"
            values.append(str(value))
    [(people,)] = connection.execute(
        f"SELECT count(DISTINCT who) FROM visits WHERE {within}",  # noqa: S608 - only marks and constants
        values,
    ).fetchall()
    return int(people)


def _one_by_one(connection: Connection, span: Span, breakdown: Breakdown) -> Counted:
    """Count the turns that were answered by some entries: no count is kept of those together."""
    entries = {f"entry{i}": f'"{entry}"' for i, entry in enumerate(sorted(span.entries or ()))}
    where = [f"({' OR '.join(f'instr(entries, :{key})' for key in entries) or 'FALSE'})"]  # they are lists of ids
    values: dict[str, object] = dict(entries)
    for condition, key, value in (
        ("at >= :since", "since", span.first and counting.midnight(span.first)),
        ("at < :until", "until", span.last and counting.midnight(span.last + datetime.timedelta(days=1))),
        ("workshop = :workshop", "workshop", span.workshop),
        ("channel = :channel", "channel", span.channel),
    ):
        if value is not None:
            where.append(condition)
            values[key] = value
    found = counting.events(connection, " AND ".join(where), values)
    return tallied(
        (
            Event(what, datetime.date.fromisoformat(day), channel, who, count)
            for what, day, channel, _, who, count in found
        ),
        breakdown,
    )
