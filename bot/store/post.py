"""What came in and what has to go out, kept until it is dealt with, so that a crash neither loses nor repeats it."""

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass

import aiosqlite

from bot.store import Also, Ids, Letter
from bot.store.bell import Bell
from bot.store.database import Database
from bot.store.moments import as_moment, as_text

TABLES = """
    CREATE TABLE inbox (
        channel     TEXT NOT NULL,
        number      INTEGER NOT NULL,
        body        TEXT,
        received_at TEXT NOT NULL,
        PRIMARY KEY (channel, number)
    );
    CREATE INDEX inbox_waiting ON inbox (channel) WHERE body IS NOT NULL;

    CREATE TABLE outbox (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        channel TEXT NOT NULL,
        lane    TEXT NOT NULL,
        body    TEXT NOT NULL,
        file    BLOB,
        state   TEXT NOT NULL DEFAULT 'queued',
        tries   INTEGER NOT NULL DEFAULT 0,
        due_at  TEXT NOT NULL,
        written_at TEXT NOT NULL
    );
    CREATE INDEX outbox_by_lane ON outbox (channel, lane, id);

    CREATE TABLE delivered (
        person   TEXT NOT NULL REFERENCES sessions (person) ON DELETE CASCADE,
        question INTEGER NOT NULL,
        answers  TEXT NOT NULL,
        at       TEXT NOT NULL,
        PRIMARY KEY (person, question)
    );

    CREATE TABLE moved_lanes (
        channel TEXT NOT NULL,
        old     TEXT NOT NULL,
        new     TEXT NOT NULL,
        PRIMARY KEY (channel, old)
    );

    ALTER TABLE turns ADD COLUMN message INTEGER;
    CREATE INDEX turns_by_message ON turns (person, message) WHERE message IS NOT NULL;
"""

TEXT_IDS = """
    CREATE TABLE inbox_with_texts (
        channel     TEXT NOT NULL,
        id          TEXT NOT NULL,
        body        TEXT,
        received_at TEXT NOT NULL,
        PRIMARY KEY (channel, id)
    );
    INSERT INTO inbox_with_texts SELECT channel, CAST(number AS TEXT), body, received_at FROM inbox ORDER BY rowid;
    DROP TABLE inbox;
    ALTER TABLE inbox_with_texts RENAME TO inbox;
    CREATE INDEX inbox_waiting ON inbox (channel) WHERE body IS NOT NULL;

    CREATE TABLE delivered_with_texts (
        person   TEXT NOT NULL REFERENCES sessions (person) ON DELETE CASCADE,
        question TEXT NOT NULL,
        answers  TEXT NOT NULL,
        at       TEXT NOT NULL,
        PRIMARY KEY (person, question)
    );
    INSERT INTO delivered_with_texts
        SELECT person, CAST(question AS TEXT),
            (SELECT json_group_array(CAST(value AS TEXT)) FROM json_each(answers)), at
        FROM delivered;
    DROP TABLE delivered;
    ALTER TABLE delivered_with_texts RENAME TO delivered;

    CREATE TABLE ticket_posts_with_texts (
        chat    TEXT NOT NULL,
        message TEXT NOT NULL,
        ticket  INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
        PRIMARY KEY (chat, message)
    );
    INSERT INTO ticket_posts_with_texts SELECT chat, CAST(message AS TEXT), ticket FROM ticket_posts;
    DROP TABLE ticket_posts;
    ALTER TABLE ticket_posts_with_texts RENAME TO ticket_posts;

    DROP INDEX turns_by_message;
    ALTER TABLE turns RENAME COLUMN message TO message_number;
    ALTER TABLE turns ADD COLUMN message TEXT;
    UPDATE turns SET message = CAST(message_number AS TEXT) WHERE message_number IS NOT NULL;
    ALTER TABLE turns DROP COLUMN message_number;
    CREATE INDEX turns_by_message ON turns (person, message) WHERE message IS NOT NULL;

    UPDATE outbox SET body = json_set(body, '$.mark.question', CAST(json_extract(body, '$.mark.question') AS TEXT))
        WHERE json_valid(body) AND json_extract(body, '$.mark.question') IS NOT NULL;
"""
"""What updates and messages are called is a text: other messengers have no numbers, and numbers can be too large."""


