"""Does what an update asks for: answers through the dispatcher, or one of the things only a messenger has."""

import asyncio
import datetime
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from telegram import Bot, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.answers import COMMAND, ENTRY
from bot.assistant import Live
from bot.channels.telegram import buttons, inline, links
from bot.channels.telegram.buttons import Signer, Turning
from bot.channels.telegram.couriers import address_of
from bot.channels.telegram.group import LotsenGroup
from bot.channels.telegram.html import reply_as_html, text_as_html
from bot.channels.telegram.incoming import Inline, Left, Me, Moved, Other, Place, Press, Text, read
from bot.channels.telegram.letters import CHANNEL, Body, Envelope, document, edited, letter, messages
from bot.channels.telegram.sender import Sender
from bot.dispatch import Delivery, Dispatcher
from bot.lotsen import Lotsen
from bot.message import Choice, Message, Reply, Status
from bot.store import Also, Ids, Letter, Verdict
from bot.store.post import Mark, Post, Received
from knowledge.folding import fold
from knowledge.wording import MessengerWording

_NOTICEABLE = 0.6
"""Seconds after which somebody wonders whether anything happens."""
_EXPORT = "lotsenbot-meine-daten.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parts:
    """What the channel is made of."""

    bot: Bot
    dispatcher: Dispatcher
    live: Live
    post: Post
    sender: Sender
    lotsen: Lotsen
    group: LotsenGroup
    secret: bytes
    now: Callable[[], datetime.datetime]


