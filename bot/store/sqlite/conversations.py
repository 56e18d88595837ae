"""Where conversations stand, and their turns."""

import json
import logging
from typing import Any

from pydantic import TypeAdapter

from bot.store.records import ALONE, Attached, Complaint, Rating, RowIds, Turn
from bot.store.sqlite import interviews, tickets, workshops
from bot.store.sqlite.bell import Bell
from bot.store.sqlite.database import Database
from bot.store.sqlite.letters import settle
from bot.store.sqlite.moments import as_text
from bot.store.sqlite.sessions import keep_session
from bot.talk.interview.log import InterviewLog
from bot.talk.session import Session
from intents.context import after

_SESSION = TypeAdapter(Session)
_INSERT = (
    "INSERT INTO turns (person, at, channel, question, outcome, entries, scores, choice,"  # noqa: S608 - a constant
    " knowledge_version, microseconds, message, workshop)"
    f" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, {workshops.OF_TURN})"
)
_log = logging.getLogger(__name__)


class SqliteConversations:
    """Keeps conversations; see `bot.store.ports.Conversations`."""

    def __init__(self, database: Database, bell: Bell) -> None:
        self._database = database
        self._bell = bell

    async def load(self, person: str) -> Session:
        async with self._database.transaction("DEFERRED", short=True) as connection:
            rows = await connection.execute_fetchall("SELECT session FROM sessions WHERE person = ?", (person,))
            logs = await interviews.of_person(connection, person)
        return next((_readable(stored, logs) for (stored,) in rows), Session(interviews=logs))

    async def record(self, person: str, session: Session, turn: Turn, attached: Attached = ALONE) -> RowIds:
        async with self._database.transaction(short=True) as connection:
            await keep_session(connection, person, session, turn.at)
            if attached.replaces:
                await connection.execute("DELETE FROM turns WHERE person = ? AND message = ?", (person, turn.message))
            cursor = await connection.execute(_INSERT, (person, *_turn_as_row(turn), person))
            await connection.executemany(_INSERT, [(person, *_turn_as_row(one), person) for one in attached.besides])
            ticket = await tickets.relay(connection, person, turn.channel, attached, turn.at)
            ids = RowIds(int(cursor.lastrowid or 0), ticket)
            letters = await settle(connection, attached, ids, turn.at)
        self._bell.ring(letters)
        return ids

    async def feedback(self, person: str, verdict: Rating, turn: int | None = None) -> bool:
        last = "(SELECT max(id) FROM turns WHERE person = :person AND outcome = 'answer')"
        async with self._database.transaction(short=True) as connection:
            cursor = await connection.execute(
                f"UPDATE turns SET verdict = :verdict WHERE id = coalesce(:turn, {last})"  # noqa: S608 - a constant
                " AND person = :person",
                {"verdict": verdict, "turn": turn, "person": person},
            )
        return cursor.rowcount > 0

    async def feedback_on(self, person: str, verdict: Rating, answer: str) -> bool:
        async with self._database.transaction(short=True) as connection:
            cursor = await connection.execute(
                "UPDATE turns SET verdict = :verdict WHERE person = :person AND message IN (SELECT question"
                " FROM delivered, json_each(answers) WHERE person = :person AND json_each.value = :answer)",
                {"verdict": verdict, "person": person, "answer": answer},
            )
        return cursor.rowcount > 0

    async def complain(self, person: str, turn: int, complaint: Complaint) -> bool:
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "UPDATE turns SET verdict = ?, reason = ?, remark = ? WHERE id = ? AND person = ?",
                (Rating.UNHELPFUL, complaint.reason, complaint.remark or None, turn, person),
            )
        return cursor.rowcount > 0


def _readable(stored: str, interviews: tuple[InterviewLog, ...]) -> Session:
    try:
        return _SESSION.validate_python({**_upgraded(json.loads(stored)), "interviews": interviews})
    except (ValueError, TypeError):
        _log.warning("a stored session was written by another version and begins anew")
        return Session(interviews=interviews)


def _upgraded(stored: Any) -> dict[str, Any]:
    """Return a session as it is written now: once only the entry was kept that was told last."""
    if not isinstance(stored, dict):
        raise TypeError("no session")
    entry = (stored.get("topic") or {}).get("entry")
    return {**stored, "context": after(entry)} if entry and "context" not in stored else stored


def _turn_as_row(turn: Turn) -> tuple[str | int | None, ...]:
    return (
        as_text(turn.at),
        turn.channel,
        turn.question,
        turn.outcome,
        json.dumps(turn.entries),
        json.dumps(turn.scores),
        turn.choice,
        turn.knowledge_version,
        turn.microseconds,
        turn.message,
    )
