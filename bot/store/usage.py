"""How often what was asked, counted in the database; questions and persons never leave it."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from bot.message import NONE_OF_THESE
from bot.store.database import Database
from bot.store.moments import as_text

KINDS = ("at_once", "after_choice", "none", "missed", "asked_back", "apart")
"""What became of a message: answered at once; picked when asked back; "keine davon"; no answer; the asking back itself;
no question at all (small talk, interview, handover)."""

_KIND = f"""CASE
    WHEN choice = '{NONE_OF_THESE}' THEN 'none'
    WHEN outcome = 'answer' AND choice IS NOT NULL THEN 'after_choice'
    WHEN outcome = 'answer' THEN 'at_once'
    WHEN outcome = 'clarify' THEN 'asked_back'
    WHEN outcome = 'fallback' THEN 'missed'
    ELSE 'apart' END"""
_PEOPLE = "count(DISTINCT person) + sum(person IS NULL)"
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
class Hour:
    """The messages of one hour (UTC) in one channel that ended in one way."""

    at: datetime.datetime
    channel: str
    kind: str
    count: int


@dataclass(frozen=True)
class EntryUse:
    """How one entry answered."""

    entry: str
    count: int
    people: int
    after_choice: int
    helpful: int
    unhelpful: int


@dataclass(frozen=True)
class Usage:
    """Everything that was counted of a span."""

    hours: tuple[Hour, ...]
    entries: tuple[EntryUse, ...]
    people: int
    channels: dict[str, int]
    """How many people asked in each channel."""
    unhelpful: int


async def usage(database: Database, span: Span) -> Usage:
    """Count a span. Raises StoreError."""
    where, values = _where(span)
    async with database.transaction("DEFERRED") as connection:
        hours = await connection.execute_fetchall(
            f"SELECT substr(at, 1, 13), channel, {_KIND} AS kind, count(*) FROM turns WHERE {where}"  # noqa: S608
            " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            values,
        )
        entries = await connection.execute_fetchall(
            f"SELECT value, count(*), {_PEOPLE}, sum(choice IS NOT NULL),"  # noqa: S608 - constants of this module
            " coalesce(sum(verdict = 'helpful'), 0), coalesce(sum(verdict = 'unhelpful'), 0)"
            f" FROM turns, json_each(turns.entries) WHERE {where} AND outcome = 'answer'"
            " GROUP BY value ORDER BY 2 DESC, 1",
            values,
        )
        channels = await connection.execute_fetchall(
            f"SELECT channel, {_PEOPLE} FROM turns WHERE {where} GROUP BY channel",  # noqa: S608
            values,
        )
        [(people, unhelpful)] = await connection.execute_fetchall(
            f"SELECT coalesce({_PEOPLE}, 0), coalesce(sum(verdict = 'unhelpful'), 0)"  # noqa: S608
            f" FROM turns WHERE {where}",
            values,
        )
    return Usage(
        tuple(Hour(datetime.datetime.fromisoformat(f"{at}:00:00+00:00"), *told) for at, *told in hours),
        tuple(EntryUse(*row) for row in entries),
        int(people),
        {str(channel): int(count) for channel, count in channels},
        int(unhelpful),
    )


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
