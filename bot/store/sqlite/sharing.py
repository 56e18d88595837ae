"""Links to sections of interviews, and what is answered by them."""

import datetime

import aiosqlite

from bot.store.records import SharedSection
from bot.store.sqlite import interviews
from bot.store.sqlite.database import Database
from bot.store.sqlite.moments import as_moment, as_text
from bot.store.sqlite.sessions import elsewhere
from bot.talk.interview.log import InterviewLog

_SELECT = "SELECT code, person, interview, section, lent_at, expires_at, ended_at FROM shared_sections"


class SqliteSharing:
    """Keeps links; see `bot.store.ports.Sharing`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lend(self, link: SharedSection, log: InterviewLog) -> None:
        async with self._database.transaction() as connection:
            await interviews.append(connection, link.person, [log])
            await connection.execute(
                "INSERT INTO shared_sections (code, person, interview, section, lent_at, expires_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    link.code,
                    link.person,
                    int(link.interview),
                    link.section,
                    as_text(link.lent_at),
                    as_text(link.expires_at),
                ),
            )

    async def of_interview(self, person: str, interview: str) -> list[SharedSection]:
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                f"{_SELECT} WHERE person = ? AND interview = ? ORDER BY id", (person, int(interview))
            )
        return [_link(*row) for row in rows]

    async def find(self, code: str) -> SharedSection | None:
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(f"{_SELECT} WHERE code = ?", (code,))
        return next((_link(*row) for row in rows), None)

    async def end(self, person: str, log: InterviewLog, at: datetime.datetime, section: str | None = None) -> None:
        async with self._database.transaction() as connection:
            await interviews.append(connection, person, [log])
            await connection.execute(
                "UPDATE shared_sections SET ended_at = ? WHERE person = ? AND interview = ? AND ended_at IS NULL"
                " AND section = coalesce(?, section)",
                (as_text(at), person, int(log.id), section),
            )

    async def contribute(self, code: str, log: InterviewLog, at: datetime.datetime) -> bool:
        async with self._database.transaction() as connection:
            rows = await connection.execute_fetchall(
                "SELECT person FROM shared_sections WHERE code = ? AND ended_at IS NULL AND expires_at > ?",
                (code, as_text(at)),
            )
            for (person,) in rows:
                await interviews.append(connection, person, [log])
                return True
        return False


async def of_person(connection: aiosqlite.Connection, person: str) -> list[SharedSection]:
    """Return a person's links, in whichever place, inside a transaction."""
    rows = await connection.execute_fetchall(
        f"{_SELECT} WHERE person = ? OR person GLOB ? ORDER BY id", (person, elsewhere(person))
    )
    return [_link(*row) for row in rows]


async def purge(connection: aiosqlite.Connection, before: datetime.datetime) -> None:
    """Erase the links that ended before, and those whose interviews are gone."""
    await connection.execute(
        "DELETE FROM shared_sections WHERE coalesce(ended_at, expires_at) < ? OR NOT EXISTS (SELECT 1"
        " FROM interview_events e WHERE e.person = shared_sections.person AND e.interview = shared_sections.interview)",
        (as_text(before),),
    )


def _link(code: str, person: str, interview: int, section: str, *moments: str | None) -> SharedSection:
    lent, expires, ended = (as_moment(at) if at else None for at in moments)
    if lent is None or expires is None:  # neither may be null
        raise TypeError
    return SharedSection(code, person, str(interview), section, lent, expires, ended)
