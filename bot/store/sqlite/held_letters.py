"""Letters that may have arrived."""

import datetime

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
        async with self._database.transaction(short=True) as connection:
            await connection.execute("UPDATE outbox SET state = 'held' WHERE id = ?", (letter,))
            await post_letters(connection, [nudge], at)
        self._bell.ring([nudge])

    async def release(self, letter: int, lane: str, attached: Attached, at: datetime.datetime) -> bool:
        async with self._database.transaction(short=True) as connection:
            rows = await connection.execute_fetchall(
                f"DELETE FROM outbox WHERE id = ? AND lane = ? AND state = 'held' RETURNING {LETTER}",  # noqa: S608 - names of columns
                (letter, lane),
            )
            released = [letter_of(row) for row in rows]
            await post_letters(connection, released, at)
            letters = await settle(connection, attached, RowIds(), at)
        self._bell.ring([*released, *letters])
        return bool(released)

    async def forget(self, channel: str, lane: str) -> None:
        await self._run("DELETE FROM outbox WHERE channel = ? AND lane = ? AND state = 'held'", channel, lane)

    async def _run(self, statement: str, *values: object) -> None:
        async with self._database.transaction(short=True) as connection:
            await connection.execute(statement, values)
