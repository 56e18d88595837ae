"""Who at the desk looks after which ticket; apart from the tickets, so that no person's export names a Lotse."""

import datetime
from collections.abc import Collection

from bot.store.records import TicketCare, TicketState
from bot.store.sqlite.database import Database
from bot.store.sqlite.moments import as_moment, as_text

_WAITING = "SELECT count(*) FROM tickets WHERE address IS NOT NULL AND state = ?"
_UNSEEN = """
    SELECT id FROM tickets LEFT JOIN ticket_care ON ticket = id
    WHERE address IS NOT NULL AND state = ? AND opened_at < ? AND seen_at IS NULL AND alarmed_at IS NULL ORDER BY id
"""


class SqliteAttending:
    """Keeps it; see `bot.store.ports.Attending`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self) -> int:
        [(count,)] = await self._database.rows(_WAITING, TicketState.OPEN)
        return int(count)

    async def of_tickets(self) -> dict[int, TicketCare]:
        rows = await self._database.rows("SELECT ticket, taken_by, taken_at FROM ticket_care WHERE taken_by NOTNULL")
        return {ticket: TicketCare(by, as_moment(at)) for ticket, by, at in rows}

    async def take(self, ticket: int, account: str, at: datetime.datetime) -> bool:
        changed = await self._database.run(
            "INSERT INTO ticket_care (ticket, taken_by, taken_at)"
            " SELECT id, ?, ? FROM tickets WHERE id = ? AND address IS NOT NULL"
            " ON CONFLICT (ticket) DO UPDATE SET taken_by = excluded.taken_by, taken_at = excluded.taken_at"
            " WHERE taken_by IS NULL OR taken_by = excluded.taken_by",
            *(account, as_text(at), ticket),
        )
        return changed > 0

    async def release(self, ticket: int) -> None:
        await self._database.run("UPDATE ticket_care SET taken_by = NULL WHERE ticket = ?", ticket)

    async def seen(self, at: datetime.datetime) -> None:
        await self._mark("seen_at", "address IS NOT NULL", (), at)

    async def unseen(self, before: datetime.datetime) -> list[int]:
        rows = await self._database.rows(_UNSEEN, TicketState.OPEN, as_text(before))
        return [int(ticket) for (ticket,) in rows]

    async def alarmed(self, tickets: Collection[int], at: datetime.datetime) -> None:
        await self._mark("alarmed_at", f"id IN ({', '.join('?' * len(tickets))})", tickets, at)

    async def _mark(self, column: str, which: str, values: Collection[int], at: datetime.datetime) -> None:
        await self._database.run(
            f"INSERT INTO ticket_care (ticket, {column}) SELECT id, ? FROM tickets WHERE {which}"  # noqa: S608 - constants of this module
            f" ON CONFLICT (ticket) DO UPDATE SET {column} = coalesce({column}, excluded.{column})",
            *(as_text(at), *values),
        )
