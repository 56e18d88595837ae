"""Questions that were passed on to the Digital-Lotsen, and what was written about them."""

import datetime
from collections.abc import Iterable
from typing import Any

import aiosqlite

from bot.store import Also, Ids, Letter, Ticket, TicketLine, TicketState
from bot.store import post as outbox
from bot.store.bell import Bell
from bot.store.database import Database
from bot.store.moments import as_moment, as_text
from bot.store.sessions import keep_session
from bot.talk.message import RelayKind
from bot.talk.privacy import elsewhere
from bot.talk.session import Session

TABLES = """
    CREATE TABLE tickets (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        person     TEXT REFERENCES sessions (person) ON DELETE SET NULL,
        channel    TEXT NOT NULL,
        address    TEXT,
        state      TEXT NOT NULL,
        opened_at  TEXT NOT NULL,
        touched_at TEXT NOT NULL
    );
    CREATE INDEX tickets_by_person ON tickets (person);
    CREATE INDEX tickets_live ON tickets (touched_at) WHERE address IS NOT NULL;

    CREATE TABLE ticket_lines (
        id     INTEGER PRIMARY KEY,
        ticket INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
        at     TEXT NOT NULL,
        author TEXT NOT NULL,
        text   TEXT NOT NULL
    );
    CREATE INDEX ticket_lines_by_ticket ON ticket_lines (ticket);

    CREATE TABLE ticket_posts (
        chat    TEXT NOT NULL,
        message INTEGER NOT NULL,
        ticket  INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
        PRIMARY KEY (chat, message)
    );
"""
_COLUMNS = "id, person, channel, address, state, opened_at, touched_at"


class Tickets:
    """The tickets of all channels."""

    def __init__(self, database: Database, bell: Bell) -> None:
        self._database = database
        self._bell = bell

    async def live(self) -> list[Ticket]:
        """Return the tickets in which both sides can write, the oldest first, with what was written."""
        return await self._find("address IS NOT NULL ORDER BY id")

    async def find(self, ticket: int) -> Ticket | None:
        """Return a ticket, live or not."""
        return next(iter(await self._find("id = ?", ticket)), None)

    async def all(self) -> list[Ticket]:
        """Return every ticket of which the texts are still there, the oldest first."""
        return await self._find("EXISTS (SELECT 1 FROM ticket_lines WHERE ticket = tickets.id) ORDER BY id")

    async def of_post(self, chat: str, message: str) -> Ticket | None:
        """Return the ticket that a message in the Lotsen's group is about."""
        found = await self._find("id = (SELECT ticket FROM ticket_posts WHERE chat = ? AND message = ?)", chat, message)
        return next(iter(found), None)

    async def of_person(self, person: str) -> list[Ticket]:
        """Return the tickets that a person opened, the oldest first."""
        return await self._find("person = ? OR person GLOB ? ORDER BY id", person, elsewhere(person))

    async def idle_since(self, before: datetime.datetime) -> list[Ticket]:
        """Return the live tickets in which nobody wrote since."""
        return await self._find("address IS NOT NULL AND touched_at < ? ORDER BY id", as_text(before))

    async def answer(self, ticket: int, text: str, at: datetime.datetime, also: Also) -> bool:
        """Keep a Lotse's message (redacted) and send the letters; False, and nothing kept, if the ticket has ended."""
        letters: list[Letter] = []
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "UPDATE tickets SET state = ?, touched_at = ? WHERE id = ? AND address IS NOT NULL",
                (TicketState.ANSWERED, as_text(at), ticket),
            )
            if cursor.rowcount:
                await _write(connection, ticket, at, "lotse", text)
                letters = await outbox.settle(connection, also, Ids(ticket=ticket), at)
        self._bell.ring(letters)
        return cursor.rowcount > 0

    async def end(
        self, ticket: Ticket, state: TicketState, session: Session, at: datetime.datetime, also: Also
    ) -> bool:
        """End a ticket, erase the address and keep the person's session; False, and nothing done, if it has ended."""
        letters: list[Letter] = []
        async with self._database.transaction() as connection:
            ended = await _end(connection, ticket.id, state, at)
            if ended:
                if ticket.person is not None:
                    await keep_session(connection, ticket.person, session, at)
                letters = await outbox.settle(connection, also, Ids(ticket=ticket.id), at)
        self._bell.ring(letters)
        return ended

    async def _find(self, where: str, *values: object) -> list[Ticket]:
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                f"SELECT {_COLUMNS} FROM tickets WHERE {where}",  # noqa: S608 - both are constants of this module
                values,
            )
            return [await _ticket(connection, row) for row in rows]


