"""Drafts of knowledge, and the questions that they deal with."""

import datetime
from collections.abc import Iterable
from sqlite3 import Connection
from typing import Any

from bot.store.records import Deed, DraftState, StoredDraft
from bot.store.sqlite.database import Database
from bot.store.sqlite.deeds import write_deed
from bot.store.sqlite.moments import as_moment, as_text
from bot.store.wording import without
from knowledge.folding import fold

_DRAFT = "id, body, state, author, created_at, changed_at"


class SqliteDrafts:
    """Keeps drafts; see `bot.store.ports.Drafts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, body: str, turns: Iterable[int], deed: Deed) -> int:
        def work(connection: Connection) -> int:
            cursor = connection.execute(
                "INSERT INTO drafts (body, state, author, created_at, changed_at) VALUES (?, ?, ?, ?, ?)",
                (body, DraftState.OPEN, deed.account, as_text(deed.at), as_text(deed.at)),
            )
            draft = int(cursor.lastrowid or 0)
            connection.executemany(
                "INSERT INTO settled_questions (turn, draft) VALUES (?, ?) ON CONFLICT DO NOTHING",
                [(turn, draft) for turn in turns],
            )
            write_deed(connection, deed.about(draft))
            return draft

        return await self._database.write(work)

    async def find(self, draft: int) -> StoredDraft | None:
        return next(iter(await self._drafts("id = ?", draft)), None)

    async def is_open(self, draft: int) -> bool:
        found = await self.find(draft)
        return found is not None and found.state is DraftState.OPEN

    async def open(self) -> list[StoredDraft]:
        return await self._drafts("state = 'open' ORDER BY changed_at DESC, id DESC")

    async def keep(self, draft: int, body: str, before: str, at: datetime.datetime) -> bool:
        changed = await self._database.run(
            "UPDATE drafts SET body = ?, changed_at = ? WHERE id = ? AND state = 'open' AND body = ?",
            *(body, as_text(at), draft, before),
        )
        return changed > 0

    async def discard(self, draft: int, deed: Deed) -> bool:
        def work(connection: Connection) -> bool:
            cursor = connection.execute(
                "UPDATE drafts SET state = 'discarded', changed_at = ? WHERE id = ? AND state = 'open'",
                (as_text(deed.at), draft),
            )
            if cursor.rowcount:
                connection.execute("DELETE FROM settled_questions WHERE draft = ?", (draft,))
                write_deed(connection, deed.about(draft))
            return cursor.rowcount > 0

        return await self._database.write(work)

    async def _drafts(self, where: str, *values: object) -> list[StoredDraft]:
        statement = f"SELECT {_DRAFT} FROM drafts WHERE {where}"  # noqa: S608 - constants of this module
        return [_draft(row) for row in await self._database.rows(statement, *values)]


def purge(connection: Connection, before: datetime.datetime) -> None:
    """Erase the drafts that did not go live and were not changed since: they hold what people asked."""
    connection.execute("DELETE FROM drafts WHERE state <> 'live' AND changed_at < ?", (as_text(before),))


def return_words(connection: Connection, whose: str, *values: object) -> None:
    """Take out of drafts, word for word, what turns asked that are about to lose their questions.

    `whose` is a condition on turns. What somebody else asked in the same words stays.
    """
    theirs = f"SELECT turn FROM settled_questions JOIN turns ON turns.id = turn WHERE question NOTNULL AND ({whose})"  # noqa: S608 - constants of the store
    asked = connection.execute(
        f"SELECT draft, question, turn IN ({theirs}) FROM settled_questions JOIN turns ON turns.id = turn"  # noqa: S608 - constants of the store
        " WHERE question NOTNULL AND draft IN"
        f" (SELECT draft FROM settled_questions WHERE turn IN ({theirs}))",
        (*values, *values),
    ).fetchall()
    lost: dict[int, set[str]] = {}
    for draft, question, goes in asked:
        if goes:
            lost.setdefault(draft, set()).add(fold(question))
    for draft, question, goes in asked:
        if not goes:
            lost[draft].discard(fold(question))
    for draft, words in lost.items():
        [(body,)] = connection.execute("SELECT body FROM drafts WHERE id = ?", (draft,)).fetchall()
        connection.execute("UPDATE drafts SET body = ? WHERE id = ?", (without(body, words), draft))


def _draft(row: Iterable[Any]) -> StoredDraft:
    key, body, state, author, created_at, changed_at = row
    return StoredDraft(key, body, DraftState(state), author, as_moment(created_at), as_moment(changed_at))
