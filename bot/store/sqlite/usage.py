"""How often what was asked."""

import datetime
from collections.abc import Iterable
from sqlite3 import Connection
from typing import Any

from bot.store.records import Counted, EntryUse, InterviewOutcome, Span, Visit
from bot.store.sqlite import interviews
from bot.store.sqlite.database import Database
from bot.store.sqlite.moments import as_text
from bot.talk.message import NONE_OF_THESE

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


class SqliteUsage:
    """Counts in the database; see `bot.store.ports.Usage`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_span(self, span: Span) -> Counted:
        where, values = _where(span)

        def work(connection: Connection) -> tuple[Iterable[Any], Iterable[Any]]:
            visits = connection.execute(
                f"SELECT substr(at, 1, 13), channel, {_KIND} AS kind, {_WHO} AS who, count(*),"  # noqa: S608
                f" coalesce(sum(verdict = 'unhelpful'), 0) FROM turns WHERE {where}"
                " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3",
                values,
            ).fetchall()
            return visits, _entry_rows(connection, span)

        visits, entries = await self._database.study(work)
        numbers: dict[object, int] = {}
        return Counted(
            tuple(
                Visit(_moment(at), channel, kind, _number(who, numbers), count, unhelpful)
                for at, channel, kind, who, count, unhelpful in visits
            ),
            _entry_uses(entries, numbers),
        )

    async def of_entries(self) -> tuple[EntryUse, ...]:
        return _entry_uses(await self._database.study(lambda connection: _entry_rows(connection, Span())), {})

    async def of_interviews(self) -> list[InterviewOutcome]:
        return await self._database.study(interviews.outcomes)


def _entry_rows(connection: Connection, span: Span) -> Iterable[Any]:
    where, values = _where(span)
    return connection.execute(
        f"SELECT value, {_WHO} AS who, count(*), sum(choice IS NOT NULL),"  # noqa: S608 - constants of this module
        " coalesce(sum(verdict = 'helpful'), 0), coalesce(sum(verdict = 'unhelpful'), 0)"
        f" FROM turns, json_each(turns.entries) WHERE {where} AND outcome = 'answer' GROUP BY 1, 2",
        values,
    ).fetchall()


def _entry_uses(rows: Iterable[Any], numbers: dict[object, int]) -> tuple[EntryUse, ...]:
    return tuple(EntryUse(entry, _number(who, numbers), *told) for entry, who, *told in rows)


def _moment(hour: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{hour}:00:00+00:00")


def _number(who: object, numbers: dict[object, int]) -> int:
    """Return a person's number; one person is the same in all the places where they write."""
    same = who.partition(".")[0] if isinstance(who, str) else who
    return numbers.setdefault(same, len(numbers))


def _where(span: Span) -> tuple[str, list[object]]:
    said: dict[str, object] = {
        "at >= ?": span.since and as_text(span.since),
        "at < ?": span.until and as_text(span.until),
        "workshop = ?": span.workshop,
        "channel = ?": span.channel,
    }
    where, values = ["TRUE"], list[object]()
    for condition, value in said.items():
        if value is not None:
            where.append(condition)
            values.append(value)
    if span.entries is not None:
        marks = ", ".join("?" * len(span.entries))
        where.append(f"EXISTS (SELECT 1 FROM json_each(turns.entries) e WHERE e.value IN ({marks}))")  # noqa: S608 - only marks
        values.extend(span.entries)
    return " AND ".join(where), values
