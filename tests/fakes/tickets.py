"""Tickets in memory, and what Lotsen do with them."""

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from bot.store.records import Attached, RowIds, Ticket, TicketCare, TicketLine, TicketState
from bot.talk.session import Session
from tests.fakes.memory import Memory, is_of


@dataclass(frozen=True)
class MemoryTickets:
    memory: Memory

    async def live(self) -> list[Ticket]:
        return self._those(lambda one: one.address is not None)

    async def all(self) -> list[Ticket]:
        return self._those(lambda one: bool(one.lines))

    async def find(self, ticket: int) -> Ticket | None:
        return self.memory.tickets.get(ticket)

    async def of_post(self, chat: str, message: str) -> Ticket | None:
        return self.memory.tickets.get(self.memory.posts.get((chat, message), 0))

    async def of_person(self, person: str) -> list[Ticket]:
        return self._those(lambda one: is_of(one.person, person))

    async def idle_since(self, before: datetime.datetime) -> list[Ticket]:
        return self._those(lambda one: one.address is not None and one.touched_at < before)

    def _those(self, wanted: Callable[[Ticket], bool]) -> list[Ticket]:
        return [one for one in self.memory.tickets.values() if wanted(one)]


@dataclass(frozen=True)
class MemoryCasework:
    memory: Memory

    async def answer(self, ticket: int, text: str, at: datetime.datetime, attached: Attached) -> bool:
        known = self.memory.tickets.get(ticket)
        if known is None or known.address is None:
            return False
        with self.memory.transaction():
            self.memory.tickets[ticket] = replace(known, state=TicketState.ANSWERED)
            self.memory.write_line(ticket, TicketLine(at, "lotse", text))
            letters = self.memory.settle(attached, RowIds(ticket=ticket), at)
        self.memory.ring(letters)
        return True

    async def end(
        self, ticket: Ticket, state: TicketState, session: Session, at: datetime.datetime, attached: Attached
    ) -> bool:
        with self.memory.transaction():
            if not self.memory.end_ticket(ticket.id, state, at):
                return False
            if ticket.person is not None:
                self.memory.keep_session(ticket.person, session, at)
            letters = self.memory.settle(attached, RowIds(ticket=ticket.id), at)
        self.memory.ring(letters)
        return True


@dataclass(frozen=True)
class MemoryAttending:
    memory: Memory

    async def waiting(self) -> int:
        return sum(one.state is TicketState.OPEN for one in await MemoryTickets(self.memory).live())

    async def of_tickets(self) -> dict[int, TicketCare]:
        return dict(self.memory.attending)

    async def take(self, ticket: int, account: str, at: datetime.datetime) -> bool:
        known, taken = self.memory.tickets.get(ticket), self.memory.attending.get(ticket)
        if known is None or known.address is None or (taken and taken.account != account):
            return False
        self.memory.attending[ticket] = TicketCare(account, at)
        return True

    async def release(self, ticket: int) -> None:
        self.memory.attending.pop(ticket, None)

    async def seen(self, at: datetime.datetime) -> None:
        await self.alarmed([one.id for one in await MemoryTickets(self.memory).live()], at)

    async def unseen(self, before: datetime.datetime) -> list[int]:
        live = await MemoryTickets(self.memory).live()
        waiting = [one for one in live if one.state is TicketState.OPEN and one.opened_at < before]
        return [one.id for one in waiting if one.id not in self.memory.seen]

    async def alarmed(self, tickets: Collection[int], at: datetime.datetime) -> None:
        self.memory.seen = self.memory.seen.union(tickets)