@dataclass(frozen=True)
class Received:
    """An update that waits to be dealt with."""

    id: str
    """By which it is known from now on."""
    body: str


@dataclass(frozen=True)
class Stored:
    """A letter that waits to be sent."""

    id: int
    letter: Letter
    begun: bool
    """Whether sending had begun when the process ended: it may have been delivered."""
    tries: int
    due_at: datetime.datetime
    written_at: datetime.datetime


class Post:
    """The inbox and the outbox of all channels."""

    def __init__(self, database: Database, bell: Bell) -> None:
        self._database = database
        self._bell = bell

    async def receive(self, channel: str, updates: Sequence[Received], at: datetime.datetime) -> list[Received]:
        """Keep the updates; return those that are new. When this returns, they last."""
        new = []
        async with self._database.transaction() as connection:
            for update in updates:
                cursor = await connection.execute(
                    "INSERT INTO inbox (channel, id, body, received_at) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (channel, id) DO NOTHING",
                    (channel, update.id, update.body, as_text(at)),
                )
                if cursor.rowcount:
                    new.append(update)
        return new

    async def waiting(self, channel: str) -> list[Received]:
        """Return the updates that are not dealt with yet, in the order in which they came."""
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                "SELECT id, body FROM inbox WHERE channel = ? AND body IS NOT NULL ORDER BY rowid", (channel,)
            )
        return [Received(key, body) for key, body in rows]

    async def deal(self, also: Also, at: datetime.datetime) -> None:
        """Keep what an update led to that was no turn."""
        async with self._database.transaction() as connection:
            letters = await settle(connection, also, Ids(), at)
        self._bell.ring(letters)

    async def forget_received(self, before: datetime.datetime) -> None:
        """Forget the ids of updates that came before this moment; their senders repeat none so old."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM inbox WHERE body IS NULL AND received_at < ?", (as_text(before),))
            await connection.execute("DELETE FROM delivered WHERE at < ?", (as_text(before),))
            await connection.execute("DELETE FROM outbox WHERE state = 'held' AND written_at < ?", (as_text(before),))

    async def outgoing(self, channel: str, after: int = 0) -> list[Stored]:
        """Return the letters with ids above `after`, oldest first; those that are held are left out."""
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                "SELECT id, lane, body, file, state = 'begun', tries, due_at, written_at FROM outbox"
                " WHERE channel = ? AND id > ? AND state <> 'held' ORDER BY id",
                (channel, after),
            )
        return [
            Stored(key, Letter(channel, lane, body, file), bool(begun), tries, as_moment(due_at), as_moment(written_at))
            for key, lane, body, file, begun, tries, due_at, written_at in rows
        ]

    async def begin(self, letter: int) -> None:
        """Note that a letter is about to be sent."""
        await self._run("UPDATE outbox SET state = 'begun' WHERE id = ?", letter)

    async def postpone(self, letter: int, due_at: datetime.datetime, tries: int) -> None:
        """Note that a letter was surely not delivered and is to be tried again."""
        await self._run(
            "UPDATE outbox SET state = 'queued', due_at = ?, tries = ? WHERE id = ?", as_text(due_at), tries, letter
        )

    async def hold(self, letter: int, nudge: Letter, at: datetime.datetime) -> None:
        """Set a letter aside that may have arrived, and send another one about it."""
        async with self._database.transaction() as connection:
            await connection.execute("UPDATE outbox SET state = 'held' WHERE id = ?", (letter,))
            await _post(connection, [nudge], at)
        self._bell.ring([nudge])

    async def release(self, letter: int, lane: str, also: Also, at: datetime.datetime) -> bool:
        """Send a held letter again, as a new one; False if there is none for this lane."""
        async with self._database.transaction() as connection:
            rows = await connection.execute_fetchall(
                "DELETE FROM outbox WHERE id = ? AND lane = ? AND state = 'held' RETURNING channel, lane, body, file",
                (letter, lane),
            )
            released = [Letter(*row) for row in rows]
            await _post(connection, released, at)
            letters = await settle(connection, also, Ids(), at)
        self._bell.ring([*released, *letters])
        return bool(released)

    async def forget_held(self, channel: str, lane: str) -> None:
        """Forget the letters of a lane that were set aside."""
        await self._run("DELETE FROM outbox WHERE channel = ? AND lane = ? AND state = 'held'", channel, lane)

    async def give_up(self, letter: int, instead: Sequence[Letter], at: datetime.datetime) -> None:
        """Put other letters, or none, in the place of one that can't be delivered."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM outbox WHERE id = ?", (letter,))
            await _post(connection, instead, at)
        self._bell.ring(instead)

    async def delivered(self, letter: int, mark: "Mark", message: str, at: datetime.datetime) -> None:
        """Remove a letter that arrived, and keep which message it became, where that matters later."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM outbox WHERE id = ?", (letter,))
            if mark.ticket is not None:
                await connection.execute(
                    "INSERT OR REPLACE INTO ticket_posts (chat, message, ticket) SELECT ?, ?, id FROM tickets"
                    " WHERE id = ?",
                    (mark.chat, message, mark.ticket),
                )
            if mark.question is not None:
                await connection.execute(
                    "INSERT INTO delivered (person, question, answers, at)"
                    " SELECT person, ?, json_array(?), ? FROM sessions WHERE person = ?"
                    " ON CONFLICT (person, question) DO UPDATE SET at = excluded.at,"
                    " answers = CASE WHEN EXISTS (SELECT 1 FROM json_each(answers) WHERE value = ?) THEN answers"
                    " ELSE json_insert(answers, '$[#]', ?) END",
                    (mark.question, message, as_text(at), mark.person, message, message),
                )

    async def answers_to(self, person: str, question: str) -> tuple[str, ...]:
        """Return the messages that answered a question, as far as they are known."""
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                "SELECT answers FROM delivered WHERE person = ? AND question = ?", (person, question)
            )
        return next((tuple(json.loads(answers)) for (answers,) in rows), ())

    async def forget_answers(self, person: str, question: str) -> None:
        """Forget what answered a question."""
        await self._run("DELETE FROM delivered WHERE person = ? AND question = ?", person, question)

    async def move(self, channel: str, old: str, new: str) -> None:
        """Let everything for one lane go to another: a group got another id."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM moved_lanes WHERE channel = ? AND old = ?", (channel, new))
            await connection.execute("INSERT OR REPLACE INTO moved_lanes VALUES (?, ?, ?)", (channel, old, new))
            await connection.execute("UPDATE ticket_posts SET chat = ? WHERE chat = ?", (new, old))

    async def moved(self, channel: str) -> dict[str, str]:
        """Return the lanes that have another name now."""
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall("SELECT old, new FROM moved_lanes WHERE channel = ?", (channel,))
        return {str(old): str(new) for old, new in rows}

    async def _run(self, statement: str, *values: object) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(statement, values)


