"""Texts that people send: questions for the conversation, and the commands that only a messenger has."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from bot.channels.matrix.couriers import address_of
from bot.channels.matrix.incoming import Reaction, RoomText
from bot.channels.matrix.letters import CHANNEL, Post, letter, messages
from bot.channels.matrix.markup import reply_as_messages, text_as_messages
from bot.channels.matrix.own_data import MatrixOwnData
from bot.channels.matrix.parts import MatrixParts
from bot.channels.matrix.room import LotsenRooms
from bot.exchange.dispatch import Delivery
from bot.exchange.typed import typed
from bot.store.records import Letter, Mark, Received
from bot.talk.actions import Action, encode
from bot.talk.message import Message, Reply
from knowledge.markup import escaped


class RoomTexts:
    """Answers texts."""

    def __init__(self, parts: MatrixParts, lotsen_rooms: LotsenRooms, own_data: MatrixOwnData) -> None:
        self._parts = parts
        self._rooms = lotsen_rooms
        self._own_data = own_data
        self._commands: dict[str, Callable[[RoomText, Received], Awaitable[None]]] = {
            "start": self.greet,
            "workshop": self._join,
            "meinedaten": own_data.export,
            "loeschen": own_data.ask_erase,
            "löschen": own_data.ask_erase,
            "warum": lotsen_rooms.explain,
        }

    async def handle(self, text: RoomText, received: Received) -> None:
        """Do what a text asks for. Raises StoreError."""
        if await self._rooms.handle(text, received) or await self._own_data.answer(text, received):
            return
        if not text.to_us and text.command != "warum":
            await self._parts.settle(received)  # what Lotsen say to each other
            return
        if command := self._commands.get(text.command):
            await command(text, received)
            return
        said = typed(text.command, text.text, self._parts.live.knowledge)
        if not said.words:
            await self._parts.say(text, received, self._parts.words.mentioned_without_question)
            return
        if said.unknown and not text.place.private:
            await self._parts.settle(received)  # most likely for another bot of the room
            return
        await self.converse(text, received, said.action, said.words)

    async def greet(self, text: RoomText, received: Received) -> None:
        """Say who we are."""
        await self._parts.settle(received, self.welcome(self._parts.answer_to(text)))

    def welcome(self, post: Post) -> list[Letter]:
        """Return the greeting; what may be asked is listed without numbers, since nothing was asked of anybody yet."""
        welcome = self._parts.live.conversation.welcome()
        listed = "\n".join(f"- {escaped(choice.label)}" for choice in welcome.all_choices)
        bare = replace(welcome, text=f"{welcome.text}\n\n{listed}", choices=(), next=())
        return messages(post, reply_as_messages(bare))

    async def converse(self, said: RoomText | Reaction, received: Received, action: Action | None, words: str) -> None:
        """Let the conversation answer."""
        edited = isinstance(said, RoomText) and said.edited
        question = said.message if isinstance(said, RoomText) else f"sign {received.id}"
        delivery = Delivery(
            received=(CHANNEL, received.id),
            letters=lambda replies, _: self._letters(said, question, replies),
            address=address_of(said.place, said.user),
            replaces=edited,
            place=said.place.key,
        )
        message = Message(words, self._parts.now(), action, question, edited=edited)
        await self._parts.dispatcher.dispatch(CHANNEL, said.user, message, delivery)

    def _letters(self, said: RoomText | Reaction, question: str, replies: tuple[Reply, ...]) -> Iterable[Letter]:
        """Yield the replies; the first one to an edited text changes the message that answered it before."""
        person = self._parts.person(said.user, said.place)
        post = self._parts.answer_to(said, Mark(person=person, question=question))
        change = isinstance(said, RoomText) and said.edited
        for reply in replies:
            if reply.text:
                choices = tuple(encode(choice.action) for choice in reply.all_choices)
                first = replace(post, kind="edit" if change else "send", choices=choices)
                yield from messages(first, reply_as_messages(reply))
                change = False
            if reply.document:
                yield letter(replace(post, kind="document", document=reply.document, mark=Mark(), id=f"{post.id}-file"))

    async def _join(self, text: RoomText, received: Received) -> None:
        """Count somebody as participant of a workshop."""
        dispatcher, words = self._parts.dispatcher, self._parts.words
        workshop = await dispatcher.join(CHANNEL, text.user, text.text, self._parts.now(), text.place.key)
        said = words.workshop_gone if workshop is None else words.workshop_joined.format(title=workshop.title)
        await self._parts.settle(received, messages(self._parts.answer_to(text), text_as_messages(said)))
