"""What the Digital-Lotsen do with a ticket."""

import datetime
from sqlite3 import Connection

from bot.store.records import Attached, Letter, RowIds, Ticket, TicketState
from bot.store.sqlite.bell import Bell
from bot.store.sqlite.database import Database
from bot.store.sqlite.letters import settle
from bot.store.sqlite.moments import as_text
from bot.store.sqlite.sessions import keep_session
from bot.store.sqlite.tickets import end_ticket, write_line
from bot.talk.session import Session


class SqliteCasework:
    """Answers and ends tickets; see `bot.store.ports.Casework`."""

    def __init__(self, database: Database, bell: Bell) -> None:
        self._database = database
        self._bell = bell

    async def answer(self, ticket: int, text: str, at: datetime.datetime, attached: Attached) -> bool:
        def work(connection: Connection) -> list[Letter] | None:
            cursor = connection.execute(
                "UPDATE tickets SET state = ?, touched_at = ? WHERE id = ? AND address IS NOT NULL",
                (TicketState.ANSWERED, as_text(at), ticket),
            )
            if not cursor.rowcount:
                return None
            write_line(connection, ticket, at, "lotse", text)
            return settle(connection, attached, RowIds(ticket=ticket), at)

        return self._rung(await self._database.write(work))

    async def end(
        self, ticket: Ticket, state: TicketState, session: Session, at: datetime.datetime, attached: Attached
    ) -> bool:
        def work(connection: Connection) -> list[Letter] | None:
            if not end_ticket(connection, ticket.id, state, at):
                return None
            if ticket.person is not None:
                keep_session(connection, ticket.person, session, at)
            return settle(connection, attached, RowIds(ticket=ticket.id), at)

        return self._rung(await self._database.write(work))

    def _rung(self, letters: list[Letter] | None) -> bool:
        """Say that these were stored; None: nothing was done."""
        self._bell.ring(letters or ())
        return letters is not None
