"""How often what was asked."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from sqlite3 import Connection
from typing import Any

from bot.store.records import (
    FEW,
    Breakdown,
    Counted,
    EntryUse,
    HandoverCourse,
    InterviewCourse,
    InterviewOutcome,
    Span,
    TicketState,
)
from bot.store.sqlite import counting, interviews
from bot.store.sqlite.database import Database
from bot.store.sqlite.moments import as_moment, as_text
from bot.store.tallying import KINDS, UNHELPFUL, Bundle, Event, Tallies, tallied

_FIRST, _LAST = "", "9999"
_END = chr(0x10FFFF)
"""Behind every text that begins alike."""
_OF_ENTRIES = ("entry ", "choice ", "good ", "bad ")
"""What is counted of entries: these words with the id of one behind them."""
_COURSES = """
    SELECT person, max(json_extract(event, '$.definition')), max(at), max(json_extract(event, '$.kind') = 'finished'),
        (SELECT json_extract(asked.event, '$.step') FROM interview_events AS asked
            WHERE asked.person = events.person AND asked.interview = events.interview
            AND json_extract(asked.event, '$.kind') = 'asked' ORDER BY position DESC LIMIT 1)
    FROM interview_events AS events GROUP BY person, interview ORDER BY min(at)
"""
_HANDOVERS = """
    SELECT coalesce(person, id), opened_at,
        (SELECT min(at) FROM ticket_lines WHERE ticket = tickets.id AND author = 'lotse'), state
    FROM tickets WHERE opened_at >= ? AND EXISTS (SELECT 1 FROM ticket_lines WHERE ticket = tickets.id) ORDER BY id
"""


class SqliteUsage:
    """Counts in the database; see `bot.store.ports.Usage`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_span(self, span: Span, breakdown: Breakdown = Breakdown()) -> Counted:  # noqa: B008 - it is frozen
        await self.count()
        how = _by_tallies if span.entries is None else _by_visits
        return await self._database.study(lambda connection: how(connection, span, breakdown))

    async def of_entries(self) -> dict[str, EntryUse]:
        return dict((await self.of_span(Span())).entries)

    async def of_interview_courses(self) -> list[InterviewCourse]:
        numbers: dict[object, int] = {}
        rows = await self._database.study(lambda connection: connection.execute(_COURSES).fetchall())
        return [
            InterviewCourse(definition, _number(person, numbers), as_moment(at), bool(finished), step)
            for person, definition, at, finished, step in rows
            if definition is not None
        ]

    async def of_handovers(self, since: datetime.datetime) -> list[HandoverCourse]:
        numbers: dict[object, int] = {}
        begin = (as_text(since),)
        rows = await self._database.study(lambda connection: connection.execute(_HANDOVERS, begin).fetchall())
        return [
            HandoverCourse(
                _number(who, numbers), as_moment(opened), as_moment(answered) if answered else None, TicketState(state)
            )
            for who, opened, answered, state in rows
        ]

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
    for what, day, channel, count, people in (*_kinds(connection, span), *_entries(connection, span)):
        for group in tallies.add(Event(what, datetime.date.fromisoformat(day), channel, None, count)):
            most[group] = max(most[group], people)

    def behind(group: Bundle) -> int:
        known = most.get(group, 0)
        return known if known >= FEW else _people(connection, span, group)

    return tallies.counted(behind)


def _by_visits(connection: Connection, span: Span, breakdown: Breakdown) -> Counted:
    """Count what was answered by some entries, person by person."""
    entries = sorted(span.entries or ())
    words = [word + entry for word in _OF_ENTRIES for entry in entries]
    named = " OR ".join(["instr(what, ?)"] * len(entries)) or "FALSE"  # they stand behind the kind, as a list
    within, values = _within(span)
    rows = list[Any]()
    for kind in sorted(KINDS | {UNHELPFUL}):
        rows += connection.execute(
            "SELECT ?, day, channel, who, sum(count) FROM visits"  # noqa: S608 - only marks and constants
            f" WHERE what >= ? AND what < ? AND ({named}) AND {within} GROUP BY day, channel, who",
            [kind, f"{kind} ", f"{kind} {_END}", *(f'"{entry}"' for entry in entries), *values],
        ).fetchall()
    which, wanted = _one_of(words)
    rows += connection.execute(
        f"SELECT what, day, channel, who, count FROM visits WHERE {which} AND {within}",  # noqa: S608 - as above
        [*wanted, *values],
    ).fetchall()
    events = (Event(what, datetime.date.fromisoformat(day), *more) for what, day, *more in rows)
    return tallied(events, breakdown)


def _kinds(connection: Connection, span: Span) -> list[Any]:
    """Return count and people of each kind of happening by day and channel."""
    which, values = _one_of(KINDS | {UNHELPFUL})
    within, more = _within(span)
    return connection.execute(
        "SELECT what, day, channel, sum(count), max(people) FROM tallies"  # noqa: S608 - only marks and constants
        f" WHERE {which} AND {within} GROUP BY 1, 2, 3",
        [*values, *more],
    ).fetchall()


def _entries(connection: Connection, span: Span) -> Iterator[Any]:
    """Return count and people of what happened with each entry."""
    within, values = _within(span)
    for words in _OF_ENTRIES:
        yield from connection.execute(
            "SELECT what, max(day), max(channel), sum(count), max(people) FROM tallies"  # noqa: S608 - as above
            f" WHERE what >= ? AND what < ? AND {within} GROUP BY what",
            [words, words + _END, *values],
        )


def _people(connection: Connection, span: Span, group: Bundle) -> int:
    """Count the people behind a group."""
    which, values = _one_of(group.whats)
    first, last, channel = group.first or span.first, group.last or span.last, group.channel or span.channel
    within, more = _within(replace(span, first=first, last=last, channel=channel))
    [(people,)] = connection.execute(
        f"SELECT count(DISTINCT who) FROM visits WHERE {which} AND {within}",  # noqa: S608 - only marks and constants
        [*values, *more],
    ).fetchall()
    return int(people)


def _number(who: object, numbers: dict[object, int]) -> int:
    """Return a person's number; one person is the same in all the places where they write."""
    same = who.partition(".")[0] if isinstance(who, str) else who
    return numbers.setdefault(same, len(numbers))


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
