"""Who may use the desk."""

import datetime
from dataclasses import replace
from sqlite3 import Connection

from bot.store.records import COMMAND_LINE, Account, AccountDeed, AccountRole, Deed, KnownAccount
from bot.store.sqlite.database import Database
from bot.store.sqlite.deeds import write_deed
from bot.store.sqlite.moments import as_moment, as_text


class SqliteAccounts:
    """Keeps accounts; see `bot.store.ports.Accounts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, name: str, role: AccountRole, password: str, at: datetime.datetime) -> bool:
        return await self._do(
            Deed(at, COMMAND_LINE, AccountDeed.ADDED, name),
            "INSERT INTO accounts (name, role, hash, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            name,
            role,
            password,
            as_text(at),
        )

    async def set_password(self, name: str, password: str, at: datetime.datetime) -> bool:
        def work(connection: Connection) -> bool:
            cursor = connection.execute("UPDATE accounts SET hash = ? WHERE name = ?", (password, name))
            if cursor.rowcount:
                connection.execute("DELETE FROM logins WHERE account = ?", (name,))
                write_deed(connection, Deed(at, COMMAND_LINE, AccountDeed.PASSWORD_SET, name))
            return cursor.rowcount > 0

        return await self._database.write(work)

    async def renew_hash(self, known: KnownAccount, password: str) -> KnownAccount:
        name = known.account.name
        await self._database.run("UPDATE accounts SET hash = ? WHERE name = ? AND hash = ?", password, name, known.hash)
        return replace(known, hash=password)

    async def remove(self, name: str, at: datetime.datetime) -> bool:
        deed = Deed(at, COMMAND_LINE, AccountDeed.REMOVED, name)
        return await self._do(deed, "DELETE FROM accounts WHERE name = ?", name)

    async def all(self) -> list[Account]:
        rows = await self._database.rows("SELECT name, role, created_at FROM accounts ORDER BY name")
        return [Account(name, AccountRole(role), as_moment(created)) for name, role, created in rows]

    async def find(self, name: str) -> KnownAccount | None:
        rows = await self._database.rows("SELECT name, role, created_at, hash FROM accounts WHERE name = ?", name)
        for found, role, created_at, hashed in rows:
            return KnownAccount(Account(found, AccountRole(role), as_moment(created_at)), hashed)
        return None

    async def _do(self, deed: Deed, statement: str, *values: object) -> bool:
        """Change one account and keep that on record, both or nothing; False, and no record, if nothing changed."""

        def work(connection: Connection) -> bool:
            cursor = connection.execute(statement, values)
            if cursor.rowcount:
                write_deed(connection, deed)
            return cursor.rowcount > 0

        return await self._database.write(work)