async def relay(connection: aiosqlite.Connection, person: str, channel: str, also: Also, at: datetime.datetime) -> int:
    """Do with the person's ticket what the relay says; return its id, 0 if there is none."""
    if also.relay is None:
        return 0
    rows = await connection.execute_fetchall(
        "SELECT id FROM tickets WHERE person = ? AND address IS NOT NULL ORDER BY id DESC LIMIT 1",
        (person,),
    )
    ticket = next((int(key) for (key,) in rows), 0)
    if also.relay.kind is RelayKind.BACK:
        await _end(connection, ticket, TicketState.RETURNED, at)
        return ticket
    if not ticket and also.relay.kind is RelayKind.OPEN:
        cursor = await connection.execute(
            "INSERT INTO tickets (person, channel, address, state, opened_at, touched_at) VALUES (?, ?, ?, ?, ?, ?)",
            (person, channel, also.address, TicketState.OPEN, as_text(at), as_text(at)),
        )
        ticket = int(cursor.lastrowid or 0)
    if ticket:
        await connection.execute("UPDATE tickets SET touched_at = ? WHERE id = ?", (as_text(at), ticket))
        await _write(connection, ticket, at, "person", also.relay.text)
    return ticket


async def withdraw(connection: aiosqlite.Connection, person: str) -> None:
    """Erase what a person wrote to the Lotsen, and end their live tickets."""
    theirs = "SELECT id FROM tickets WHERE person = ? OR person GLOB ?"
    who = (person, elsewhere(person))
    await connection.execute(f"DELETE FROM ticket_lines WHERE author = 'person' AND ticket IN ({theirs})", who)  # noqa: S608
    await connection.execute(
        f"UPDATE tickets SET state = ?, address = NULL WHERE address IS NOT NULL AND id IN ({theirs})",  # noqa: S608
        (TicketState.WITHDRAWN, *who),
    )


async def purge(connection: aiosqlite.Connection, before: datetime.datetime) -> None:
    """Erase the texts of tickets that ended before this moment."""
    old = "SELECT id FROM tickets WHERE touched_at < ? AND NOT address IS NOT NULL"
    await connection.execute(f"DELETE FROM ticket_lines WHERE ticket IN ({old})", (as_text(before),))  # noqa: S608
    await connection.execute(f"DELETE FROM ticket_posts WHERE ticket IN ({old})", (as_text(before),))  # noqa: S608


async def _end(connection: aiosqlite.Connection, ticket: int, state: TicketState, at: datetime.datetime) -> bool:
    cursor = await connection.execute(
        "UPDATE tickets SET state = ?, touched_at = ?, address = NULL WHERE id = ? AND address IS NOT NULL",
        (state, as_text(at), ticket),
    )
    return cursor.rowcount > 0


async def _write(connection: aiosqlite.Connection, ticket: int, at: datetime.datetime, author: str, text: str) -> None:
    await connection.execute(
        "INSERT INTO ticket_lines (ticket, at, author, text) VALUES (?, ?, ?, ?)", (ticket, as_text(at), author, text)
    )


async def _ticket(connection: aiosqlite.Connection, row: Iterable[Any]) -> Ticket:
    key, person, channel, address, state, opened_at, touched_at = row
    lines = await connection.execute_fetchall(
        "SELECT at, author, text FROM ticket_lines WHERE ticket = ? ORDER BY id", (key,)
    )
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