class Handler:
    """Handles one update after the other of a chat; several chats at once."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._commands: dict[str, Callable[[Text, Received], Awaitable[None]]] = {
            "start": self._start,
            "meinedaten": self._export,
            "loeschen": self._ask_erase,
            "warum": self._parts.group.explain,
        }

    async def handle(self, received: Received, me: Me) -> None:
        """Do what an update asks for; afterwards it is marked as dealt with. Raises StoreError."""
        update = Update.de_json(json.loads(received.body), self._parts.bot)
        match read(update, me):
            case Text() as text:
                await self._text(text, received)
            case Press() as press:
                await self._press(press, received)
            case Inline(query, asked):
                await self._optional(inline.answer(self._parts.bot, query, asked, self._parts.live.conversation))
                await self._deal(received)
            case Other() as other:
                await self._other(other, received)
            case Moved(old, new):
                await self._parts.sender.moved(old, new)
                await self._deal(received)
            case Left() | None:
                await self._deal(received)

    @asynccontextmanager
    async def typing(self, chat: str) -> AsyncIterator[None]:
        """Show "writes …" in a chat, should what happens meanwhile take longer."""

        async def show() -> None:
            await asyncio.sleep(_NOTICEABLE)
            await self._optional(self._parts.bot.send_chat_action(int(chat), ChatAction.TYPING))

        task = asyncio.create_task(show()) if chat.lstrip("-").isdecimal() else None
        try:
            yield
        finally:
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def apologise(self, received: Received) -> None:
        """Say that an update could not be handled, where somebody waits for an answer."""
        update = Update.de_json(json.loads(received.body), self._parts.bot)
        chat = update.effective_chat
        place = Place(chat.id) if chat and (update.message or update.callback_query) else None
        await self._deal(received, text_as_html(self._words.fault) if place else [], place)

    async def slow_down(self, chat: str) -> None:
        """Tell somebody who writes very fast that answers come one after the other."""
        letters = messages(Envelope(Place(int(chat))), text_as_html(self._words.too_fast))
        await self._parts.post.deal(Also(letters=lambda _: letters), self._parts.now())

    @property
    def _words(self) -> MessengerWording:
        return self._parts.live.knowledge.wording.messenger

    async def _text(self, text: Text, received: Received) -> None:
        if await self._parts.group.handle(text, received):
            return
        if command := self._commands.get(text.command):
            await command(text, received)
            return
        said = f"/{text.command} {text.text}".strip() if text.command else text.text
        if not said:
            await self._say(text, received, self._words.mentioned_without_question)
            return
        unknown = text.command and self._parts.live.knowledge.command(fold(said)) is None
        await self._converse(text, received, COMMAND + "help" if unknown else None, said)

    async def _start(self, text: Text, received: Received) -> None:
        """Greet, or go where a link leads."""
        action = links.action_of(text.text, self._parts.live.knowledge) if text.text else None
        if action is not None:
            await self._converse(text, received, action, self._label(action))
            return
        signer = self._signer(text.user, text.place)
        welcome = self._parts.live.conversation.welcome()
        rows = buttons.rows(welcome.next, signer)
        letters = messages(Envelope(text.place), reply_as_html(welcome), rows)
        await self._parts.post.deal(self._also(received, letters), self._parts.now())

    async def _converse(self, text: Text, received: Received, action: str | None, said: str) -> None:
        person = self._person(text.user, text.place)
        mark = Mark(person=person, question=text.message)
        envelope = Envelope(text.place, None if text.place.private else text.message, mark)

        def letters(replies: tuple[Reply, ...], ids: Ids) -> Iterable[Letter]:
            for reply in replies:
                if reply.text:
                    rows = self._rows(reply, ids, self._signer(text.user, text.place))
                    make = edited if text.edited else messages
                    yield from make(envelope, reply_as_html(reply), rows)
                if reply.document:
                    yield document(Envelope(text.place), reply.document)

        await self._dispatch(
            text.user,
            Message(said, text.at, action, text.message),
            Delivery((CHANNEL, received.number), letters, address_of(text.place), text.edited, text.place.key),
        )

    async def _press(self, press: Press, received: Received) -> None:
        signer = self._signer(press.user, press.place)
        action = signer.verify(press.data)
        if action is None:
            action = Signer(self._parts.secret, str(press.place.chat)).verify(press.data)
            if action is None or not action.startswith(buttons.AGAIN):
                await self._toast(press, self._words.not_yours, alert=True)
                await self._deal(received)
                return
        kind, _, target = action.partition(":")
        match f"{kind}:" if target else kind:
            case buttons.RATE:
                await self._rate(press, received, target)
            case buttons.PAGE:
                await self._toast(press)
                await self._turn(press, received, target)
            case buttons.AGAIN:
                await self._toast(press)
                lane = str(press.place.chat)
                also = self._also(received, [letter(Body("delete", press.place.chat, message=press.message))])
                await self._parts.post.release(int(target), lane, also, self._parts.now())
            case buttons.ERASE:
                await self._toast(press)
                await self._erase(press, received)
            case buttons.KEEP:
                await self._toast(press)
                await self._change(press, received, self._words.kept)
            case _:
                await self._toast(press)
                await self._choose(press, received, action)

    async def _choose(self, press: Press, received: Received, action: str) -> None:
        """Answer a choice; an interview stays in the message that it is shown in."""

        def letters(replies: tuple[Reply, ...], ids: Ids) -> Iterable[Letter]:
            envelope = Envelope(press.place)
            for index, reply in enumerate(reply for reply in replies if reply.text):
                rows = self._rows(reply, ids, self._signer(press.user, press.place))
                if reply.status is Status.INTERVIEW and index == 0 and not reply.document:
                    yield from edited(envelope, reply_as_html(reply), rows, press.message)
                else:
                    yield from messages(envelope, reply_as_html(reply), rows)
                if reply.document:
                    yield document(envelope, reply.document)

        await self._dispatch(
            press.user,
            Message(press.label or self._label(action), self._parts.now(), action),
            Delivery((CHANNEL, received.number), letters, address_of(press.place), place=press.place.key),
        )

    async def _dispatch(self, user: int, message: Message, delivery: Delivery) -> None:
        await self._parts.dispatcher.dispatch(CHANNEL, str(user), message, delivery)

    async def _rate(self, press: Press, received: Received, target: str) -> None:
        verdict = Verdict.HELPFUL if target.startswith(buttons.GOOD) else Verdict.UNHELPFUL
        kept = await self._parts.dispatcher.feedback(
            CHANNEL, str(press.user), verdict, int(target[1:]), press.place.key
        )
        await self._toast(press, self._words.thanks if kept else self._words.too_old)
        rest = [
            tuple((button.text, str(button.callback_data)) for button in row)
            for row in (press.buttons.inline_keyboard if press.buttons else ())
            if not any(str(button.callback_data).startswith(buttons.RATE) for button in row)
        ]
        body = Body("buttons", press.place.chat, message=press.message, buttons=tuple(rest))
        await self._parts.post.deal(self._also(received, [letter(body)]), self._parts.now())

    async def _turn(self, press: Press, received: Received, target: str) -> None:
        """Show another page of a list, in place."""
        page, _, action = target.partition(":")
        reply = self._parts.live.conversation.preview(action)
        rows = self._pages(reply, self._signer(press.user, press.place), int(page))
        body = Body("buttons", press.place.chat, message=press.message, buttons=tuple(rows))
        await self._parts.post.deal(self._also(received, [letter(body)]), self._parts.now())

    async def _export(self, text: Text, received: Received) -> None:
        if not text.place.private:
            await self._say(text, received, self._words.private_only)
            return
        stored = await self._parts.dispatcher.export(CHANNEL, str(text.user))
        content = json.dumps(stored, ensure_ascii=False, indent=2).encode()
        [caption] = text_as_html(self._words.export)
        body = Body("document", text.place.chat, text=caption, name=_EXPORT)
        await self._parts.post.deal(self._also(received, [letter(body, content)]), self._parts.now())

    async def _ask_erase(self, text: Text, received: Received) -> None:
        if not text.place.private:
            await self._say(text, received, self._words.private_only)
            return
        signer = self._signer(text.user, text.place)
        choices = (Choice(self._words.erase, buttons.ERASE), Choice(self._words.keep, buttons.KEEP))
        rows = buttons.rows(choices, signer)
        letters = messages(Envelope(text.place), text_as_html(self._words.ask_erase), rows)
        await self._parts.post.deal(self._also(received, letters), self._parts.now())

    async def _erase(self, press: Press, received: Received) -> None:
        live = await self._parts.lotsen.live_tickets_of(self._parts.dispatcher.pseudonym(CHANNEL, str(press.user)))
        erased = await self._parts.dispatcher.delete(CHANNEL, str(press.user))
        await self._parts.lotsen.withdrawn(live, self._parts.now())
        await self._change(press, received, self._words.erased if erased else self._words.nothing_stored)

    async def _other(self, other: Other, received: Received) -> None:
        if await self._parts.group.refuse(other, received):
            return
        reply_to = None if other.place.private else other.message
        letters = messages(Envelope(other.place, reply_to), text_as_html(self._words.only_text))
        await self._parts.post.deal(self._also(received, letters), self._parts.now())

    async def _say(self, text: Text, received: Received, said: str) -> None:
        reply_to = None if text.place.private else text.message
        letters = messages(Envelope(text.place, reply_to), text_as_html(said))
        await self._parts.post.deal(self._also(received, letters), self._parts.now())

    async def _change(self, press: Press, received: Received, said: str) -> None:
        letters = edited(Envelope(press.place), text_as_html(said), (), press.message)
        await self._parts.post.deal(self._also(received, letters), self._parts.now())

    async def _deal(self, received: Received, texts: Iterable[str] = (), place: Place | None = None) -> None:
        letters = messages(Envelope(place), list(texts)) if place else []
        await self._parts.post.deal(self._also(received, letters), self._parts.now())

    def _also(self, received: Received, letters: list[Letter]) -> Also:
        return Also((CHANNEL, received.number), letters=lambda _: letters)

    async def _toast(self, press: Press, said: str | None = None, *, alert: bool = False) -> None:
        await self._optional(self._parts.bot.answer_callback_query(press.query, said, show_alert=alert))

    async def _optional(self, call: Awaitable[object]) -> None:
        """Make a call that may fail: it is too late for it, or the server does not know it."""
        try:
            await call
        except TelegramError as error:
            _log.info("an optional call failed: %s", type(error).__name__)

    def _rows(self, reply: Reply, ids: Ids, signer: Signer) -> list[buttons.Row]:
        rows = self._pages(reply, signer)
        return [*rows, buttons.rating(ids.turn, signer)] if reply.rateable and ids.turn else rows

    def _pages(self, reply: Reply, signer: Signer, page: int = 0) -> list[buttons.Row]:
        choices = (*reply.choices, *reply.next)
        if not reply.list_of:
            return buttons.rows(choices, signer)
        turning = Turning(self._words.page_before, self._words.next_page, reply.list_of)
        return buttons.pages(choices, signer, turning, page)

    def _label(self, action: str) -> str:
        entry = self._parts.live.knowledge.entries.get(action.removeprefix(ENTRY))
        return entry.question if entry else action

    def _person(self, user: int, place: Place) -> str:
        return self._parts.dispatcher.pseudonym(CHANNEL, str(user), place.key)

    def _signer(self, user: int, place: Place) -> Signer:
        return Signer(self._parts.secret, self._person(user, place))
