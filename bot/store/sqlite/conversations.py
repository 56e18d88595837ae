"""Where conversations stand, and their turns."""

import json
import logging
from collections.abc import Mapping
from sqlite3 import Connection
from typing import Any

from pydantic import TypeAdapter

from bot.store.records import ALONE, Attached, Complaint, Letter, Rating, RowIds, Turn
from bot.store.sqlite import counting, interviews, tickets, workshops
from bot.store.sqlite.bell import Bell
from bot.store.sqlite.database import Database
from bot.store.sqlite.letters import settle
from bot.store.sqlite.moments import as_text
from bot.store.sqlite.sessions import keep_session
from bot.talk.interview.log import InterviewLog
from bot.talk.session import Session
from intents.context import after

_EDITED = "person = ? AND message = ?"
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
        def work(connection: Connection) -> Session:
            rows = connection.execute("SELECT session FROM sessions WHERE person = ?", (person,)).fetchall()
            logs = interviews.of_person(connection, person) if rows else ()
            return next((_readable(stored, logs) for (stored,) in rows), Session(interviews=logs))

        return await self._database.read(work)

    async def record(self, person: str, session: Session, turn: Turn, attached: Attached = ALONE) -> RowIds:
        def work(connection: Connection) -> tuple[RowIds, list[Letter]]:
            keep_session(connection, person, session, turn.at)
            if attached.replaces:
                with counting.changing(connection, _EDITED, person, turn.message):
                    connection.execute(f"DELETE FROM turns WHERE {_EDITED}", (person, turn.message))  # noqa: S608 - a constant
            cursor = connection.execute(_INSERT, (person, *_turn_as_row(turn), person))
            connection.executemany(_INSERT, [(person, *_turn_as_row(one), person) for one in attached.besides])
            ticket = tickets.relay(connection, person, turn.channel, attached, turn.at)
            ids = RowIds(int(cursor.lastrowid or 0), ticket)
            return ids, settle(connection, attached, ids, turn.at)

        ids, letters = await self._database.write(work)
        self._bell.ring(letters)
        return ids

    async def feedback(self, person: str, verdict: Rating, turn: int | None = None) -> bool:
        last = "(SELECT max(id) FROM turns WHERE person = ? AND outcome = 'answer')"
        return await self._tell({"verdict": verdict}, f"id = coalesce(?, {last}) AND person = ?", turn, person, person)

    async def feedback_on(self, person: str, verdict: Rating, answer: str) -> bool:
        asked = "SELECT question FROM delivered, json_each(answers) WHERE person = ? AND json_each.value = ?"
        return await self._tell({"verdict": verdict}, f"person = ? AND message IN ({asked})", person, person, answer)

    async def complain(self, person: str, turn: int, complaint: Complaint) -> bool:
        told = {"verdict": Rating.UNHELPFUL, "reason": complaint.reason, "remark": complaint.remark or None}
        return await self._tell(told, "id = ? AND person = ?", turn, person)

    async def _tell(self, told: Mapping[str, str | None], meant: str, *values: object) -> bool:
        """Keep what a person says of the turns of which this holds, by column."""
        columns = ", ".join(f"{column} = ?" for column in told)

        def work(connection: Connection) -> int:
            with counting.changing(connection, meant, *values):
                return connection.execute(
                    f"UPDATE turns SET {columns} WHERE {meant}",  # noqa: S608 - constants of this module
                    (*told.values(), *values),
                ).rowcount

        return await self._database.write(work) > 0


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
