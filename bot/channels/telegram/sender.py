"""Sends what the outbox holds: in order within a chat, at once between chats, nothing twice without saying so."""

import asyncio
import datetime
import importlib
import logging
from collections.abc import Callable
from dataclasses import replace

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.assistant import Live
from bot.channels.telegram.buttons import AGAIN, Signer
from bot.channels.telegram.failures import Failure, failure, pause
from bot.channels.telegram.html import text_as_html
from bot.channels.telegram.letters import CHANNEL, Body, body_of, letter
from bot.errors import StoreError
from bot.lanes import Lanes
from bot.store import Letter
from bot.store.post import Post, Stored
from knowledge.wording import MessengerWording

_GIVE_UP_AFTER = datetime.timedelta(hours=24)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_log = logging.getLogger(__name__)


class Sender:
    """The only one who sends messages; reads the outbox whenever it is woken."""

    def __init__(self, bot: Bot, post: Post, live: Live, secret: bytes, now: Callable[[], datetime.datetime]) -> None:
        self._bot = bot
        self._post = post
        self._live = live
        self._secret = secret
        self._now = now
        self._lanes = Lanes(self._deliver)
        self._moved: dict[str, str] = {}
        self._read = 0
        self._woken = asyncio.Event()

    def noticed(self, stored: Letter) -> None:
        """Look into the outbox, if this new letter is there for us."""
        if stored.channel == CHANNEL and not stored.fetched:
            self._woken.set()

    async def run(self) -> None:
        """Send until cancelled."""
        self._moved = await self._post.moved(CHANNEL)
        self._woken.set()
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                for stored in await self._post.outgoing(CHANNEL, self._read):
                    self._read = stored.id
                    self._lanes.put(stored.letter.lane, stored)
            except StoreError as error:
                _log.error("the outbox can't be read: %s", error.problem)
                await asyncio.sleep(1)
                self._woken.set()

    async def close(self, grace: float) -> None:
        """Finish what is being sent; the rest waits in the outbox for the next start."""
        await self._lanes.close(grace)

    def current(self, chat: int) -> int:
        """Return the id that a chat has now."""
        return int(self._moved.get(str(chat), chat))

    async def moved(self, old: int, new: int) -> None:
        """Send to another chat from now on, since a group got another id."""
        self._moved[str(old)] = str(new)
        await self._post.move(CHANNEL, str(old), str(new))

    @property
    def _words(self) -> MessengerWording:
        return self._live.knowledge.wording.messenger

    async def _deliver(self, stored: Stored) -> None:
        """Send one letter, however long that takes; only a failing database leaves it to the next start."""
        try:
            body = body_of(stored.letter)
            if stored.begun and body.kind in {"send", "document"}:
                _log.warning("a message that may have been delivered before is sent again, and says so")
                body = replace(body, text=f"<i>{self._words.repeated}</i>\n\n{body.text}".strip())
            tries = stored.tries
            await self._until(stored.due_at)
            while not await self._attempt(stored, body, tries):
                tries += 1
        except StoreError as error:
            _log.error("a message waits for the next start: %s", error.problem)
        except ValueError:
            _log.error("a letter of another version can't be read and is dropped")
            await self._post.give_up(stored.id, (), self._now())
        except Exception as error:  # noqa: BLE001 - one broken letter must not hold up the chat
            _log.error("a letter can't be sent and is dropped: %s", type(error).__name__)
            await self._post.give_up(stored.id, (), self._now())

    async def _attempt(self, stored: Stored, body: Body, tries: int) -> bool:
        """Send once; True if the letter is settled, whether delivered or not."""
        await self._post.begin(stored.id)
        chat = self.current(body.chat)
        try:
            message = await self._call(replace(body, chat=chat), stored.letter.file)
        except ChatMigrated as error:
            await self.moved(chat, error.new_chat_id)
            return False
        except BadRequest as error:
            if body.thread is None or "thread" not in error.message.lower():
                return await self._failed(stored, body, tries, error)
            return await self._attempt(stored, replace(body, thread=None), tries)  # the topic was closed or deleted
        except TelegramError as error:
            return await self._failed(stored, body, tries, error)
        mark = replace(body.mark, chat=str(chat)) if body.mark.ticket is not None else body.mark
        await self._post.delivered(stored.id, mark, message, self._now())
        return True

    async def _failed(self, stored: Stored, body: Body, tries: int, error: TelegramError) -> bool:
        """Do what a failure calls for; True if the letter is settled by that."""
        kind, now = failure(error), self._now()
        if kind is Failure.FINAL or now - stored.written_at > _GIVE_UP_AFTER:
            _log.warning("a message can't be delivered and is dropped: %s", type(error).__name__)
            await self._post.give_up(stored.id, body.instead, now)
            return True
        if kind is Failure.PERHAPS_DELIVERED and body.kind in {"send", "document"}:
            _log.warning(
                "it is not known whether a message arrived (%s); the person may ask for it", type(error).__name__
            )
            await self._post.hold(stored.id, self._nudge(stored.id, body), now)
            return True
        if kind is Failure.PERHAPS_DELIVERED and body.kind == "nudge":
            await self._post.give_up(stored.id, (), now)
            return True
        due_at = now + datetime.timedelta(seconds=pause(error, tries))
        await self._post.postpone(stored.id, due_at, tries + 1)
        await self._until(due_at)
        return False

    def _nudge(self, held: int, body: Body) -> Letter:
        signer = Signer(self._secret, str(body.chat))
        row = ((self._words.show_again, signer.sign(f"{AGAIN}{held}")),)
        [text] = text_as_html(self._words.perhaps_lost)
        return letter(Body("nudge", body.chat, body.thread, text, (row,)))

    async def _call(self, body: Body, file: bytes | None) -> int:
        """Call the Bot API and return the id of the message. Raises TelegramError."""
        markup = _markup(body)
        match body.kind:
            case "send" | "nudge":
                sent = await self._bot.send_message(
                    body.chat,
                    body.text,
                    parse_mode=ParseMode.HTML,
                    message_thread_id=body.thread,
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=markup,
                    reply_parameters=_reply(body),
                )
                return sent.message_id
            case "document":
                name, content = await _file(body, file)
                sent = await self._bot.send_document(
                    body.chat,
                    InputFile(content, name),
                    caption=body.text or None,
                    parse_mode=ParseMode.HTML,
                    message_thread_id=body.thread,
                    reply_markup=markup,
                    reply_parameters=_reply(body),
                )
                return sent.message_id
            case "edit":
                return await self._edit(body, markup)
            case _:
                return await self._change(body, markup)

    async def _edit(self, body: Body, markup: InlineKeyboardMarkup | None) -> int:
        """Change an answer, and send it anew if there is none (any more)."""
        answers = await self._to_change(body)
        first = answers[0] if answers else None
        for message in answers[1:]:
            await self._change(replace(body, kind="delete", message=message), None)
        if first is None:
            return await self._call(replace(body, kind="send"), None)
        try:
            await self._bot.edit_message_text(
                body.text,
                chat_id=body.chat,
                message_id=first,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=markup,
            )
        except BadRequest as error:
            if "not modified" not in error.message.lower():
                return await self._call(replace(body, kind="send"), None)
        return first

    async def _to_change(self, body: Body) -> tuple[int, ...]:
        """Return the message to change, and those to delete: known only now, when the answer surely was sent."""
        if body.message is not None:
            return (body.message,)
        if body.mark.person is None or body.mark.question is None:
            return ()
        answers = await self._post.answers_to(body.mark.person, body.mark.question)
        await self._post.forget_answers(body.mark.person, body.mark.question)
        return answers

    async def _change(self, body: Body, markup: InlineKeyboardMarkup | None) -> int:
        """Delete a message or change its buttons; one that is as it should be, or is gone, counts as changed."""
        message = body.message or 0
        try:
            if body.kind == "buttons":
                await self._bot.edit_message_reply_markup(chat_id=body.chat, message_id=message, reply_markup=markup)
            else:
                await self._bot.delete_message(body.chat, message)
        except BadRequest:
            _log.info("a message could not be changed: it is as it should be, gone or too old")
        return message

    async def _until(self, moment: datetime.datetime) -> None:
        await asyncio.sleep(max(0.0, (moment - self._now()).total_seconds()))


async def _file(body: Body, stored: bytes | None) -> tuple[str, bytes]:
    """Return the file's name and content; what has to be made is made beside the event loop."""
    if body.document is None:
        return body.name, stored or b""
    documents = importlib.import_module("bot.documents")  # its libraries take a while to load
    file = await asyncio.to_thread(documents.render, body.document)
    return file.name, file.content


def _markup(body: Body) -> InlineKeyboardMarkup | None:
    if not body.buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in body.buttons]
    )


def _reply(body: Body) -> ReplyParameters | None:
    if body.reply_to is None:
        return None
    return ReplyParameters(body.reply_to, allow_sending_without_reply=True)
