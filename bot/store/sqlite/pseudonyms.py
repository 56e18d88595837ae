"""By which keys people are named, and what everybody is called with others."""

from collections.abc import Callable
from sqlite3 import Connection

from bot.store.sqlite.counting import begin_anew
from bot.store.sqlite.database import Database

NAMED = (
    "delivered",
    "interview_events",
    "interview_outcomes",
    "participants",
    "sessions",
    "shared_sections",
    "tickets",
    "transcript",
    "turns",
)
"""The tables with a person."""


class SqlitePseudonyms:
    """Keeps a fingerprint and renames; see `bot.store.ports.Pseudonyms`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def key(self) -> str | None:
        rows = await self._database.rows("SELECT fingerprint FROM pseudonym_keys")
        return next((str(fingerprint) for (fingerprint,) in rows), None)

    async def keep(self, fingerprint: str) -> None:
        await self._database.write(lambda connection: _keep(connection, fingerprint))

    async def anybody(self) -> bool:
        return bool(await self._database.rows("SELECT 1 FROM sessions LIMIT 1"))

    async def rename(self, named: Callable[[str], str], fingerprint: str) -> None:
        def work(connection: Connection) -> None:
            connection.execute("PRAGMA defer_foreign_keys = ON")
            connection.create_function("named", 1, named, deterministic=True)
            # Where somebody is reached on a page, and whose message a letter will be, is the pseudonym too.
            connection.execute("UPDATE tickets SET address = named(address) WHERE address = person")
            for table in NAMED:
                connection.execute(f"UPDATE {table} SET person = named(person) WHERE person IS NOT NULL")  # noqa: S608 - names of tables
            for place in ("$.mark.person", "$.person"):
                connection.execute(
                    "UPDATE outbox SET body = json_set(body, :place, named(json_extract(body, :place)))"
                    " WHERE json_valid(body) AND json_extract(body, :place) <> ''",
                    {"place": place},
                )
            begin_anew(connection)  # the counts name people too
            _keep(connection, fingerprint)

        await self._database.write(work)
        await self._database.forget_erased()


def _keep(connection: Connection, fingerprint: str) -> None:
    connection.execute("DELETE FROM pseudonym_keys")
    connection.execute("INSERT INTO pseudonym_keys (fingerprint) VALUES (?)", (fingerprint,))
