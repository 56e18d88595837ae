"""Drafts of knowledge, the questions that they deal with, and the history of what was taken live."""

import datetime
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

import aiosqlite

from bot.store.accounts import Deed, write_deed
from bot.store.database import Database
from bot.store.moments import as_moment, as_text

TABLES = """
    CREATE TABLE drafts (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        body       TEXT NOT NULL,
        state      TEXT NOT NULL,
        author     TEXT NOT NULL,
        created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL
    );

    CREATE TABLE changes (
        id        INTEGER PRIMARY KEY AUTOINCREMENT,
        at        TEXT NOT NULL,
        account   TEXT NOT NULL,
        summary   TEXT NOT NULL,
        before    TEXT NOT NULL,
        after     TEXT NOT NULL,
        state     TEXT NOT NULL,
        draft     INTEGER REFERENCES drafts (id) ON DELETE SET NULL,
        undone_at TEXT
    );

    CREATE TABLE settled_questions (
        turn  INTEGER PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
        draft INTEGER NOT NULL REFERENCES drafts (id) ON DELETE CASCADE
    );
    CREATE INDEX settled_by_draft ON settled_questions (draft);
"""
"""`before` and `after` are those of the overlay's files that changed, by name, as JSON; null: it was not there."""

Files: TypeAlias = Mapping[str, str | None]
"""Files of a folder by their names in it, such as "entries/amt24.yaml"; None: there is none of that name."""


class DraftState(StrEnum):
    """What became of a draft."""

    OPEN = "open"
    LIVE = "live"
    DISCARDED = "discarded"


class ChangeState(StrEnum):
    """Whether the files are as the change says; a change that was interrupted is completed at the next start."""

    BEGUN = "begun"
    LIVE = "live"
    UNDOING = "undoing"
    UNDONE = "undone"


