"""Who is logged in."""

import datetime
from sqlite3 import Connection

from bot.store.records import LOGIN_REST, Account, AccountDeed, AccountRole, Deed, KnownAccount
from bot.store.sqlite.database import Database
from bot.store.sqlite.deeds import write_deed
from bot.store.sqlite.moments import as_moment, as_text

_TOUCH_AFTER = datetime.timedelta(minutes=1)
"""A login's last use is only this exact, so that looking at a page seldom writes."""


class SqliteLogins:
    """Keeps logins; see `bot.store.ports.Logins`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, token: str, known: KnownAccount, at: datetime.datetime, lasting: datetime.timedelta) -> bool:
        def work(connection: Connection) -> bool:
            connection.execute("DELETE FROM logins WHERE begun_at <= ?", (as_text(at - lasting),))
            cursor = connection.execute(
                "INSERT INTO logins (token, account, begun_at, used_at)"
                " SELECT ?, name, ?, ? FROM accounts WHERE name = ? AND hash = ?",
                (token, as_text(at), as_text(at), known.account.name, known.hash),
            )
            if cursor.rowcount:
                write_deed(connection, Deed(at, known.account.name, AccountDeed.LOGGED_IN, ""))
            return cursor.rowcount > 0

        return await self._database.write(work)

    async def account_of(self, token: str, at: datetime.datetime, lasting: datetime.timedelta) -> Account | None:
        rows = await self._database.rows(
            "SELECT name, role, created_at, used_at FROM logins JOIN accounts ON name = account"
            " WHERE token = ? AND begun_at > ? AND used_at > ?",
            *(token, as_text(at - lasting), as_text(at - lasting / LOGIN_REST)),
        )
        for name, role, created_at, used_at in rows:
            if at - as_moment(used_at) > _TOUCH_AFTER:
                await self._database.run("UPDATE logins SET used_at = ? WHERE token = ?", as_text(at), token)
            return Account(name, AccountRole(role), as_moment(created_at))
        return None

    async def end(self, token: str) -> None:
        await self._database.run("DELETE FROM logins WHERE token = ?", token)


def purge(connection: Connection, before: datetime.datetime) -> None:
    """Forget logins that were not used since."""
    connection.execute("DELETE FROM logins WHERE used_at < ?", (as_text(before),))
