"""How often what was asked, counted in the database; questions and persons never leave it."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from bot.message import NONE_OF_THESE
from bot.store.database import Database
from bot.store.moments import as_text

_KIND = f"""CASE
    WHEN choice = '{NONE_OF_THESE}' THEN 'none'
    WHEN outcome = 'answer' AND choice IS NOT NULL THEN 'after_choice'
    WHEN outcome = 'answer' THEN 'at_once'
    WHEN outcome = 'clarify' THEN 'asked_back'
    WHEN outcome = 'fallback' THEN 'missed'
    ELSE 'apart' END"""
"""What became of a message: answered at once; picked when asked back; "keine davon"; no answer; the asking back itself;
no question at all (small talk, interview, handover)."""
_WHO = "coalesce(person, turns.id)"
"""Whoever had their data erased counts as somebody else each time."""


@dataclass(frozen=True)
class Span:
    """What is counted: all turns from `since` and before `until`, and of those only what the rest says."""

    since: datetime.datetime
    until: datetime.datetime
    workshop: int | None = None
    channel: str | None = None
    entries: Collection[str] | None = None
    """Only what was answered by one of these."""


@dataclass(frozen=True)
class Visit:
    """The messages of one person in one hour (UTC) and channel that ended in one way."""

    at: datetime.datetime
    channel: str
    kind: str
    person: int
    """A number that means something only among what was counted with it."""
    count: int
    unhelpful: int


@dataclass(frozen=True)
class EntryUse:
    """How one entry answered one person."""

    entry: str
    person: int
    count: int
    after_choice: int
    helpful: int
    unhelpful: int


@dataclass(frozen=True)
class Usage:
    """Everything that was counted of a span."""

    visits: tuple[Visit, ...]
    entries: tuple[EntryUse, ...]


async def usage(database: Database, span: Span) -> Usage:
    """Count a span. Raises StoreError."""
    where, values = _where(span)
    async with database.transaction("DEFERRED") as connection:
        visits = await connection.execute_fetchall(
            f"SELECT substr(at, 1, 13), channel, {_KIND} AS kind, {_WHO} AS who, count(*),"  # noqa: S608
            f" coalesce(sum(verdict = 'unhelpful'), 0) FROM turns WHERE {where} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3",
            values,
        )
        entries = await connection.execute_fetchall(
            f"SELECT value, {_WHO} AS who, count(*), sum(choice IS NOT NULL),"  # noqa: S608 - constants of this module
            " coalesce(sum(verdict = 'helpful'), 0), coalesce(sum(verdict = 'unhelpful'), 0)"
            f" FROM turns, json_each(turns.entries) WHERE {where} AND outcome = 'answer' GROUP BY 1, 2",
            values,
        )
    numbers: dict[object, int] = {}
    return Usage(
        tuple(
            Visit(_moment(at), channel, kind, _number(who, numbers), count, unhelpful)
            for at, channel, kind, who, count, unhelpful in visits
        ),
        tuple(EntryUse(entry, _number(who, numbers), *told) for entry, who, *told in entries),
    )


def _moment(hour: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{hour}:00:00+00:00")


def _number(who: object, numbers: dict[object, int]) -> int:
    """Return a person's number; one person is the same in all the places where they write."""
    same = who.partition(".")[0] if isinstance(who, str) else who
    return numbers.setdefault(same, len(numbers))


def _where(span: Span) -> tuple[str, list[object]]:
    where, values = ["at >= ?", "at < ?"], [as_text(span.since), as_text(span.until)]
    given: list[object] = [*values]
    if span.workshop is not None:
        where.append("workshop = ?")
        given.append(span.workshop)
    if span.channel is not None:
        where.append("channel = ?")
        given.append(span.channel)
    if span.entries is not None:
        marks = ", ".join("?" * len(span.entries))
        where.append(f"EXISTS (SELECT 1 FROM json_each(turns.entries) e WHERE e.value IN ({marks}))")  # noqa: S608 - only marks
        given.extend(span.entries)
    return " AND ".join(where), given
