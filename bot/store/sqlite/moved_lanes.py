"""Lanes that got another name."""

from bot.store.sqlite.database import Database


class SqliteMovedLanes:
    """Keeps the new names; see `bot.store.ports.MovedLanes`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def move(self, channel: str, old: str, new: str) -> None:
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM moved_lanes WHERE channel = ? AND old = ?", (channel, new))
            await connection.execute("INSERT OR REPLACE INTO moved_lanes VALUES (?, ?, ?)", (channel, old, new))
            await connection.execute("UPDATE OR REPLACE ticket_posts SET chat = ? WHERE chat = ?", (new, old))

    async def of_channel(self, channel: str) -> dict[str, str]:
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall("SELECT old, new FROM moved_lanes WHERE channel = ?", (channel,))
        return {str(old): str(new) for old, new in rows}
