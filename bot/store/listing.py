"""An overview of what is stored, for whoever looks after the database: pseudonyms, dates and counts, no texts."""

import datetime
from dataclasses import dataclass

from bot.store.database import Database


@dataclass(frozen=True)
class StoredSession:
    """One person's conversation, as it is listed."""

    person: str
    """The pseudonym."""
    channel: str | None
    """Where it was led last; None if no turn of it is stored."""
    used_at: datetime.datetime
    turns: int


async def stored_sessions(database: Database) -> list[StoredSession]:
    """Return all conversations, the one used last first. Raises StoreError."""
    async with database.transaction("DEFERRED") as connection:
        rows = await connection.execute_fetchall(
            "SELECT person, used_at, (SELECT count(*) FROM turns WHERE turns.person = sessions.person),"
            " (SELECT channel FROM turns WHERE turns.person = sessions.person ORDER BY id DESC LIMIT 1)"
            " FROM sessions ORDER BY used_at DESC, person"
        )
    return [
        StoredSession(person, channel, datetime.datetime.fromisoformat(used_at), turns)
        for person, used_at, turns, channel in rows
    ]
