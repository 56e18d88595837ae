"""The Digital-Lotsen's group: questions passed on to them, their answers back, and what they may ask of the bot."""

import datetime
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.assistant import Live
from bot.channels.telegram.html import text_as_html
from bot.channels.telegram.incoming import Other, Place, Text
from bot.channels.telegram.letters import CHANNEL, Envelope, messages
from bot.dispatch import Dispatcher
from bot.handover import presentable
from bot.message import Relay, RelayKind
from bot.plain import explanation_as_text
from bot.session import Idle, Session, WithHuman
from bot.store import Also, Ids, Letter, Ticket, TicketState
from bot.store.post import Mark, Received
from bot.store.sqlite import SqliteStore
from knowledge.wording import MessengerWording

_NO_NUMBER = -1


@dataclass(frozen=True)
class Rights:
    """Who is a Lotse: by configuration only."""

    group: int | None
    users: frozenset[int] = frozenset()


class Lotsen:
    """Passes messages between persons and Lotsen; neither learns who the other is."""

    def __init__(
        self,
        rights: Rights,
        store: SqliteStore,
        live: Live,
        current: Callable[[int], int],
        now: Callable[[], datetime.datetime],
    ) -> None:
        """Know the group by `current`, which returns the id that it has now, should it have become a supergroup."""
        self._rights = rights
        self._store = store
        self._live = live
        self._current = current
        self._now = now
        self.dispatcher: Dispatcher | None = None

    @property
    def available(self) -> bool:
        """Return whether there is anybody to pass questions on to."""
        return self._rights.group is not None

    def to_group(self, relay: Relay, ticket: int, address: str = "") -> Iterable[Letter]:
        """Return what the group gets to see of a person's message."""
        template = {
            RelayKind.OPEN: self._words.ticket_opened,
            RelayKind.LINE: self._words.ticket_line,
            RelayKind.BACK: self._words.ticket_back,
        }[relay.kind]
        fallback = _place(address).chat if address and relay.kind is RelayKind.OPEN else None
        return self._post(template.format(ticket=ticket, text=relay.text), ticket, fallback)

    async def handle(self, text: Text, received: Received) -> bool:
        """Do what a Lotse wrote as such; False if it is a question like anybody's."""
        if not self._may(text.user, text.place):
            return False
        if text.command == "offen":
            await self._list(text, received)
        elif text.command in {"erledigt", "zurueck", "zurück"}:
            state = TicketState.CLOSED if text.command == "erledigt" else TicketState.RETURNED
            await self._finish(text, received, state)
        elif text.reply_to is not None and not text.command and (ticket := await self._ticket(text)):
            await self._answer(ticket, text, received)
        else:
            return False
        return True

    async def refuse(self, other: Other, received: Received) -> bool:
        """Say that only text can be passed on; False if nothing was to be passed on."""
        chat = str(other.place.chat)
        if other.reply_to is None or await self._store.tickets.of_post(chat, other.reply_to) is None:
            return False
        await self._say(other.place, other.message, received, self._words.only_text_answers)
        return True

    async def explain(self, text: Text, received: Received) -> None:
        """Explain how a question is understood, to Lotsen only."""
        allowed = self._may(text.user, text.place) or text.user in self._rights.users
        ticket = await self._ticket(text) if allowed and not text.text else None
        asked = text.text or (ticket.lines[0].text if ticket and ticket.lines else "")
        said = explanation_as_text(self._live.understanding.explain(asked)) if allowed and asked else None
        await self._say(text.place, text.message, received, said or self._words.what_to_explain)

    async def expire(self, now: datetime.datetime, after: datetime.timedelta) -> None:
        """End the tickets in which nobody wrote for so long, and tell both sides."""
        for ticket in await self._store.tickets.idle_since(now - after):
            letters = [
                *self._to_person(ticket, self._words.expired),
                *self._post(self._words.ticket_expired.format(ticket=ticket.id), ticket.id),
            ]
            await self._end(ticket, TicketState.EXPIRED, now, Also(letters=_these(letters)))

    async def live_tickets_of(self, user: str) -> list[Ticket]:
        """Return the live tickets of somebody."""
        tickets = await self._store.tickets.of_person(self._dispatcher.pseudonym(CHANNEL, user))
        return [ticket for ticket in tickets if ticket.address is not None]

    async def withdrawn(self, tickets: Sequence[Ticket]) -> None:
        """Tell the group that there is nobody behind these tickets any more."""
        for ticket in tickets:
            letters = list(self._post(self._words.ticket_withdrawn.format(ticket=ticket.id), ticket.id))
            await self._store.post.deal(Also(letters=_these(letters)), self._now())

    @property
    def _words(self) -> MessengerWording:
        return self._live.knowledge.wording.messenger

    @property
    def _dispatcher(self) -> Dispatcher:
        if self.dispatcher is None:
            raise RuntimeError("the dispatcher is set when the channel is put together")
        return self.dispatcher

    def _may(self, user: int, place: Place) -> bool:
        group = self._rights.group
        in_group = group is not None and place.chat in {group, self._current(group)}
        return in_group and (not self._rights.users or user in self._rights.users)

    async def _ticket(self, text: Text) -> Ticket | None:
        """Return the ticket that a message replies to, or names by its number."""
        if text.reply_to is not None:
            return await self._store.tickets.of_post(str(text.place.chat), text.reply_to)
        number = text.text.removeprefix("#").strip()
        return await self._store.tickets.find(int(number)) if number.isdecimal() and len(number) < 10 else None

    async def _answer(self, ticket: Ticket, text: Text, received: Received) -> None:
        if text.edited:
            await self._store.post.deal(Also((CHANNEL, received.number)), text.at)
            return

        def letters(_: Ids) -> Iterable[Letter]:
            yield from self._to_person(ticket, text.text, heading=self._words.from_human)
            yield from self._reply(text, self._words.answer_sent.format(ticket=ticket.id))

        also = Also((CHANNEL, received.number), letters=letters)
        if not await self._store.tickets.answer(ticket.id, presentable(text.text), text.at, also):
            await self._say(text.place, text.message, received, self._words.ticket_gone)

    async def _finish(self, text: Text, received: Received, state: TicketState) -> None:
        ticket = await self._ticket(text)
        if ticket is None:
            await self._say(text.place, text.message, received, self._words.which_ticket)
            return
        to_person, to_group = {
            TicketState.CLOSED: (self._words.closed, self._words.ticket_closed),
            TicketState.RETURNED: (self._words.returned, self._words.ticket_returned),
        }[state]

        def letters(_: Ids) -> Iterable[Letter]:
            yield from self._to_person(ticket, to_person)
            yield from self._reply(text, to_group.format(ticket=ticket.id))

        if not await self._end(ticket, state, text.at, Also((CHANNEL, received.number), letters=letters)):
            await self._say(text.place, text.message, received, self._words.ticket_gone)

    async def _end(self, ticket: Ticket, state: TicketState, at: datetime.datetime, also: Also) -> bool:
        """End a ticket together with the person's state; nothing of theirs may come in between."""
        if ticket.person is None:
            return await self._store.tickets.end(ticket, state, Session(), at, also)
        async with self._dispatcher.alone_with(ticket.person):
            session = await self._store.load(ticket.person)
            if isinstance(session.state, WithHuman):
                session = replace(session, state=Idle(), offered=())
            return await self._store.tickets.end(ticket, state, session, at, also)

    async def _list(self, text: Text, received: Received) -> None:
        tickets = await self._store.tickets.live()
        said = self._words.open_tickets.format(count=len(tickets)) if tickets else self._words.no_open_tickets
        letters = list(self._reply(text, said))
        for ticket in tickets:
            lines = "\n".join(line.text for line in ticket.lines)
            since = f"{ticket.opened_at:%d.%m.%Y}"
            letters += self._post(
                self._words.ticket_reposted.format(ticket=ticket.id, since=since, text=lines), ticket.id
            )
        await self._store.post.deal(Also((CHANNEL, received.number), letters=_these(letters)), text.at)

    async def _say(self, place: Place, message: int, received: Received, said: str) -> None:
        letters = messages(Envelope(place, message), text_as_html(said))
        await self._store.post.deal(Also((CHANNEL, received.number), letters=_these(letters)), self._now())

    def _reply(self, text: Text, said: str) -> Iterable[Letter]:
        return messages(Envelope(text.place, text.message), text_as_html(said))

    def _post(self, said: str, ticket: int, fallback: int | None = None) -> Iterable[Letter]:
        if self._rights.group is None:
            return ()
        place = Place(self._rights.group, private=False)
        return messages(Envelope(place, mark=Mark(ticket=ticket), fallback=fallback), text_as_html(said))

    def _to_person(self, ticket: Ticket, said: str, heading: str = "") -> Iterable[Letter]:
        if ticket.address is None:
            return ()
        return messages(Envelope(_place(ticket.address)), text_as_html(said, heading))


def _these(letters: Sequence[Letter]) -> Callable[[Ids], Sequence[Letter]]:
    return lambda _: letters


def _place(address: str) -> Place:
    chat, thread, private = json.loads(address)
    return Place(chat, thread, private)
