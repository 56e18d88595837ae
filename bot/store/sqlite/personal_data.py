"""What is stored of people."""

import datetime
import json
import sqlite3
from sqlite3 import Connection

from bot.store.export import Everything, parsed
from bot.store.records import Complaint, Erasure, Purged, Rating, StoredSession, StoredTurn, Turn, UnhelpfulBecause
from bot.store.sqlite import counting, drafts, interviews, logins, participation, sharing, tickets, transcript
from bot.store.sqlite.database import Database
from bot.store.sqlite.moments import as_text
from bot.store.sqlite.sessions import elsewhere
from bot.talk.message import Status

_UNUSED = "used_at < ? AND person NOT IN (SELECT person FROM tickets WHERE address IS NOT NULL AND person IS NOT NULL)"
"""Sessions whose time has come; whoever waits for a human's answer still has theirs."""


class SqlitePersonalData:
    """Hands out and erases; see `bot.store.ports.PersonalData`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def export(self, person: str) -> dict[str, object]:
        anywhere = (person, elsewhere(person))

        def work(connection: Connection) -> dict[str, object]:
            sessions = connection.execute("SELECT session FROM sessions WHERE person = ?", (person,)).fetchall()
            turns = connection.execute(
                "SELECT id, verdict, reason, remark, at, channel, question, outcome, entries, scores, choice,"
                " knowledge_version, microseconds, message FROM turns WHERE person = ? OR person GLOB ? ORDER BY id",
                anywhere,
            ).fetchall()
            places = connection.execute(
                "SELECT person FROM sessions WHERE person = ? OR person GLOB ? ORDER BY person", anywhere
            ).fetchall()
            return Everything(
                person,
                next((parsed(stored) for (stored,) in sessions), None),
                turns=map(_stored_turn, turns),
                tickets=tickets.of_person(connection, person),
                interviews=[log for (place,) in places for log in interviews.of_person(connection, place)],
                transcript=transcript.of_person(connection, person),
                workshops=participation.of_person(connection, person),
                shared=sharing.of_person(connection, person),
            ).as_json()

        return await self._database.study(work)

    async def delete(self, person: str) -> Erasure:
        who = (person, elsewhere(person))

        def work(connection: Connection) -> bool:
            drafts.return_words(connection, "person = ? OR person GLOB ?", *who)
            with counting.changing(connection, "person = ? OR person GLOB ?", *who):
                connection.execute(
                    "UPDATE turns SET question = NULL, choice = NULL, message = NULL, remark = NULL"
                    " WHERE person = ? OR person GLOB ?",
                    who,
                )
                tickets.withdraw(connection, person)
                return connection.execute("DELETE FROM sessions WHERE person = ? OR person GLOB ?", who).rowcount > 0

        known = await self._database.write(work)
        wholly = await self._database.forget_erased()
        return Erasure.NOTHING if not known else Erasure.DONE if wholly else Erasure.LATER

    async def purge(self, before: datetime.datetime) -> Purged:
        limit = (as_text(before),)

        def work(connection: Connection) -> Purged:
            drafts.return_words(connection, "at < ?", *limit)
            questions = connection.execute(
                "UPDATE turns SET question = NULL, remark = NULL WHERE at < ? AND question IS NOT NULL", limit
            )
            tickets.purge(connection, before)
            interviews.purge(connection, before)
            sharing.purge(connection, before)
            transcript.purge(connection, before)
            logins.purge(connection, before)
            drafts.purge(connection, before)
            with counting.changing(connection, f"person IN (SELECT person FROM sessions WHERE {_UNUSED})", *limit):  # noqa: S608 - a constant
                sessions = connection.execute(f"DELETE FROM sessions WHERE {_UNUSED}", limit)  # noqa: S608 - a constant
            return Purged(questions.rowcount, sessions.rowcount)

        purged = await self._database.write(work)
        await self._database.forget_erased()
        return purged

    async def sessions(self) -> list[StoredSession]:
        rows = await self._database.rows(
            "SELECT person, used_at, (SELECT count(*) FROM turns WHERE turns.person = sessions.person),"
            " (SELECT channel FROM turns WHERE turns.person = sessions.person ORDER BY id DESC LIMIT 1)"
            " FROM sessions ORDER BY used_at DESC, person"
        )
        return [
            StoredSession(person, channel, datetime.datetime.fromisoformat(used_at), turns)
            for person, used_at, turns, channel in rows
        ]


def _stored_turn(row: sqlite3.Row) -> StoredTurn:
    turn_id, verdict, reason, remark, *told, message = row
    at, channel, question, outcome, entries, scores, choice, knowledge_version, microseconds = told
    turn = Turn(
        at=datetime.datetime.fromisoformat(at),
        channel=channel,
        question=question,
        outcome=Status(outcome),
        entries=tuple(json.loads(entries)),
        scores=tuple(json.loads(scores)),
        choice=choice,
        knowledge_version=knowledge_version,
        microseconds=microseconds,
        message=message,
    )
    because = UnhelpfulBecause(reason) if reason else None
    complaint = Complaint(because, remark or "") if reason or remark else None
    return StoredTurn(turn_id, turn, Rating(verdict) if verdict else None, complaint)
