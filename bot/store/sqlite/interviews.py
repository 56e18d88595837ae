"""Interviews as they happened, event by event; and, without any person, what came out of those that were finished."""

import datetime
import json
import logging
from collections.abc import Iterable
from sqlite3 import Connection

from pydantic import TypeAdapter

from bot.store.records import InterviewOutcome
from bot.store.sqlite.moments import as_text
from bot.talk.interview.log import Event, Finished, InterviewLog, Started

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
_log = logging.getLogger(__name__)


def append(connection: Connection, person: str, logs: Iterable[InterviewLog]) -> None:
    """Add the events that are not stored yet, inside a transaction."""
    rows = connection.execute(
        "SELECT interview, count(*) FROM interview_events WHERE person = ? GROUP BY interview", (person,)
    ).fetchall()
    stored: dict[int, int] = dict(map(tuple, rows))
    for log in logs:
        known = stored.get(int(log.id), 0)
        new = list(enumerate(log.events))[known:]
        connection.executemany(
            "INSERT INTO interview_events (person, interview, position, at, event) VALUES (?, ?, ?, ?, ?)",
            [(person, int(log.id), i, as_text(event.at), _EVENT.dump_json(event).decode()) for i, event in new],
        )
        for _, event in new:
            if isinstance(event, Finished):
                _keep_outcome(connection, person, log, event)


def of_person(connection: Connection, person: str) -> tuple[InterviewLog, ...]:
    """Return a person's interviews; one that another version wrote and nobody can read is left out."""
    rows = connection.execute(
        "SELECT interview, event FROM interview_events WHERE person = ? ORDER BY interview, position", (person,)
    ).fetchall()
    events: dict[int, list[str]] = {}
    for interview, event in rows:
        events.setdefault(interview, []).append(event)
    logs = (_readable(str(interview), stored) for interview, stored in events.items())
    return tuple(log for log in logs if log)


def purge(connection: Connection, before: datetime.datetime) -> None:
    """Erase the interviews in which nothing happened since; their outcomes stay without the person."""
    connection.execute(
        "CREATE TEMP TABLE old_interviews AS SELECT person, interview FROM interview_events"
        " GROUP BY person, interview HAVING max(at) < ?",
        (as_text(before),),
    )
    old = "(person, interview) IN (SELECT person, interview FROM old_interviews)"
    connection.execute(f"UPDATE interview_outcomes SET person = NULL WHERE {old}")  # noqa: S608 - a constant
    connection.execute(f"DELETE FROM interview_events WHERE {old}")  # noqa: S608 - a constant
    connection.execute("DROP TABLE old_interviews")


def outcomes(connection: Connection) -> list[InterviewOutcome]:
    """Return what came out of finished interviews, without persons: of each person's only the last one."""
    rows = connection.execute(
        "SELECT definition, month, verdict, blocking, missing, unknown FROM interview_outcomes"
        " WHERE person IS NULL OR id IN (SELECT max(id) FROM interview_outcomes GROUP BY person, definition)"
        " ORDER BY id"
    ).fetchall()
    return [
        InterviewOutcome(definition, month, verdict, *(tuple(json.loads(steps)) for steps in lists))
        for definition, month, verdict, *lists in rows
    ]


def _keep_outcome(connection: Connection, person: str, log: InterviewLog, event: Finished) -> None:
    steps = (json.dumps(event.blocking), json.dumps(event.missing), json.dumps(event.unknown))
    connection.execute(
        "INSERT OR REPLACE INTO interview_outcomes"
        " (person, interview, definition, month, verdict, blocking, missing, unknown) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (person, int(log.id), log.start.definition, as_text(event.at)[:7], event.verdict, *steps),
    )


def _readable(interview: str, stored: list[str]) -> InterviewLog | None:
    try:
        events = tuple(map(_EVENT.validate_json, stored))
    except ValueError:
        events = ()
    if not events or not isinstance(events[0], Started):
        _log.warning("a stored interview was written by another version and is left out")
        return None
    return InterviewLog(interview, events)
