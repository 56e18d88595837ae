"""What Digital-Lotsen write in their rooms: answers to tickets, and commands that only they may give."""

import datetime
from collections.abc import Callable, Sequence

from bot import german
from bot.channels.matrix.couriers import MatrixGroup
from bot.channels.matrix.incoming import Attachment, RoomPlace, RoomText
from bot.channels.matrix.letters import CHANNEL, Post, messages
from bot.channels.matrix.markup import text_as_messages
from bot.curation.assistant import RunningAssistant
from bot.exchange.lotsen import Lotsen
from bot.exchange.rights import LotsenRights
from bot.store.ports import Store
from bot.store.records import Attached, Letter, Mark, Received, Ticket, TicketState
from bot.talk.plain import explanation_as_text
from knowledge.wording import MessengerWording


class LotsenRooms:
    """Reads what is written in the rooms; what comes of it is the same as at the desk."""

    def __init__(
        self,
        rights: LotsenRights,
        lotsen: Lotsen,
        store: Store,
        live: RunningAssistant,
        now: Callable[[], datetime.datetime],
    ) -> None:
        self._rights = rights
        self._lotsen = lotsen
        self._store = store
        self._live = live
        self._now = now

    def includes(self, room: str) -> bool:
        """Whether a room is one of the Lotsen's."""
        return self._group(room) is not None

    async def handle(self, text: RoomText, received: Received) -> bool:
        """Do what a Lotse wrote as such; False if it is a question like anybody's."""
        group = self._group(text.place.room)
        if group is None or not self._rights.may(text.user):
            return False
        ticket = await self._ticket(text)
        drafts = self._live.knowledge.wording.letter_in(f"/{text.command}") is not None and ticket is not None
        acts = text.command in {"offen", "erledigt", "zurueck", "zurück"} or drafts or (ticket and not text.command)
        if not acts:
            return False
        if not text.trusted:
            await self._say(text, received, self._words.not_surely_yours)
        elif text.command == "offen":
            await self._list(text, received)
        elif ticket is not None and drafts:
            await self._draft(ticket, text, received)
        elif text.command:
            state = TicketState.CLOSED if text.command == "erledigt" else TicketState.RETURNED
            await self._finish(text, received, state, group)
        elif ticket is not None:
            await self._answer(ticket, text, received, group)
        return True

    async def refuse(self, attachment: Attachment, received: Received) -> bool:
        """Say that only text can be passed on; False if nothing was to be passed on."""
        room = attachment.place.room
        about = [about for about in (attachment.reply_to, attachment.place.thread) if about]
        tickets = [await self._store.tickets.of_post(room, post) for post in about]
        if not self.includes(room) or not any(tickets):
            return False
        await self._say(attachment, received, self._words.only_text_answers)
        return True

    async def explain(self, text: RoomText, received: Received) -> None:
        """Explain how a question is understood, to Lotsen only."""
        allowed = self.includes(text.place.room) or text.user in self._rights.users
        ticket = await self._ticket(text) if allowed and not text.text else None
        asked = text.text or (ticket.lines[0].text if ticket and ticket.lines else "")
        said = explanation_as_text(self._live.understanding.explain(asked)) if allowed and asked else None
        await self._say(text, received, said or self._words.what_to_explain)

    @property
    def _words(self) -> MessengerWording:
        return self._live.knowledge.wording.messenger

    def _group(self, room: str) -> MatrixGroup | None:
        """Return the group that a room is, by the id that it is configured with."""
        named = self._rights.group(room)
        return MatrixGroup(named) if named else None

    async def _ticket(self, text: RoomText) -> Ticket | None:
        """Return the ticket that a message replies to, or is in the thread of, or names by its number."""
        for post in (text.reply_to, text.place.thread):
            if post and (ticket := await self._store.tickets.of_post(text.place.room, post)):
                return ticket
        number = text.text.removeprefix("#").strip()
        by_number = text.command and number.isdecimal() and len(number) < 10
        return await self._store.tickets.find(int(number)) if by_number else None

    async def _answer(self, ticket: Ticket, text: RoomText, received: Received, group: MatrixGroup) -> None:
        if text.edited:
            await self._say(text, received, self._words.edits_stay_here)
            return
        letter_words = self._live.knowledge.wording.reply_draft
        if letter_words.has_gap(text.text):
            await self._say(text, received, letter_words.still_open)
            return
        attached = self._attached(text, received, ticket, self._words.answer_sent)
        if not await self._lotsen.answer(ticket, text.text, self._now(), group, attached):
            await self._say(text, received, self._words.ticket_gone)

    async def _draft(self, ticket: Ticket, text: RoomText, received: Received) -> None:
        """Draft a reply to what the person wrote; who replies to it answers the ticket."""
        words, draft = self._live.knowledge.wording.reply_draft, self._lotsen.draft(ticket, self._now().date())
        said = f"{words.to_copy}\n\n{draft}" if draft else words.no_question
        await self._deal(received, messages(_reply(text, Mark(ticket=ticket.id)), text_as_messages(said)))

    async def _finish(self, text: RoomText, received: Received, state: TicketState, group: MatrixGroup) -> None:
        ticket = await self._ticket(text)
        if ticket is None:
            await self._say(text, received, self._words.which_ticket)
            return
        done = self._words.ticket_closed if state is TicketState.CLOSED else self._words.ticket_returned
        attached = self._attached(text, received, ticket, done)
        if not await self._lotsen.finish(ticket, state, self._now(), group, attached):
            await self._say(text, received, self._words.ticket_gone)

    async def _list(self, text: RoomText, received: Received) -> None:
        tickets = await self._store.tickets.live()
        said = self._words.open_tickets.format(count=len(tickets)) if tickets else self._words.no_open_tickets
        letters = messages(_reply(text), text_as_messages(said))
        here = MatrixGroup(text.place.room)
        for ticket in tickets:
            lines = "\n".join(line.text for line in ticket.lines)
            since = german.day(ticket.opened_at)
            letters += here.post(
                self._words.ticket_reposted.format(ticket=ticket.id, since=since, text=lines), ticket.id
            )
        await self._deal(received, letters)

    def _attached(self, text: RoomText, received: Received, ticket: Ticket, said: str) -> Attached:
        """Return a confirmation, to which one can reply as to any message about the ticket."""
        letters = messages(_reply(text, Mark(ticket=ticket.id)), text_as_messages(said.format(ticket=ticket.id)))
        return Attached((CHANNEL, received.id), letters=lambda _: letters)

    async def _say(self, to: RoomText | Attachment, received: Received, said: str) -> None:
        await self._deal(received, messages(_reply(to), text_as_messages(said)))

    async def _deal(self, received: Received, letters: Sequence[Letter]) -> None:
        attached = Attached((CHANNEL, received.id), letters=lambda _: letters)
        await self._store.inbox.settle(attached, self._now())


def _reply(to: RoomText | Attachment, mark: Mark | None = None) -> Post:
    place = RoomPlace(to.place.room, to.place.thread, private=False)
    return Post("send", place, reply_to=to.message, mark=mark or Mark())
