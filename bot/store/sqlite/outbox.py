"""What has to go out, and what becomes of it."""

import datetime
from collections.abc import Sequence
from sqlite3 import Connection

from bot.store.records import Letter, Listener, Mark, StoredLetter
from bot.store.sqlite.bell import Bell
from bot.store.sqlite.database import Database
from bot.store.sqlite.letters import post_letters
from bot.store.sqlite.moments import as_moment, as_text


class SqliteOutbox:
    """Keeps letters; see `bot.store.ports.Outbox`."""

    def __init__(self, database: Database, bell: Bell) -> None:
        self._database = database
        self._bell = bell

    def listen(self, listener: Listener) -> None:
        self._bell.listen(listener)

    async def outgoing(self, channel: str, after: int = 0) -> list[StoredLetter]:
        rows = await self._database.rows(
            "SELECT id, lane, body, file, state = 'begun', tries, due_at, written_at FROM outbox"
            " WHERE channel = ? AND id > ? AND state <> 'held' ORDER BY id",
            *(channel, after),
        )
        return [
            StoredLetter(
                key, Letter(channel, lane, body, file), bool(begun), tries, as_moment(due_at), as_moment(written_at)
            )
            for key, lane, body, file, begun, tries, due_at, written_at in rows
        ]

    async def begin(self, letter: int) -> None:
        await self._database.run("UPDATE outbox SET state = 'begun' WHERE id = ?", letter)

    async def postpone(self, letter: int, due_at: datetime.datetime, tries: int) -> None:
        await self._database.run(
            "UPDATE outbox SET state = 'queued', due_at = ?, tries = ? WHERE id = ?", as_text(due_at), tries, letter
        )

    async def delivered(self, letter: int, mark: Mark, message: str, at: datetime.datetime) -> None:
        def work(connection: Connection) -> None:
            connection.execute("DELETE FROM outbox WHERE id = ?", (letter,))
            if mark.ticket is not None:
                connection.execute(
                    "INSERT OR REPLACE INTO ticket_posts (chat, message, ticket) SELECT ?, ?, id FROM tickets"
                    " WHERE id = ?",
                    (mark.chat, message, mark.ticket),
                )
            if mark.question is not None:
                connection.execute(
                    "INSERT INTO delivered (person, question, answers, at)"
                    " SELECT person, ?, json_array(?), ? FROM sessions WHERE person = ?"
                    " ON CONFLICT (person, question) DO UPDATE SET at = excluded.at,"
                    " answers = CASE WHEN EXISTS (SELECT 1 FROM json_each(answers) WHERE value = ?) THEN answers"
                    " ELSE json_insert(answers, '$[#]', ?) END",
                    (mark.question, message, as_text(at), mark.person, message, message),
                )

        await self._database.write(work)

    async def give_up(self, letter: int, instead: Sequence[Letter], at: datetime.datetime) -> None:
        def work(connection: Connection) -> None:
            connection.execute("DELETE FROM outbox WHERE id = ?", (letter,))
            post_letters(connection, instead, at)

        await self._database.write(work)
        self._bell.ring(instead)
