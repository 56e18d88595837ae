"""Texts that people send: questions for the conversation, and the commands that only a messenger has."""

from collections.abc import Awaitable, Callable, Iterable
from difflib import get_close_matches

from bot.channels.telegram import buttons, links
from bot.channels.telegram.couriers import address_of
from bot.channels.telegram.group import LotsenGroup
from bot.channels.telegram.html import reply_as_html, text_as_html
from bot.channels.telegram.incoming import Text
from bot.channels.telegram.letters import CHANNEL, Envelope, document, edited, messages
from bot.channels.telegram.own_data import TelegramOwnData
from bot.channels.telegram.parts import TelegramParts
from bot.exchange.dispatch import Delivery
from bot.exchange.typed import TypedText, typed
from bot.store.records import Letter, Mark, Received, RowIds
from bot.talk.actions import Action
from bot.talk.message import Message, Reply
from knowledge.wording import MenuKind

_ALIKE = 0.8
"""How alike a command must be to one that there is, from 0 to 1, so that somebody is asked whether they meant it."""


class Texts:
    """Answers texts."""

    def __init__(self, parts: TelegramParts, group: LotsenGroup, own_data: TelegramOwnData) -> None:
        self._parts = parts
        self._group = group
        self._commands: dict[str, Callable[[Text, Received], Awaitable[None]]] = {
            "start": self._start,
            "meinedaten": own_data.export,
            "loeschen": own_data.ask_erase,
            "warum": group.explain,
        }

    async def handle(self, text: Text, received: Received) -> None:
        """Do what a text asks for. Raises StoreError."""
        if await self._group.handle(text, received):
            return
        if text.is_card:
            await self._parts.settle(received)
            return
        if command := self._commands.get(text.command):
            await command(text, received)
            return
        said = await self._said(text)
        if not said.words:
            await self._parts.say(text, received, self._parts.words.mentioned_without_question)
            return
        if said.unknown and (meant := self._meant(text)):
            await self._parts.say(text, received, self._parts.words.unknown_command.format(command=meant))
            return
        if said.unknown and not text.place.private:
            await self._parts.settle(received)  # most likely for another bot of the group
            return
        await self._converse(text, received, said.action, said.words)

    async def _said(self, text: Text) -> TypedText:
        """Return what somebody says; who forwards something, or says so below it, hands it in as a letter."""
        knowledge = self._parts.live.knowledge
        said = typed(text.command, text.text, knowledge, text.about)
        if text.command or not (text.forwarded and text.place.private and text.text):
            return said
        if await self._parts.dispatcher.is_with_human(CHANNEL, str(text.user), text.place.key):
            return said
        return TypedText(knowledge.wording.with_command(text.text), unknown=False)

    def _meant(self, text: Text) -> str:
        """Return the command that somebody probably meant where this one is none; empty if there is none."""
        kind: MenuKind = "private" if text.place.private else "team" if self._group.is_at(text.place) else "group"
        return next(iter(get_close_matches(text.command, self._parts.words.menus[kind], 1, _ALIKE)), "")

    async def _start(self, text: Text, received: Received) -> None:
        """Greet, or go where a link leads."""
        action = links.action_of(text.text, self._parts.live.knowledge) if text.text else None
        if action is not None:
            await self._converse(text, received, action, self._parts.label(action))
            return
        code = links.workshop_of(text.text)
        joined = await self._join(text, code) if code is not None else ""
        welcome = self._parts.live.conversation.welcome()
        rows = buttons.rows(welcome.next, self._parts.signer(text.user, text.place))
        said = text_as_html(joined) if joined else []
        await self._parts.settle(received, messages(Envelope(text.place), [*said, *reply_as_html(welcome)], rows))

    async def _join(self, text: Text, code: str) -> str:
        """Count somebody as participant of a workshop and return what to say about it."""
        person, place = str(text.user), text.place.key
        workshop = await self._parts.dispatcher.join(CHANNEL, person, code, self._parts.now(), place)
        if workshop is None:
            return self._parts.words.workshop_gone
        return self._parts.words.workshop_joined.format(title=workshop.title)

    async def _converse(self, text: Text, received: Received, action: Action | None, said: str) -> None:
        delivery = Delivery(
            received=(CHANNEL, received.id),
            letters=lambda replies, ids: self._letters(text, replies, ids),
            address=address_of(text.place),
            replaces=text.edited,
            place=text.place.key,
        )
        message = Message(
            said,
            self._parts.now(),
            action,
            text.place.question(text.message),
            edited=text.edited,
            whole=text.whole,
            public=not text.place.private,
        )
        await self._parts.dispatcher.dispatch(CHANNEL, str(text.user), message, delivery)

    def _letters(self, text: Text, replies: tuple[Reply, ...], ids: RowIds) -> Iterable[Letter]:
        """Yield the replies; the first one to an edited text changes the message that answered it before."""
        mark = Mark(person=self._parts.person(text.user, text.place), question=text.place.question(text.message))
        envelope = Envelope(text.place, None if text.place.private else text.message, mark)
        signer = self._parts.signer(text.user, text.place)
        change = text.edited
        for reply in replies:
            if reply.text:
                make = edited if change else messages
                yield from make(envelope, reply_as_html(reply), self._parts.rows(reply, ids, signer))
                change = False
            if reply.document:
                yield document(Envelope(text.place), reply.document)
        if text.beside_picture:
            yield from messages(Envelope(text.place), text_as_html(self._parts.words.only_caption))
