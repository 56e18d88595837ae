"""Lanes that got another name."""

from sqlite3 import Connection

from bot.store.sqlite.database import Database


class SqliteMovedLanes:
    """Keeps the new names; see `bot.store.ports.MovedLanes`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def move(self, channel: str, old: str, new: str) -> None:
        def work(connection: Connection) -> None:
            connection.execute("DELETE FROM moved_lanes WHERE channel = ? AND old = ?", (channel, new))
            connection.execute("INSERT OR REPLACE INTO moved_lanes VALUES (?, ?, ?)", (channel, old, new))
            connection.execute("UPDATE OR REPLACE ticket_posts SET chat = ? WHERE chat = ?", (new, old))

        await self._database.write(work)

    async def of_channel(self, channel: str) -> dict[str, str]:
        rows = await self._database.rows("SELECT old, new FROM moved_lanes WHERE channel = ?", channel)
        return {str(old): str(new) for old, new in rows}
