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

    async def receive(self, channel: str, updates: Sequence[Received], at: datetime.datetime) -> list[Received]:
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
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                "SELECT id, body FROM inbox WHERE channel = ? AND body IS NOT NULL ORDER BY rowid", (channel,)
            )
        return [Received(key, body) for key, body in rows]

    async def settle(self, attached: Attached, at: datetime.datetime) -> None:
        async with self._database.transaction() as connection:
            letters = await settle(connection, attached, RowIds(), at)
        self._bell.ring(letters)

    async def forget(self, before: datetime.datetime) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(
                "DELETE FROM inbox WHERE coalesce(body, '') = '' AND received_at < ?", (as_text(before),)
            )
            await connection.execute("DELETE FROM delivered WHERE at < ?", (as_text(before),))
            await connection.execute("DELETE FROM outbox WHERE state = 'held' AND written_at < ?", (as_text(before),))