@dataclass(frozen=True)
class Mark:
    """What to remember of a letter when it has become a message."""

    person: str | None = None
    question: str | None = None
    """The message that it answers."""
    ticket: int | None = None
    chat: str = ""


NO_MARK = Mark()


async def settle(connection: aiosqlite.Connection, also: Also, ids: Ids, at: datetime.datetime) -> list[Letter]:
    """Mark the update as dealt with and keep the letters, inside a transaction; return these, to ring for them."""
    if also.received is not None:
        await connection.execute("UPDATE inbox SET body = NULL WHERE channel = ? AND id = ?", also.received)
    letters = list(also.letters(ids))
    await _post(connection, letters, at)
    return letters


async def _post(connection: aiosqlite.Connection, letters: Sequence[Letter], at: datetime.datetime) -> None:
    await connection.executemany(
        "INSERT INTO transcript (person, at, body) SELECT person, ?, ? FROM sessions WHERE person = ?",
        [(as_text(at), one.body, one.lane) for one in letters if one.fetched],
    )
    await connection.executemany(
        "INSERT INTO outbox (channel, lane, body, file, due_at, written_at) VALUES (?, ?, ?, ?, ?, ?)",
        [(one.channel, one.lane, one.body, one.file, as_text(at), as_text(at)) for one in letters if not one.fetched],
    )
