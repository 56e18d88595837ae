"""What came in, by channel and id."""

import datetime
from collections.abc import Sequence

from bot.store.records import Attached, Received, RowIds
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
        new = []
        async with self._database.transaction(short=True) as connection:
            for update in updates:
                cursor = await connection.execute(
                    "INSERT INTO inbox (channel, id, body, received_at) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (channel, id) DO NOTHING",
                    (channel, update.id, update.body, as_text(at)),
                )
                if cursor.rowcount:
                    new.append(update)
            if reached is not None:
                await connection.execute("INSERT OR REPLACE INTO positions VALUES (?, ?)", (channel, reached))
        return new

    async def reached(self, channel: str) -> str | None:
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall("SELECT reached FROM positions WHERE channel = ?", (channel,))
        return next((reached for (reached,) in rows), None)

    async def withdraw(self, channel: str, message: str) -> None:
        which = (channel, message)
        async with self._database.transaction() as connection:
            await connection.execute("UPDATE inbox SET body = NULL WHERE channel = ? AND id = ?", which)
            for place in ("$.asked", "$.state.question"):  # where it would wait to be passed on
                await connection.execute(
                    "UPDATE sessions SET session = json_set(session, ?, '') WHERE EXISTS (SELECT 1 FROM turns"
                    " WHERE turns.person = sessions.person AND channel = ? AND message = ?"
                    " AND question = json_extract(session, ?))",
                    (place, *which, place),
                )
            await connection.execute(
                "UPDATE turns SET question = NULL, choice = NULL, message = NULL WHERE channel = ? AND message = ?",
                which,
            )
        await self._database.forget_erased()

    async def waiting(self, channel: str) -> list[Received]:
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                "SELECT id, body FROM inbox WHERE channel = ? AND body IS NOT NULL ORDER BY rowid", (channel,)
            )
        return [Received(key, body) for key, body in rows]

    async def settle(self, attached: Attached, at: datetime.datetime) -> None:
        async with self._database.transaction(short=True) as connection:
            letters = await settle(connection, attached, RowIds(), at)
        self._bell.ring(letters)

    async def forget(self, before: datetime.datetime) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(
                "DELETE FROM inbox WHERE coalesce(body, '') = '' AND received_at < ?", (as_text(before),)
            )
            await connection.execute("DELETE FROM delivered WHERE at < ?", (as_text(before),))
            await connection.execute("DELETE FROM outbox WHERE state = 'held' AND written_at < ?", (as_text(before),))