@dataclass(frozen=True)
class StoredDraft:
    """A draft as it lies in the store."""

    id: int
    body: str
    """JSON that only the desk understands."""
    state: DraftState
    author: str
    created_at: datetime.datetime
    changed_at: datetime.datetime

    @property
    def version(self) -> str:
        """What tells whether somebody else changed it in the meantime."""
        return hashlib.sha256(self.body.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Change:
    """What was done to the overlay."""

    id: int
    at: datetime.datetime
    account: str
    summary: str
    before: Files
    after: Files
    state: ChangeState
    draft: int | None
    undone_at: datetime.datetime | None


_DRAFT = "id, body, state, author, created_at, changed_at"
_CHANGE = "id, at, account, summary, before, after, state, draft, undone_at"


class Drafts:
    """The drafts and changes; every method raises nothing but `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, body: str, turns: Iterable[int], deed: Deed) -> int:
        """Keep a new draft that deals with the questions of these turns; a question has one draft at most."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "INSERT INTO drafts (body, state, author, created_at, changed_at) VALUES (?, ?, ?, ?, ?)",
                (body, DraftState.OPEN, deed.account, as_text(deed.at), as_text(deed.at)),
            )
            draft = int(cursor.lastrowid or 0)
            await connection.executemany(
                "INSERT INTO settled_questions (turn, draft) VALUES (?, ?) ON CONFLICT DO NOTHING",
                [(turn, draft) for turn in turns],
            )
            await write_deed(connection, _about(deed, draft))
        return draft

    async def find(self, draft: int) -> StoredDraft | None:
        """Return a draft by its id."""
        return next(iter(await self._drafts("id = ?", draft)), None)

    async def is_open(self, draft: int) -> bool:
        """Whether a draft is still worked on."""
        found = await self.find(draft)
        return found is not None and found.state is DraftState.OPEN

    async def open(self) -> list[StoredDraft]:
        """Return the drafts that are worked on, those changed last first."""
        return await self._drafts("state = 'open' ORDER BY changed_at DESC, id DESC")

    async def keep(self, draft: int, body: str, before: str, at: datetime.datetime) -> bool:
        """Keep what somebody made of an open draft; False, and nothing kept, if it is not any more as it was before."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "UPDATE drafts SET body = ?, changed_at = ? WHERE id = ? AND state = 'open' AND body = ?",
                (body, as_text(at), draft, before),
            )
        return cursor.rowcount > 0

    async def discard(self, draft: int, deed: Deed) -> bool:
        """Give up an open draft: its questions are open again. False, and nothing done, if it is open no more."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "UPDATE drafts SET state = 'discarded', changed_at = ? WHERE id = ? AND state = 'open'",
                (as_text(deed.at), draft),
            )
            if cursor.rowcount:
                await connection.execute("DELETE FROM settled_questions WHERE draft = ?", (draft,))
                await write_deed(connection, _about(deed, draft))
        return cursor.rowcount > 0

    async def begin(self, deed: Deed, before: Files, after: Files, draft: int | None) -> int:
        """Keep that the files are about to be changed, as the deed says; return the id of the change."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "INSERT INTO changes (at, account, summary, before, after, state, draft) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(as_text(deed.at), deed.account, deed.detail),
                    *(json.dumps(before), json.dumps(after), ChangeState.BEGUN, draft),
                ),
            )
        return int(cursor.lastrowid or 0)

    async def begin_undo(self, change: int) -> None:
        """Keep that the files are about to be put back."""
        async with self._database.transaction() as connection:
            await connection.execute("UPDATE changes SET state = 'undoing' WHERE id = ?", (change,))

    async def complete(self, change: int, deed: Deed) -> None:
        """Keep that the files of a change that was begun, or is being undone, are now as they should be."""
        async with self._database.transaction() as connection:
            rows = await connection.execute_fetchall("SELECT state, draft FROM changes WHERE id = ?", (change,))
            for state, draft in rows:
                undone = state == ChangeState.UNDOING
                await connection.execute(
                    "UPDATE changes SET state = ?, undone_at = ? WHERE id = ?",
                    (ChangeState.UNDONE if undone else ChangeState.LIVE, as_text(deed.at) if undone else None, change),
                )
                await connection.execute(
                    "UPDATE drafts SET state = ?, changed_at = ? WHERE id = ?",
                    (DraftState.OPEN if undone else DraftState.LIVE, as_text(deed.at), draft),
                )
                await write_deed(connection, _about(deed, change))

    async def give_up(self, change: int) -> None:
        """Keep that a change, or the undoing of one, did not happen."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM changes WHERE id = ? AND state = 'begun'", (change,))
            await connection.execute("UPDATE changes SET state = 'live' WHERE id = ? AND state = 'undoing'", (change,))

    async def changes(self, most: int = 200) -> list[Change]:
        """Return the changes, the newest first."""
        return await self._changes("TRUE ORDER BY id DESC LIMIT ?", most)

    async def change(self, change: int) -> Change | None:
        """Return a change by its id."""
        return next(iter(await self._changes("id = ?", change)), None)

    async def made_by(self, draft: int) -> Change | None:
        """Return the change that took a draft live, if it still holds."""
        return next(iter(await self._changes("draft = ? AND state = 'live' ORDER BY id DESC LIMIT 1", draft)), None)

    async def interrupted(self) -> list[Change]:
        """Return the changes that were not completed, the oldest first."""
        return await self._changes("state IN ('begun', 'undoing') ORDER BY id")

    async def later(self, change: Change) -> list[Change]:
        """Return the changes after this one that still hold and touch one of its files, the newest first."""
        after = await self._changes("id > ? AND state <> 'undone' ORDER BY id DESC", change.id)
        return [one for one in after if one.after.keys() & change.after.keys()]

    async def _drafts(self, where: str, *values: object) -> list[StoredDraft]:
        return [_draft(row) for row in await self._rows(f"SELECT {_DRAFT} FROM drafts WHERE {where}", values)]  # noqa: S608

    async def _changes(self, where: str, *values: object) -> list[Change]:
        return [_change(row) for row in await self._rows(f"SELECT {_CHANGE} FROM changes WHERE {where}", values)]  # noqa: S608

    async def _rows(self, statement: str, values: Collection[object]) -> Iterable[Iterable[Any]]:
        async with self._database.transaction("DEFERRED") as connection:
            return await connection.execute_fetchall(statement, tuple(values))


async def purge(connection: aiosqlite.Connection, before: datetime.datetime) -> None:
    """Erase the drafts that did not go live and were not changed since: they hold what people asked."""
    await connection.execute("DELETE FROM drafts WHERE state <> 'live' AND changed_at < ?", (as_text(before),))


def _about(deed: Deed, what: int) -> Deed:
    return Deed(deed.at, deed.account, deed.deed, deed.detail or str(what))


def _draft(row: Iterable[Any]) -> StoredDraft:
    key, body, state, author, created_at, changed_at = row
    return StoredDraft(key, body, DraftState(state), author, as_moment(created_at), as_moment(changed_at))


def _change(row: Iterable[Any]) -> Change:
    key, at, account, summary, before, after, state, draft, undone_at = row
    return Change(
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
