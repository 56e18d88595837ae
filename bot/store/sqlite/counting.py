"""Counts per day, kind of happening and person, kept beside the turns; all of it can be made anew from them.

Turns are counted some time after they came, so that no turn waits for it: those up to the one that `counted` names are.
Whoever changes a turn that was counted takes it out first and counts it again (`changing`).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from sqlite3 import Connection
from typing import Any

from bot.store.sqlite.moments import as_moment
from bot.store.tallying import UNHELPFUL, local_day
from bot.talk.message import NONE_OF_THESE

_AT_ONCE = 500
"""Turns that are counted in one transaction: it holds up others for some milliseconds."""
_KIND = f"""CASE
    WHEN choice = '{NONE_OF_THESE}' THEN 'none'
    WHEN outcome = 'answer' AND choice IS NOT NULL THEN 'after_choice'
    WHEN outcome = 'answer' THEN 'at_once'
    WHEN outcome = 'clarify' THEN 'asked_back'
    WHEN outcome = 'fallback' THEN 'missed'
    ELSE 'apart' END"""
_EVENTS = f"""
    WITH some AS MATERIALIZED (
        SELECT outcome, choice, verdict, entries, {_KIND} AS kind, substr(at, 1, 13) AS hour, channel,
            coalesce(workshop, 0) AS workshop, coalesce(person, id) AS who
        FROM turns WHERE {{where}}
    ), used AS MATERIALIZED (
        SELECT entry.value AS entry, choice, verdict, hour, channel, workshop, who
        FROM some, json_each(some.entries) AS entry WHERE outcome = 'answer'
    )
    SELECT kind AS what, hour, channel, workshop, who FROM some
    UNION ALL SELECT '{UNHELPFUL}', hour, channel, workshop, who FROM some WHERE verdict = 'unhelpful'
    UNION ALL SELECT kind || ' ' || entries, hour, channel, workshop, who FROM some WHERE entries <> '[]'
    UNION ALL SELECT '{UNHELPFUL} ' || entries, hour, channel, workshop, who FROM some
        WHERE verdict = 'unhelpful' AND entries <> '[]'
    UNION ALL SELECT 'entry ' || entry, hour, channel, workshop, who FROM used
    UNION ALL SELECT 'choice ' || entry, hour, channel, workshop, who FROM used WHERE choice IS NOT NULL
    UNION ALL SELECT iif(verdict = 'helpful', 'good ', 'bad ') || entry, hour, channel, workshop, who FROM used
        WHERE verdict IS NOT NULL
"""  # noqa: S608 - constants of this module
_HERE = "what = :what AND day = :day AND channel = :channel AND workshop = :workshop AND who = :who"
_CELL = ("what", "day", "channel", "workshop", "who", "count")
_ADD_TALLIES = f"""
    INSERT INTO tallies SELECT :what, :day, :channel, :workshop, :count,
        (coalesce((SELECT count FROM visits WHERE {_HERE}), 0) + :count > 0)
        - EXISTS (SELECT 1 FROM visits WHERE {_HERE})
    WHERE TRUE ON CONFLICT (what, day, channel, workshop)
        DO UPDATE SET count = count + excluded.count, people = people + excluded.people
"""  # noqa: S608 - constants of this module
"""One person more where they were not counted yet, and one less where nothing is left of them; before the visits."""
_ADD_VISITS = """
    INSERT INTO visits VALUES (:what, :day, :channel, :workshop, :who, :count)
    ON CONFLICT (what, day, channel, workshop, who) DO UPDATE SET count = count + excluded.count
"""


def events(connection: Connection, where: str, values: dict[str, object]) -> Iterable[tuple[Any, ...]]:
    """Return what happened in the turns of which this holds: what, day, channel, workshop, who, how often."""
    found = _EVENTS.format(where=where)
    counts = defaultdict[tuple[Any, ...], int](int)
    for what, hour, channel, workshop, who, count in connection.execute(
        f"SELECT what, hour, channel, workshop, who, count(*) FROM ({found}) GROUP BY 1, 2, 3, 4, 5",  # noqa: S608 - constants of the store
        values,
    ):
        counts[what, _day_of_hour(hour), channel, workshop, _number(who)] += count
    return ((*key, count) for key, count in counts.items())


def count_next(connection: Connection) -> bool:
    """Count some of the turns that came since; False if there is none left. Inside a transaction."""
    [(last, newest)] = connection.execute(
        "SELECT turn, coalesce((SELECT max(id) FROM turns), 0) FROM counted"
    ).fetchall()
    if last >= newest:
        return False
    until = min(last + _AT_ONCE, newest)
    _add(connection, "id > :last AND id <= :until", {"last": last, "until": until}, +1)
    connection.execute("UPDATE counted SET turn = ?", (until,))
    return bool(until < newest)


def begin_anew(connection: Connection) -> None:
    """Forget all counts, so that all turns are counted again. Inside a transaction."""
    for statement in ("DELETE FROM visits", "DELETE FROM tallies", "UPDATE counted SET turn = 0"):
        connection.execute(statement)


@contextmanager
def changing(connection: Connection, where: str, *values: object) -> Iterator[None]:
    """Count the turns of which this holds anew after a change within: of their texts, persons, or of being there."""
    turns = connection.execute(
        f"SELECT json_group_array(id) FROM turns WHERE id <= (SELECT turn FROM counted) AND ({where})",  # noqa: S608 - constants of the store
        values,
    ).fetchone()[0]
    those = "id IN (SELECT value FROM json_each(:turns))"
    if turns != "[]":
        _add(connection, those, {"turns": turns}, -1)
    yield
    if turns != "[]":
        _add(connection, those, {"turns": turns}, +1)
        # An id that got free is given to the next turn, which is still to be counted.
        connection.execute("UPDATE counted SET turn = min(turn, coalesce((SELECT max(id) FROM turns), 0))")


def _add(connection: Connection, where: str, values: dict[str, object], sign: int) -> None:
    found = events(connection, where, values)
    changes = [dict(zip(_CELL, (*cell, sign * count), strict=True)) for *cell, count in found]
    connection.executemany(_ADD_TALLIES, changes)
    connection.executemany(_ADD_VISITS, changes)
    if sign < 0:
        connection.executemany(f"DELETE FROM visits WHERE {_HERE} AND count = 0", changes)  # noqa: S608 - a constant


@lru_cache(maxsize=10_000)
def _day_of_hour(hour: str) -> str:
    return local_day(as_moment(f"{hour}:00:00+00:00")).isoformat()


@lru_cache(maxsize=10_000)
def _number(who: str | int) -> int:
    """Return a number for a person, the same wherever they write; a turn whose person is forgotten has its own."""
    if isinstance(who, int):
        return -who
    return int.from_bytes(hashlib.blake2b(who.partition(".")[0].encode(), digest_size=7).digest(), "big")
