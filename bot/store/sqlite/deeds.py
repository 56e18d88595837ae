"""What was done at the desk."""

from sqlite3 import Connection

from bot.store.records import Deed
from bot.store.sqlite.database import Database
from bot.store.sqlite.moments import as_moment, as_text


class SqliteDeeds:
    """Keeps deeds; see `bot.store.ports.Deeds`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, deed: Deed) -> None:
        await self._database.write(lambda connection: write_deed(connection, deed))

    async def latest(self, most: int = 200) -> list[Deed]:
        rows = await self._database.rows("SELECT at, account, deed, detail FROM deeds ORDER BY id DESC LIMIT ?", most)
        return [Deed(as_moment(at), account, deed, detail) for at, account, deed, detail in rows]


def write_deed(connection: Connection, deed: Deed) -> None:
    """Keep what somebody did, inside the transaction that does it."""
    connection.execute(
        "INSERT INTO deeds (at, account, deed, detail) VALUES (?, ?, ?, ?)",
        (as_text(deed.at), deed.account, deed.deed, deed.detail),
    )
