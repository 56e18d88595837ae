"""The history of what was taken live."""

import json
from collections.abc import Iterable
from typing import Any

from bot.store.records import ChangeState, KnowledgeChange
from bot.store.sqlite.database import Database
from bot.store.sqlite.moments import as_moment

_CHANGE = "id, at, account, summary, before, after, state, draft, undone_at"


class SqliteChanges:
    """Finds changes; see `bot.store.ports.Changes`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def latest(self, most: int = 200) -> list[KnowledgeChange]:
        return await self._changes("TRUE ORDER BY id DESC LIMIT ?", most)

    async def find(self, change: int) -> KnowledgeChange | None:
        return next(iter(await self._changes("id = ?", change)), None)

    async def made_by(self, draft: int) -> KnowledgeChange | None:
        return next(iter(await self._changes("draft = ? AND state = 'live' ORDER BY id DESC LIMIT 1", draft)), None)

    async def interrupted(self) -> list[KnowledgeChange]:
        return await self._changes("state IN ('begun', 'undoing') ORDER BY id")

    async def later(self, change: KnowledgeChange) -> list[KnowledgeChange]:
        after = await self._changes("id > ? AND state <> 'undone' ORDER BY id DESC", change.id)
        return [one for one in after if one.after.keys() & change.after.keys()]

    async def _changes(self, where: str, *values: object) -> list[KnowledgeChange]:
        statement = f"SELECT {_CHANGE} FROM changes WHERE {where}"  # noqa: S608 - constants of this module
        return [_change(row) for row in await self._database.rows(statement, *values)]


def _change(row: Iterable[Any]) -> KnowledgeChange:
    key, at, account, summary, before, after, state, draft, undone_at = row
    return KnowledgeChange(
        id=key,
        at=as_moment(at),
        account=account,
        summary=summary,
        before=json.loads(before),
        after=json.loads(after),
        state=ChangeState(state),
        draft=draft,
        undone_at=as_moment(undone_at) if undone_at else None,
    )
