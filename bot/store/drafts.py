"""Drafts of knowledge, and the history of what was taken live."""

import datetime
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

import aiosqlite

from bot.store.accounts import Deed, write_deed
from bot.store.database import Database
from bot.store.moments import as_moment, as_text

TABLES = """
    CREATE TABLE drafts (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        body       TEXT NOT NULL,
        asked      TEXT NOT NULL,
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
        path      TEXT NOT NULL,
        before    TEXT,
        after     TEXT,
        undone_at TEXT
    );

    CREATE TABLE settled_questions (
        turn  INTEGER PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
        draft INTEGER REFERENCES drafts (id) ON DELETE SET NULL
    );
"""
"""`before` and `after` are the text of one file of the overlay; NULL is a file that is not there."""

State = Literal["open", "live", "discarded"]


@dataclass(frozen=True)
class StoredDraft:
    """A draft; `body` is JSON that only `bot.desk.drafting` understands."""

    id: int
    body: str
    asked: tuple[str, ...]
    """The questions (redacted) that it was made for."""
    state: State
    author: str
    changed_at: datetime.datetime


@dataclass(frozen=True)
class StoredChange:
    """Something that was taken live."""

    id: int
    at: datetime.datetime
    account: str
    summary: str
    path: str
    before: str | None
    after: str | None
    undone_at: datetime.datetime | None


class Drafts:
    """The drafts and the history; every method raises nothing but `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, body: str, asked: tuple[str, ...], author: str, at: datetime.datetime) -> int:
        """Keep a new draft and return its id."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "INSERT INTO drafts (body, asked, state, author, created_at, changed_at)"
                " VALUES (?, ?, 'open', ?, ?, ?)",
                (body, json.dumps(asked), author, as_text(at), as_text(at)),
            )
        return int(cursor.lastrowid or 0)

    async def keep(self, draft: int, body: str, at: datetime.datetime) -> None:
        """Keep a draft as it was written on."""
        await self._run("UPDATE drafts SET body = ?, changed_at = ? WHERE id = ?", body, as_text(at), draft)

    async def mark(self, draft: int, state: State, at: datetime.datetime) -> None:
        """Note what became of a draft; a discarded one gives its questions back."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE drafts SET state = ?, changed_at = ? WHERE id = ?", (state, as_text(at), draft)
            )
            if state == "discarded":
                await connection.execute("DELETE FROM settled_questions WHERE draft = ?", (draft,))

    @asynccontextmanager
    async def taken_live(self, deed: Deed, path: str, before: str | None, after: str | None) -> AsyncIterator[None]:
        """Keep a change of a file in the history, if what happens inside (writing it) succeeds."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO changes (at, account, summary, path, before, after) VALUES (?, ?, ?, ?, ?, ?)",
                (as_text(deed.at), deed.account, deed.detail, path, before, after),
            )
            await write_deed(connection, deed)
            yield

    @asynccontextmanager
    async def taken_back(self, deed: Deed, change: int) -> AsyncIterator[None]:
        """Note that a change was undone, if what happens inside succeeds."""
        async with self._database.transaction() as connection:
            await connection.execute("UPDATE changes SET undone_at = ? WHERE id = ?", (as_text(deed.at), change))
            await write_deed(connection, deed)
            yield

    async def find(self, draft: int) -> StoredDraft | None:
        """Return a draft."""
        return next(iter(await self._find("id = ?", draft)), None)

    async def open(self) -> list[StoredDraft]:
        """Return the drafts that are worked on, the newest first."""
        return await self._find("state = 'open' ORDER BY id DESC")

    async def changes(self, most: int = 200) -> list[StoredChange]:
        """Return what was taken live, the newest first."""
        return await self._changes("TRUE ORDER BY id DESC LIMIT ?", most)

    async def change(self, change: int) -> StoredChange | None:
        """Return one change."""
        return next(iter(await self._changes("id = ?", change)), None)

    async def _find(self, where: str, *values: object) -> list[StoredDraft]:
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                f"SELECT id, body, asked, state, author, changed_at FROM drafts WHERE {where}",  # noqa: S608 - a constant
                values,
            )
        return [
            StoredDraft(key, body, tuple(json.loads(asked)), state, author, as_moment(at))
            for key, body, asked, state, author, at in rows
        ]

    async def _changes(self, where: str, *values: object) -> list[StoredChange]:
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                "SELECT id, at, account, summary, path, before, after, undone_at FROM changes"  # noqa: S608 - a constant
                f" WHERE {where}",
                values,
            )
        return [
            StoredChange(key, as_moment(at), who, summary, path, before, after, as_moment(undone) if undone else None)
            for key, at, who, summary, path, before, after, undone in rows
        ]

    async def _run(self, statement: str, *values: object) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(statement, values)


async def purge(connection: aiosqlite.Connection, before: datetime.datetime) -> None:
    """Erase the questions that drafts were made for, and what came to nothing, after their time."""
    await connection.execute("UPDATE drafts SET asked = '[]' WHERE changed_at < ?", (as_text(before),))
    await connection.execute("DELETE FROM drafts WHERE state = 'discarded' AND changed_at < ?", (as_text(before),))
