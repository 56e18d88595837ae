"""The handover's other side: what Digital-Lotsen do with a ticket, wherever they and the person sit.

Persons write in one of the channels; Lotsen write in a messenger's group or at the desk, and both see the same.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from bot.curation.assistant import RunningAssistant
from bot.exchange.locks import Locks
from bot.store.ports import Store
from bot.store.records import ALONE, Attached, Letter, RowIds, Ticket, TicketState
from bot.talk.message import Relay, RelayKind, presentable
from bot.talk.privacy import redact
from bot.talk.session import Session
from knowledge.folding import without_invisible
from knowledge.wording import MessengerWording


class Courier(Protocol):
    """Words letters to the persons of one channel."""

    def to_person(self, address: str, text: str, heading: str = "") -> Iterable[Letter]:
        """Return the letters with this text; the address is the ticket's, in the channel's own words."""


class Group(Protocol):
    """Where the Lotsen sit together in a messenger."""

    def post(self, text: str, ticket: int, instead: Sequence[Letter] = ()) -> Iterable[Letter]:
        """Return the letters with this text about a ticket; `instead` is sent if the group can't be reached."""


class Lotsen:
    """Passes messages between persons and Lotsen; neither learns who the other is."""

    def __init__(
        self,
        store: Store,
        live: RunningAssistant,
        locks: Locks,
        couriers: Mapping[str, Courier],
        groups: Sequence[Group] = (),
    ) -> None:
        """Reach persons by the couriers, one for each channel's name; without groups the desk is all there is."""
        self._store = store
        self._live = live
        self._locks = locks
        self._couriers = couriers
        self._groups = groups

    def to_lotsen(self, relay: Relay, ticket: int, channel: str, address: str) -> Iterable[Letter]:
        """Return what the group gets to see of a person's message; the desk reads the ticket itself."""
        template = {
            RelayKind.OPEN: self._words.ticket_opened,
            RelayKind.LINE: self._words.ticket_line,
            RelayKind.BACK: self._words.ticket_back,
        }[relay.kind]
        opened = relay.kind is RelayKind.OPEN
        instead = self._letters(channel, address, self._words.group_unreachable) if opened else ()
        posted = self._post(template.format(ticket=ticket, text=relay.text), ticket, instead)
        return [replace(letter, patient=relay.kind is RelayKind.LINE) for letter in posted]

    def draft(self, ticket: Ticket, today: datetime.date) -> str:
        """Return the draft of a reply to all that the person wrote; empty if they asked nothing."""
        asked = [line.text for line in ticket.lines if line.author == "person"]
        return self._live.conversation.reply_to(asked, today)

    async def answer(
        self, ticket: Ticket, text: str, at: datetime.datetime, origin: Group | None, attached: Attached = ALONE
    ) -> bool:
        """Send a Lotse's words to the person; False, and nothing done, if the ticket has ended. Raises StoreError.

        The other groups see them as well; without an `origin` they were written at the desk.
        """
        text = without_invisible(text)
        shown = presentable(redact(text))  # what goes to another service; here it stands as it was sent

        def letters(ids: RowIds) -> Iterable[Letter]:
            yield from self._to_person(ticket, text, heading=self._words.from_human)
            yield from attached.letters(ids)
            yield from self._post(self._words.desk_answered.format(ticket=ticket.id, text=shown), ticket.id, but=origin)

        return await self._store.casework.answer(ticket.id, text, at, replace(attached, letters=letters))

    async def finish(
        self,
        ticket: Ticket,
        state: TicketState,
        at: datetime.datetime,
        origin: Group | None,
        attached: Attached = ALONE,
    ) -> bool:
        """Close a ticket, or give it back; False, and nothing done, if it has ended already. Raises StoreError."""
        to_person, to_group = {
            TicketState.CLOSED: (self._words.closed, self._words.desk_closed),
            TicketState.RETURNED: (self._words.returned, self._words.desk_returned),
        }[state]

        def letters(ids: RowIds) -> Iterable[Letter]:
            yield from self._to_person(ticket, to_person)
            yield from attached.letters(ids)
            yield from self._post(to_group.format(ticket=ticket.id), ticket.id, but=origin)

        return await self._end(ticket, state, at, replace(attached, letters=letters))

    async def expire(self, now: datetime.datetime, after: datetime.timedelta) -> None:
        """End the tickets in which nobody wrote for so long, and tell both sides. Raises StoreError."""
        for ticket in await self._store.tickets.idle_since(now - after):
            letters = [
                *self._to_person(ticket, self._words.expired),
                *self._post(self._words.ticket_expired.format(ticket=ticket.id), ticket.id),
            ]
            await self._end(ticket, TicketState.EXPIRED, now, Attached(letters=_these(letters)))

    def undelivered(self, ticket: int) -> Iterable[Letter]:
        """Return what the group gets to see when something did not reach the person; the desk reads the ticket."""
        return self._post(self._words.ticket_undelivered.format(ticket=ticket), ticket)

    def waits(self, ticket: int) -> Iterable[Letter]:
        """Return what the group gets to see when something waits, since the person is not where it goes."""
        return self._post(self._words.ticket_waits.format(ticket=ticket), ticket)

    async def live_tickets_of(self, person: str) -> list[Ticket]:
        """Return the live tickets of somebody (the pseudonym). Raises StoreError."""
        tickets = await self._store.tickets.of_person(person)
        return [ticket for ticket in tickets if ticket.address is not None]

    async def withdrawn(self, tickets: Iterable[Ticket], at: datetime.datetime) -> None:
        """Tell the group that there is nobody behind these tickets any more. Raises StoreError."""
        letters = [
            letter
            for ticket in tickets
            for letter in self._post(self._words.ticket_withdrawn.format(ticket=ticket.id), ticket.id)
        ]
        if letters:
            await self._store.inbox.settle(Attached(letters=_these(letters)), at)

    @property
    def _words(self) -> MessengerWording:
        return self._live.knowledge.wording.messenger

    async def _end(self, ticket: Ticket, state: TicketState, at: datetime.datetime, attached: Attached) -> bool:
        """End a ticket together with the person's state; nothing of theirs may come in between."""
        if ticket.person is None:
            return await self._store.casework.end(ticket, state, Session(), at, attached)
        async with self._locks.alone_with(ticket.person):
            session = (await self._store.conversations.load(ticket.person)).without_human()
            return await self._store.casework.end(ticket, state, session, at, attached)

    def _post(
        self, said: str, ticket: int, instead: Iterable[Letter] = (), but: Group | None = None
    ) -> Iterator[Letter]:
        """Yield what the groups but one get to see; that they can't be reached is said once."""
        for index, group in enumerate(group for group in self._groups if group != but):
            for letter in group.post(said, ticket, () if index else tuple(instead)):
                yield replace(letter, topic=f"ticket {ticket}")

    def _to_person(self, ticket: Ticket, said: str, heading: str = "") -> Iterable[Letter]:
        letters = self._letters(ticket.channel, ticket.address, said, heading)
        return [replace(letter, ticket=ticket.id) for letter in letters]

    def _letters(self, channel: str, address: str | None, said: str, heading: str = "") -> Iterable[Letter]:
        courier = self._couriers.get(channel)
        return courier.to_person(address, said, heading) if courier is not None and address else ()


def _these(letters: Sequence[Letter]) -> Callable[[RowIds], Sequence[Letter]]:
    return lambda _: letters
