"""Who may use the desk, who is logged in, and what was done there."""

import datetime
from dataclasses import dataclass, replace
from enum import StrEnum

import aiosqlite

from bot.store.database import Database
from bot.store.moments import as_moment, as_text

TABLES = """
    CREATE TABLE accounts (
        name       TEXT PRIMARY KEY COLLATE NOCASE,
        role       TEXT NOT NULL,
        hash       TEXT NOT NULL,
        created_at TEXT NOT NULL
    );

    CREATE TABLE logins (
        token    TEXT PRIMARY KEY,
        account  TEXT NOT NULL COLLATE NOCASE REFERENCES accounts (name) ON DELETE CASCADE,
        begun_at TEXT NOT NULL,
        used_at  TEXT NOT NULL
    );

    CREATE TABLE deeds (
        id      INTEGER PRIMARY KEY,
        at      TEXT NOT NULL,
        account TEXT NOT NULL,
        deed    TEXT NOT NULL,
        detail  TEXT NOT NULL
    );
"""
"""`logins.token` is a digest: who reads the database cannot log in with it."""

COMMAND_LINE = "Kommandozeile"
"""Who changes accounts, on record: whoever runs the assistant."""
_TOUCH_AFTER = datetime.timedelta(minutes=1)
"""A login's last use is only this exact, so that looking at a page seldom writes."""


class Role(StrEnum):
    """What somebody may do at the desk."""

    TRAINER = "trainer"
    LOTSE = "lotse"


@dataclass(frozen=True)
class Account:
    """Somebody who may use the desk."""

    name: str
    role: Role
    created_at: datetime.datetime


@dataclass(frozen=True)
class Known:
    """An account with the hash of its password, for whoever lets people in."""

    account: Account
    hash: str


@dataclass(frozen=True)
class Deed:
    """Something that somebody changed at the desk; `detail` never holds what a person wrote."""

    at: datetime.datetime
    account: str
    deed: str
    detail: str


class Accounts:
    """The accounts, their logins and their deeds; every method raises nothing but `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, name: str, role: Role, password: str, at: datetime.datetime) -> bool:
        """Keep a new account with the hash of its password; False if the name is taken, in capitals or not."""
        return await self._do(
            Deed(at, COMMAND_LINE, "konto-anlegen", name),
            "INSERT INTO accounts (name, role, hash, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            name,
            role,
            password,
            as_text(at),
        )

    async def set_password(self, name: str, password: str, at: datetime.datetime) -> bool:
        """Keep another hash and end the account's logins; False if there is no such account."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute("UPDATE accounts SET hash = ? WHERE name = ?", (password, name))
            if cursor.rowcount:
                await connection.execute("DELETE FROM logins WHERE account = ?", (name,))
                await write_deed(connection, Deed(at, COMMAND_LINE, "passwort-setzen", name))
        return cursor.rowcount > 0

    async def remove(self, name: str, at: datetime.datetime) -> bool:
        """Remove an account with its logins; what it did stays on record. False if there is none."""
        deed = Deed(at, COMMAND_LINE, "konto-entfernen", name)
        return await self._do(deed, "DELETE FROM accounts WHERE name = ?", name)

    async def renew_hash(self, known: Known, password: str) -> Known:
        """Keep another hash of the same password, unless the password was changed meanwhile."""
        name = known.account.name
        await self._run("UPDATE accounts SET hash = ? WHERE name = ? AND hash = ?", password, name, known.hash)
        return replace(known, hash=password)

    async def all(self) -> list[Account]:
        """Return the accounts by name."""
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall("SELECT name, role, created_at FROM accounts ORDER BY name")
        return [Account(name, Role(role), as_moment(created)) for name, role, created in rows]

    async def find(self, name: str) -> Known | None:
        """Return an account with the hash of its password, however the name is capitalised."""
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                "SELECT name, role, created_at, hash FROM accounts WHERE name = ?", (name,)
            )
        for found, role, created_at, hashed in rows:
            return Known(Account(found, Role(role), as_moment(created_at)), hashed)
        return None

    async def log_in(self, token: str, known: Known, at: datetime.datetime, lasting: datetime.timedelta) -> bool:
        """Begin a login, and forget the ended ones; False if its password was changed meanwhile."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM logins WHERE begun_at <= ?", (as_text(at - lasting),))
            cursor = await connection.execute(
                "INSERT INTO logins (token, account, begun_at, used_at)"
                " SELECT ?, name, ?, ? FROM accounts WHERE name = ? AND hash = ?",
                (token, as_text(at), as_text(at), known.account.name, known.hash),
            )
            if cursor.rowcount:
                await write_deed(connection, Deed(at, known.account.name, "anmelden", ""))
        return cursor.rowcount > 0

    async def logged_in(self, token: str, at: datetime.datetime, lasting: datetime.timedelta) -> Account | None:
        """Return whose login this is; None if there is none, or it began or was used too long ago.

        It ends after `lasting`, and after a quarter of that without use.
        """
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                "SELECT name, role, created_at, used_at FROM logins JOIN accounts ON name = account"
                " WHERE token = ? AND begun_at > ? AND used_at > ?",
                (token, as_text(at - lasting), as_text(at - lasting / 4)),
            )
        for name, role, created_at, used_at in rows:
            if at - as_moment(used_at) > _TOUCH_AFTER:
                await self._run("UPDATE logins SET used_at = ? WHERE token = ?", as_text(at), token)
            return Account(name, Role(role), as_moment(created_at))
        return None

    async def log_out(self, token: str) -> None:
        """End a login."""
        await self._run("DELETE FROM logins WHERE token = ?", token)

    async def record(self, deed: Deed) -> None:
        """Keep what somebody did."""
        async with self._database.transaction() as connection:
            await write_deed(connection, deed)

    async def deeds(self, most: int = 200) -> list[Deed]:
        """Return what was done, the newest first."""
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                "SELECT at, account, deed, detail FROM deeds ORDER BY id DESC LIMIT ?", (most,)
            )
        return [Deed(as_moment(at), account, deed, detail) for at, account, deed, detail in rows]

    async def _do(self, deed: Deed, statement: str, *values: object) -> bool:
        """Change one account and keep that on record, both or nothing; False, and no record, if nothing changed."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(statement, values)
            if cursor.rowcount:
                await write_deed(connection, deed)
        return cursor.rowcount > 0

    async def _run(self, statement: str, *values: object) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(statement, values)


async def write_deed(connection: aiosqlite.Connection, deed: Deed) -> None:
    """Keep what somebody did, inside the transaction that does it."""
    await connection.execute(
        "INSERT INTO deeds (at, account, deed, detail) VALUES (?, ?, ?, ?)",
        (as_text(deed.at), deed.account, deed.deed, deed.detail),
    )


async def purge(connection: aiosqlite.Connection, before: datetime.datetime) -> None:
    """Forget logins that were not used since."""
    await connection.execute("DELETE FROM logins WHERE used_at < ?", (as_text(before),))
