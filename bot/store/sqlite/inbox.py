"""What came in, by channel and id."""

import datetime
from collections.abc import Sequence
from sqlite3 import Connection

from bot.store.records import Attached, Received, RowIds
from bot.store.sqlite import counting, drafts
from bot.store.sqlite.bell import Bell
from bot.store.sqlite.database import Database
from bot.store.sqlite.letters import settle
from bot.store.sqlite.moments import as_text


class SqliteInbox:
    """Keeps updates; see `bot.store.ports.Inbox`."""

    def __init__(self, database: Database, bell: Bell) -> None:
        self._database = database
        self._bell = bell

    async def receive(
        self, channel: str, updates: Sequence[Received], at: datetime.datetime, reached: str | None = None
    ) -> list[Received]:
        def work(connection: Connection) -> list[Received]:
            new = []
            for update in updates:
                cursor = connection.execute(
                    "INSERT INTO inbox (channel, id, body, received_at) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (channel, id) DO NOTHING",
                    (channel, update.id, update.body, as_text(at)),
                )
                if cursor.rowcount:
                    new.append(update)
            if reached is not None:
                connection.execute("INSERT OR REPLACE INTO positions VALUES (?, ?)", (channel, reached))
            return new

        return await self._database.write(work)

    async def reached(self, channel: str) -> str | None:
        rows = await self._database.rows("SELECT reached FROM positions WHERE channel = ?", channel)
        return next((reached for (reached,) in rows), None)

    async def withdraw(self, channel: str, message: str) -> None:
        which, theirs = (channel, message), "channel = ? AND message = ?"

        def work(connection: Connection) -> None:
            connection.execute("UPDATE inbox SET body = NULL WHERE channel = ? AND id = ?", which)
            for place in ("$.asked", "$.state.question"):  # where it would wait to be passed on
                connection.execute(
                    "UPDATE sessions SET session = json_set(session, :place, '')"
                    " WHERE (person, json_extract(session, :place)) IN"
                    " (SELECT person, question FROM turns WHERE channel = :channel AND message = :message)",
                    {"place": place, "channel": channel, "message": message},
                )
            drafts.return_words(connection, theirs, *which)
            with counting.changing(connection, theirs, *which):
                connection.execute(
                    f"UPDATE turns SET question = NULL, choice = NULL, message = NULL WHERE {theirs}",  # noqa: S608 - a constant
                    which,
                )

        await self._database.write(work)
        await self._database.forget_erased()

    async def waiting(self, channel: str) -> list[Received]:
        rows = await self._database.rows(
            "SELECT id, body FROM inbox WHERE channel = ? AND body IS NOT NULL ORDER BY rowid", channel
        )
        return [Received(key, body) for key, body in rows]

    async def settle(self, attached: Attached, at: datetime.datetime) -> None:
        self._bell.ring(await self._database.write(lambda connection: settle(connection, attached, RowIds(), at)))

    async def forget(self, before: datetime.datetime) -> None:
        def work(connection: Connection) -> None:
            connection.execute(
                "DELETE FROM inbox WHERE coalesce(body, '') = '' AND received_at < ?", (as_text(before),)
            )
            connection.execute("DELETE FROM delivered WHERE at < ?", (as_text(before),))
            connection.execute("DELETE FROM outbox WHERE state = 'held' AND written_at < ?", (as_text(before),))

        await self._database.write(work)
