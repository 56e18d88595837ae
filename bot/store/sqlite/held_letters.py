"""Letters that may have arrived."""

import datetime
from sqlite3 import Connection

from bot.store.records import Attached, Letter, RowIds
from bot.store.sqlite.bell import Bell
from bot.store.sqlite.database import Database
from bot.store.sqlite.letters import LETTER, letter_of, post_letters, settle


class SqliteHeldLetters:
    """Sets letters aside; see `bot.store.ports.HeldLetters`."""

    def __init__(self, database: Database, bell: Bell) -> None:
        self._database = database
        self._bell = bell

    async def hold(self, letter: int, nudge: Letter, at: datetime.datetime) -> None:
        def work(connection: Connection) -> None:
            connection.execute("UPDATE outbox SET state = 'held' WHERE id = ?", (letter,))
            post_letters(connection, [nudge], at)

        await self._database.write(work)
        self._bell.ring([nudge])

    async def release(self, letter: int, lane: str, attached: Attached, at: datetime.datetime) -> bool:
        def work(connection: Connection) -> tuple[list[Letter], list[Letter]]:
            rows = connection.execute(
                f"DELETE FROM outbox WHERE id = ? AND lane = ? AND state = 'held' RETURNING {LETTER}",  # noqa: S608 - names of columns
                (letter, lane),
            ).fetchall()
            released = [letter_of(row) for row in rows]
            post_letters(connection, released, at)
            return released, settle(connection, attached, RowIds(), at)

        released, letters = await self._database.write(work)
        self._bell.ring([*released, *letters])
        return bool(released)

    async def forget(self, channel: str, lane: str) -> None:
        await self._database.run("DELETE FROM outbox WHERE channel = ? AND lane = ? AND state = 'held'", channel, lane)
