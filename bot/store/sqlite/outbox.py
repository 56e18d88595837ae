"""What has to go out, and what becomes of it."""

import datetime
from collections.abc import Sequence
from sqlite3 import Connection

from bot.store.records import Letter, Listener, Mark, StoredLetter
from bot.store.sqlite.bell import Bell
from bot.store.sqlite.database import Database
from bot.store.sqlite.letters import LETTER, letter_of, post_letters
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
            f"SELECT id, state = 'begun', tries, due_at, written_at, {LETTER} FROM outbox"  # noqa: S608 - names of columns
            " WHERE channel = ? AND id > ? AND state <> 'held' ORDER BY id",
            *(channel, after),
        )
        return [
            StoredLetter(key, letter_of(letter), bool(begun), tries, as_moment(due_at), as_moment(written_at))
            for key, begun, tries, due_at, written_at, *letter in rows
        ]

    async def begin(self, letter: int) -> None:
        await self._database.write(
            lambda connection: connection.execute("UPDATE outbox SET state = 'begun' WHERE id = ?", (letter,)),
            lasting=False,
        )

    async def postpone(self, letter: int, due_at: datetime.datetime, tries: int) -> None:
        await self._database.run(
            "UPDATE outbox SET state = 'queued', due_at = ?, tries = ? WHERE id = ?", as_text(due_at), tries, letter
        )

    async def join(self, letter: int, body: str, others: Sequence[int]) -> None:
        def work(connection: Connection) -> None:
            connection.execute("UPDATE outbox SET body = ? WHERE id = ?", (body, letter))
            connection.executemany("DELETE FROM outbox WHERE id = ?", [(other,) for other in others])

        await self._database.write(work)

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

        # Were it lost in a power cut, the letter would go out once more, with a line that says so.
        await self._database.write(work, lasting=False)

    async def give_up(self, letter: int, instead: Sequence[Letter], at: datetime.datetime) -> None:
        def work(connection: Connection) -> None:
            connection.execute(
                "INSERT INTO ticket_lines (ticket, at, author, text)"
                " SELECT tickets.id, ?, 'failure', '' FROM outbox JOIN tickets ON tickets.id = outbox.ticket"
                " WHERE outbox.id = ?",
                (as_text(at), letter),
            )
            connection.execute("DELETE FROM outbox WHERE id = ?", (letter,))
            post_letters(connection, instead, at)

        await self._database.write(work)
        self._bell.ring(instead)

    async def sweep(self) -> None:
        await self._database.forget_erased()
