"""Changes under way."""

import json
from sqlite3 import Connection

from bot.store.records import ChangeState, Deed, DraftState, FileTexts
from bot.store.sqlite.database import Database
from bot.store.sqlite.deeds import write_deed
from bot.store.sqlite.moments import as_text


class SqlitePublishing:
    """Keeps how far a change is; see `bot.store.ports.Publishing`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, deed: Deed, before: FileTexts, after: FileTexts, draft: int | None) -> int:
        def work(connection: Connection) -> int:
            cursor = connection.execute(
                "INSERT INTO changes (at, account, summary, before, after, state, draft) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(as_text(deed.at), deed.account, deed.detail),
                    *(json.dumps(before), json.dumps(after), ChangeState.BEGUN, draft),
                ),
            )
            return int(cursor.lastrowid or 0)

        return await self._database.write(work)

    async def begin_undo(self, change: int) -> None:
        await self._database.run("UPDATE changes SET state = 'undoing' WHERE id = ?", change)

    async def turn_back(self, change: int) -> None:
        await self._database.run(
            "UPDATE changes SET state = iif(state = 'begun', 'undoing', 'begun')"
            " WHERE id = ? AND state IN ('begun', 'undoing')",
            change,
        )

    async def complete(self, change: int, deed: Deed) -> None:
        def work(connection: Connection) -> None:
            rows = connection.execute("SELECT state, draft FROM changes WHERE id = ?", (change,)).fetchall()
            for state, draft in rows:
                undone = state == ChangeState.UNDOING
                connection.execute(
                    "UPDATE changes SET state = ?, undone_at = ? WHERE id = ?",
                    (ChangeState.UNDONE if undone else ChangeState.LIVE, as_text(deed.at) if undone else None, change),
                )
                connection.execute(
                    "UPDATE drafts SET state = ?, changed_at = ? WHERE id = ?",
                    (DraftState.OPEN if undone else DraftState.LIVE, as_text(deed.at), draft),
                )
                write_deed(connection, deed.about(change))

        await self._database.write(work)

    async def give_up(self, change: int) -> None:
        def work(connection: Connection) -> None:
            connection.execute("DELETE FROM changes WHERE id = ? AND state = 'begun'", (change,))
            connection.execute("UPDATE changes SET state = 'live' WHERE id = ? AND state = 'undoing'", (change,))

        await self._database.write(work)
