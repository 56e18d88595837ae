"""What Digital-Lotsen write in their group: answers to tickets, and commands that only they may give."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot import german
from bot.channels.telegram.couriers import TelegramGroup
from bot.channels.telegram.html import text_as_html, to_copy_as_html
from bot.channels.telegram.incoming import Author, Other, Place, Text
from bot.channels.telegram.letters import CHANNEL, Envelope, messages
from bot.curation.assistant import RunningAssistant
from bot.exchange.lotsen import Lotsen
from bot.exchange.rights import LotsenRights
from bot.store.ports import Store
from bot.store.records import Attached, Letter, Mark, Received, RowIds, Ticket, TicketState
from bot.talk.message import presentable
from bot.talk.plain import explanation_as_text
from bot.talk.privacy import redact
from knowledge.wording import MessengerWording

_COMMANDS = frozenset({"offen", "erledigt", "zurueck", "zurück"})


class LotsenGroup:
    """Reads what is written in the group; what comes of it is the same as at the desk."""

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

    async def handle(self, text: Text, received: Received) -> bool:
        """Do what a Lotse wrote as such; False if it is a question like anybody's."""
        if not self.is_at(text.place):
            return False
        drafted = await self._ticket(text) if self._wants_draft(text) and self._may(text) else None
        if drafted is not None:
            await self._draft(drafted, text, received)
            return True
        answered = await self._ticket(text) if text.reply_to is not None and not text.command else None
        if answered is None and text.command not in _COMMANDS:
            return False
        if not self._may(text):
            named = text.author is Author.PERSON
            why = self._words.not_of_team if named else self._words.anonymous_answer
            await self._say(text.place, text.message, received, why)
        elif answered is not None:
            await self._answer(answered, text, received)
        elif text.command == "offen":
            await self._list(text, received)
        else:
            state = TicketState.CLOSED if text.command == "erledigt" else TicketState.RETURNED
            await self._finish(text, received, state)
        return True

    def is_at(self, place: Place) -> bool:
        """Whether this is the group, whatever it is called by now."""
        return self._rights.group(str(place.chat)) is not None

    async def refuse(self, other: Other, received: Received) -> bool:
        """Say that only text can be passed on; False if nothing was to be passed on."""
        chat = str(other.place.chat)
        if other.reply_to is None or await self._store.tickets.of_post(chat, str(other.reply_to)) is None:
            return False
        await self._say(other.place, other.message, received, self._words.only_text_answers)
        return True

    async def explain(self, text: Text, received: Received) -> None:
        """Explain how a question is understood, to Lotsen only."""
        allowed = self._may(text) or str(text.user) in self._rights.users
        ticket = await self._ticket(text) if allowed and not text.text else None
        asked = text.text or (ticket.lines[0].text if ticket and ticket.lines else "")
        said = explanation_as_text(self._live.understanding.explain(asked)) if allowed and asked else None
        await self._say(text.place, text.message, received, said or self._words.what_to_explain)

    @property
    def _words(self) -> MessengerWording:
        return self._live.knowledge.wording.messenger

    @property
    def _here(self) -> TelegramGroup | None:
        """The group as the settings name it."""
        return next((TelegramGroup(int(group)) for group in self._rights.groups), None)

    def _may(self, text: Text) -> bool:
        """Whether a Lotse writes; once they are named, nobody can be told to be one who stays anonymous."""
        if not self.is_at(text.place) or text.author is Author.CHANNEL:
            return False
        named = text.author is Author.PERSON and self._rights.may(str(text.user))
        return not self._rights.users or named

    async def _ticket(self, text: Text) -> Ticket | None:
        """Return the ticket that a message replies to, or names by its number."""
        if text.reply_to is not None:
            return await self._store.tickets.of_post(str(text.place.chat), str(text.reply_to))
        number = text.text.removeprefix("#").strip()
        return await self._store.tickets.find(int(number)) if number.isdecimal() and len(number) < 10 else None

    async def _answer(self, ticket: Ticket, text: Text, received: Received) -> None:
        said = (text.whole or text.text).strip()
        if not said:
            await self._say(text.place, text.message, received, self._words.empty_answer)
            return
        letter_words = self._live.knowledge.wording.reply_draft
        if letter_words.has_gap(said):
            await self._say(text.place, text.message, received, letter_words.still_open)
            return
        if text.edited:
            if any(line.author == "lotse" and presentable(redact(said)) in line.text for line in ticket.lines):
                await self._settle(received, ())  # nothing of it changed but how it looks
                return
            said = self._words.corrected_answer.format(text=said)
        notes = [self._words.answer_sent, *([self._words.only_caption] if text.beside_picture else [])]
        attached = self._attached(text, received, ticket, " ".join(notes))
        if not await self._lotsen.answer(ticket, said, self._now(), self._here, attached):
            await self._say(text.place, text.message, received, self._words.ticket_gone)

    def _wants_draft(self, text: Text) -> bool:
        return bool(text.command) and self._live.knowledge.wording.letter_in(f"/{text.command}") is not None

    async def _draft(self, ticket: Ticket, text: Text, received: Received) -> None:
        """Draft a reply to what the person wrote; who replies to it answers the ticket."""
        words, draft = self._live.knowledge.wording.reply_draft, self._lotsen.draft(ticket, self._now().date())
        said = [*text_as_html(words.to_copy if draft else words.no_question), *to_copy_as_html(draft)]
        await self._settle(received, messages(Envelope(text.place, text.message, Mark(ticket=ticket.id)), said))

    async def _finish(self, text: Text, received: Received, state: TicketState) -> None:
        ticket = await self._ticket(text)
        if ticket is None:
            await self._say(text.place, text.message, received, self._words.which_ticket)
            return
        done = self._words.ticket_closed if state is TicketState.CLOSED else self._words.ticket_returned
        attached = self._attached(text, received, ticket, done)
        if not await self._lotsen.finish(ticket, state, self._now(), self._here, attached):
            await self._say(text.place, text.message, received, self._words.ticket_gone)

    async def _list(self, text: Text, received: Received) -> None:
        tickets = await self._store.tickets.live()
        said = self._words.open_tickets.format(count=len(tickets)) if tickets else self._words.no_open_tickets
        letters = messages(Envelope(text.place, text.message), text_as_html(said))
        here = TelegramGroup(text.place.chat)
        for ticket in tickets:
            lines = "\n".join(line.text for line in ticket.lines if line.text)
            since = german.day(ticket.opened_at)
            said = self._words.ticket_reposted.format(ticket=ticket.id, since=since, text=lines)
            letters += [replace(letter, patient=True) for letter in here.post(said, ticket.id)]
        await self._settle(received, letters)

    def _attached(self, text: Text, received: Received, ticket: Ticket, said: str) -> Attached:
        """Return a confirmation, to which one can reply as to any message about the ticket."""
        envelope = Envelope(text.place, text.message, Mark(ticket=ticket.id))
        letters = messages(envelope, text_as_html(said.format(ticket=ticket.id)))
        return Attached((CHANNEL, received.id), letters=lambda _: letters)

    async def _say(self, place: Place, message: int, received: Received, said: str) -> None:
        await self._settle(received, messages(Envelope(place, message), text_as_html(said)))

    async def _settle(self, received: Received, letters: Sequence[Letter]) -> None:
        await self._store.inbox.settle(Attached((CHANNEL, received.id), letters=_these(letters)), self._now())


def _these(letters: Sequence[Letter]) -> Callable[[RowIds], Sequence[Letter]]:
    return lambda _: letters
