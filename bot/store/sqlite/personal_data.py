"""What is stored of people."""

import datetime
import json
import sqlite3

from bot.store.export import Everything, parsed
from bot.store.records import Complaint, Purged, Rating, StoredSession, StoredTurn, Turn, UnhelpfulBecause
from bot.store.sqlite import drafts, interviews, logins, participation, sharing, tickets, transcript
from bot.store.sqlite.database import Database
from bot.store.sqlite.moments import as_text
from bot.store.sqlite.sessions import elsewhere
from bot.talk.message import Status


class SqlitePersonalData:
    """Hands out and erases; see `bot.store.ports.PersonalData`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def export(self, person: str) -> dict[str, object]:
        anywhere = (person, elsewhere(person))
        async with self._database.transaction("DEFERRED") as connection:
            sessions = await connection.execute_fetchall("SELECT session FROM sessions WHERE person = ?", (person,))
            turns = await connection.execute_fetchall(
                "SELECT id, verdict, reason, remark, at, channel, question, outcome, entries, scores, choice,"
                " knowledge_version, microseconds, message FROM turns WHERE person = ? OR person GLOB ? ORDER BY id",
                anywhere,
            )
            places = await connection.execute_fetchall(
                "SELECT person FROM sessions WHERE person = ? OR person GLOB ? ORDER BY person", anywhere
            )
            return Everything(
                person,
                next((parsed(stored) for (stored,) in sessions), None),
                turns=map(_stored_turn, turns),
                tickets=await tickets.of_person(connection, person),
                interviews=[log for (place,) in places for log in await interviews.of_person(connection, place)],
                transcript=await transcript.of_person(connection, person),
                workshops=await participation.of_person(connection, person),
                shared=await sharing.of_person(connection, person),
            ).as_json()

    async def delete(self, person: str) -> bool:
        who = (person, elsewhere(person))
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE turns SET question = NULL, choice = NULL, message = NULL, remark = NULL"
                " WHERE person = ? OR person GLOB ?",
                who,
            )
            await tickets.withdraw(connection, person)
            cursor = await connection.execute("DELETE FROM sessions WHERE person = ? OR person GLOB ?", who)
        await self._database.forget_erased()
        return cursor.rowcount > 0

    async def purge(self, before: datetime.datetime) -> Purged:
        limit = (as_text(before),)
        async with self._database.transaction() as connection:
            questions = await connection.execute(
                "UPDATE turns SET question = NULL, remark = NULL WHERE at < ? AND question IS NOT NULL", limit
            )
            await tickets.purge(connection, before)
            await interviews.purge(connection, before)
            await sharing.purge(connection, before)
            await transcript.purge(connection, before)
            await logins.purge(connection, before)
            await drafts.purge(connection, before)
            sessions = await connection.execute(
                "DELETE FROM sessions WHERE used_at < ? AND person NOT IN"
                " (SELECT person FROM tickets WHERE address IS NOT NULL AND person IS NOT NULL)",
                limit,
            )
        await self._database.forget_erased()
        return Purged(questions.rowcount, sessions.rowcount)

    async def sessions(self) -> list[StoredSession]:
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
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
