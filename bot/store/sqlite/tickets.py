"""Questions that were passed on, and what happens to them in other transactions."""

import datetime
from collections.abc import Iterable
from sqlite3 import Connection
from typing import Any

from bot.store.records import Attached, Ticket, TicketLine, TicketState
from bot.store.sqlite.database import Database
from bot.store.sqlite.moments import as_moment, as_text
from bot.store.sqlite.sessions import elsewhere
from bot.talk.message import RelayKind

_COLUMNS = "id, person, channel, address, state, opened_at, touched_at"


class SqliteTickets:
    """Finds tickets; see `bot.store.ports.Tickets`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def live(self) -> list[Ticket]:
        return await self._find("address IS NOT NULL ORDER BY id")

    async def all(self) -> list[Ticket]:
        return await self._find("EXISTS (SELECT 1 FROM ticket_lines WHERE ticket = tickets.id) ORDER BY id")

    async def find(self, ticket: int) -> Ticket | None:
        return next(iter(await self._find("id = ?", ticket)), None)

    async def of_post(self, chat: str, message: str) -> Ticket | None:
        found = await self._find("id = (SELECT ticket FROM ticket_posts WHERE chat = ? AND message = ?)", chat, message)
        return next(iter(found), None)

    async def of_person(self, person: str) -> list[Ticket]:
        return await self._database.read(lambda connection: of_person(connection, person))

    async def idle_since(self, before: datetime.datetime) -> list[Ticket]:
        return await self._find("address IS NOT NULL AND touched_at < ? ORDER BY id", as_text(before))

    async def _find(self, where: str, *values: object) -> list[Ticket]:
        return await self._database.read(lambda connection: _select(connection, where, *values))


def of_person(connection: Connection, person: str) -> list[Ticket]:
    """Return the tickets that a person opened, the oldest first, inside a transaction."""
    return _select(connection, "person = ? OR person GLOB ? ORDER BY id", person, elsewhere(person))


def relay(connection: Connection, person: str, channel: str, attached: Attached, at: datetime.datetime) -> int:
    """Do with the person's ticket what the relay says; return its id, 0 if there is none."""
    if attached.relay is None:
        return 0
    rows = connection.execute(
        "SELECT id FROM tickets WHERE person = ? AND address IS NOT NULL ORDER BY id DESC LIMIT 1",
        (person,),
    ).fetchall()
    ticket = next((int(key) for (key,) in rows), 0)
    if attached.relay.kind is RelayKind.BACK:
        end_ticket(connection, ticket, TicketState.RETURNED, at)
        return ticket
    if not ticket and attached.relay.kind is RelayKind.OPEN:
        cursor = connection.execute(
            "INSERT INTO tickets (person, channel, address, state, opened_at, touched_at) VALUES (?, ?, ?, ?, ?, ?)",
            (person, channel, attached.address, TicketState.OPEN, as_text(at), as_text(at)),
        )
        ticket = int(cursor.lastrowid or 0)
    if ticket:
        address = attached.address if attached.relay.kind is RelayKind.OPEN else None  # answers go where it was asked
        connection.execute(
            "UPDATE tickets SET touched_at = ?, address = coalesce(?, address) WHERE id = ?",
            (as_text(at), address or None, ticket),
        )
        write_line(connection, ticket, at, "person", attached.relay.text)
    return ticket


def end_ticket(connection: Connection, ticket: int, state: TicketState, at: datetime.datetime) -> bool:
    """End a ticket, inside a transaction; False if it has ended."""
    cursor = connection.execute(
        "UPDATE tickets SET state = ?, touched_at = ?, address = NULL WHERE id = ? AND address IS NOT NULL",
        (state, as_text(at), ticket),
    )
    return cursor.rowcount > 0


def write_line(connection: Connection, ticket: int, at: datetime.datetime, author: str, text: str) -> None:
    """Keep a message of a ticket, inside a transaction."""
    connection.execute(
        "INSERT INTO ticket_lines (ticket, at, author, text) VALUES (?, ?, ?, ?)", (ticket, as_text(at), author, text)
    )


def withdraw(connection: Connection, person: str) -> None:
    """Erase what a person wrote to the Lotsen, and end their live tickets."""
    theirs = "SELECT id FROM tickets WHERE person = ? OR person GLOB ?"
    who = (person, elsewhere(person))
    connection.execute(f"DELETE FROM ticket_lines WHERE author = 'person' AND ticket IN ({theirs})", who)  # noqa: S608 - a constant
    connection.execute(
        f"UPDATE tickets SET state = ?, address = NULL WHERE address IS NOT NULL AND id IN ({theirs})",  # noqa: S608 - a constant
        (TicketState.WITHDRAWN, *who),
    )


def purge(connection: Connection, before: datetime.datetime) -> None:
    """Erase the texts of tickets that ended before this moment."""
    old = "SELECT id FROM tickets WHERE touched_at < ? AND NOT address IS NOT NULL"
    connection.execute(f"DELETE FROM ticket_lines WHERE ticket IN ({old})", (as_text(before),))  # noqa: S608 - a constant
    connection.execute(f"DELETE FROM ticket_posts WHERE ticket IN ({old})", (as_text(before),))  # noqa: S608 - a constant
    connection.execute(f"DELETE FROM ticket_care WHERE ticket IN ({old})", (as_text(before),))  # noqa: S608 - a constant


def _select(connection: Connection, where: str, *values: object) -> list[Ticket]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM tickets WHERE {where}",  # noqa: S608 - both are constants of this module
        values,
    ).fetchall()
    return [_ticket(connection, row) for row in rows]


def _ticket(connection: Connection, row: Iterable[Any]) -> Ticket:
    key, person, channel, address, state, opened_at, touched_at = row
    lines = connection.execute(
        "SELECT at, author, text FROM ticket_lines WHERE ticket = ? ORDER BY id", (key,)
    ).fetchall()
    return Ticket(
        id=key,
        person=person,
        channel=channel,
        address=address,
        state=TicketState(state),
        opened_at=as_moment(opened_at),
        touched_at=as_moment(touched_at),
        lines=tuple(TicketLine(as_moment(at), author, text) for at, author, text in lines),
    )
