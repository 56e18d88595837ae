"""Links to sections of interviews, and what is answered by them."""

import datetime
from sqlite3 import Connection

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
        lent = (link.code, link.person, int(link.interview), link.section, as_text(link.lent_at))

        def work(connection: Connection) -> None:
            interviews.append(connection, link.person, [log])
            connection.execute(
                "INSERT INTO shared_sections (code, person, interview, section, lent_at, expires_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (*lent, as_text(link.expires_at)),
            )

        await self._database.write(work)

    async def of_interview(self, person: str, interview: str) -> list[SharedSection]:
        rows = await self._database.rows(
            f"{_SELECT} WHERE person = ? AND interview = ? ORDER BY id", person, int(interview)
        )
        return [_link(*row) for row in rows]

    async def find(self, code: str) -> SharedSection | None:
        rows = await self._database.rows(f"{_SELECT} WHERE code = ?", code)
        return next((_link(*row) for row in rows), None)

    async def end(self, person: str, log: InterviewLog, at: datetime.datetime, section: str | None = None) -> None:
        def work(connection: Connection) -> None:
            interviews.append(connection, person, [log])
            connection.execute(
                "UPDATE shared_sections SET ended_at = ? WHERE person = ? AND interview = ? AND ended_at IS NULL"
                " AND section = coalesce(?, section)",
                (as_text(at), person, int(log.id), section),
            )

        await self._database.write(work)

    async def contribute(self, code: str, log: InterviewLog, at: datetime.datetime) -> bool:
        def work(connection: Connection) -> bool:
            rows = connection.execute(
                "SELECT person FROM shared_sections WHERE code = ? AND ended_at IS NULL AND expires_at > ?",
                (code, as_text(at)),
            ).fetchall()
            for (person,) in rows:
                interviews.append(connection, person, [log])
            return bool(rows)

        return await self._database.write(work)


def of_person(connection: Connection, person: str) -> list[SharedSection]:
    """Return a person's links, in whichever place, inside a transaction."""
    rows = connection.execute(f"{_SELECT} WHERE person = ? OR person GLOB ? ORDER BY id", (person, elsewhere(person)))
    return [_link(*row) for row in rows]


def purge(connection: Connection, before: datetime.datetime) -> None:
    """Erase the links that ended before, and those whose interviews are gone."""
    connection.execute(
        "DELETE FROM shared_sections WHERE coalesce(ended_at, expires_at) < ? OR NOT EXISTS (SELECT 1"
        " FROM interview_events e WHERE e.person = shared_sections.person AND e.interview = shared_sections.interview)",
        (as_text(before),),
    )


def _link(code: str, person: str, interview: int, section: str, *moments: str | None) -> SharedSection:
    lent, expires, ended = (as_moment(at) if at else None for at in moments)
    if lent is None or expires is None:  # neither may be null
        raise TypeError
    return SharedSection(code, person, str(interview), section, lent, expires, ended)
