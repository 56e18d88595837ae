"""What the Digital-Lotsen do with a ticket."""

import datetime

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
        letters: list[Letter] = []
        async with self._database.transaction(short=True) as connection:
            cursor = await connection.execute(
                "UPDATE tickets SET state = ?, touched_at = ? WHERE id = ? AND address IS NOT NULL",
                (TicketState.ANSWERED, as_text(at), ticket),
            )
            if cursor.rowcount:
                await write_line(connection, ticket, at, "lotse", text)
                letters = await settle(connection, attached, RowIds(ticket=ticket), at)
        self._bell.ring(letters)
        return cursor.rowcount > 0

    async def end(
        self, ticket: Ticket, state: TicketState, session: Session, at: datetime.datetime, attached: Attached
    ) -> bool:
        letters: list[Letter] = []
        async with self._database.transaction(short=True) as connection:
            ended = await end_ticket(connection, ticket.id, state, at)
            if ended:
                if ticket.person is not None:
                    await keep_session(connection, ticket.person, session, at)
                letters = await settle(connection, attached, RowIds(ticket=ticket.id), at)
        self._bell.ring(letters)
        return ended
