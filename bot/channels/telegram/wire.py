"""Turns what a letter says into calls of the Bot API, and what they come to into what the outbox understands."""

import asyncio
import importlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from telegram import InputFile
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.telegram.buttons import AGAIN, Signer
from bot.channels.telegram.calls import Bot
from bot.channels.telegram.failures import failure
from bot.channels.telegram.html import joined, text_as_html
from bot.channels.telegram.letters import Body, body_of
from bot.channels.telegram.letters import letter as written
from bot.curation.assistant import RunningAssistant
from bot.exchange.lotsen import Lotsen
from bot.exchange.wire import Delivered, Outcome, PerhapsDelivered, TryAgain, Undeliverable
from bot.store.ports import Deliveries
from bot.store.records import Letter
from knowledge.wording import MessengerWording


@dataclass(frozen=True)
class TelegramWire:
    """Sends, changes and deletes messages."""

    bot: Bot
    deliveries: Deliveries
    live: RunningAssistant
    lotsen: Lotsen
    secret: bytes

    async def carry(self, letter: Letter, lane: str, *, repeated: bool) -> Outcome:
        """Make the call that a letter stands for; see `Wire`."""
        body = replace(body_of(letter), chat=int(lane))
        if repeated and body.seen:
            body = replace(body, text=f"<i>{self._words.repeated}</i>\n\n{body.text}".strip())
        try:
            message = await self._in_topic(body, letter.file)
        except TelegramError as error:
            return _meant(failure(error), body)
        if not message:
            return Delivered()  # some servers don't tell which message it became
        mark = replace(body.mark, chat=lane) if body.mark.ticket is not None else body.mark
        return Delivered(str(message), mark)

    def nudge(self, letter: Letter, held: int) -> Letter:
        """Ask whether a letter arrived; see `Wire`."""
        body = body_of(letter)
        signer = Signer(self.secret, str(body.chat))
        row = ((self._words.show_again, signer.sign(f"{AGAIN}{held}")),)
        [text] = text_as_html(self._words.perhaps_lost)
        return written(Body("nudge", body.chat, body.thread, text, (row,)))  # not patient: it is about the last message

    def join(self, letter: Letter, other: Letter) -> Letter | None:
        """Return a letter that says what both say; see `Wire`."""
        one, two = body_of(letter), body_of(other)
        plain = (one.kind, one.buttons, one.thread) == (two.kind, two.buttons, two.thread) == ("send", (), None)
        text = joined(one.text, two.text) if plain else None
        return None if text is None else replace(letter, body=written(replace(one, text=text)).body)

    def instead(self, letter: Letter) -> Sequence[Letter]:
        """Return what goes out in the place of a letter; see `Wire`."""
        failed = self.lotsen.undelivered(letter.ticket) if letter.ticket else ()
        return [*body_of(letter).instead, *failed]

    @property
    def _words(self) -> MessengerWording:
        return self.live.knowledge.wording.messenger

    async def _in_topic(self, body: Body, file: bytes | None) -> int:
        """Do what a letter says in its topic; in the group itself, if the topic was deleted or closed."""
        try:
            return await self._perform(body, file)
        except BadRequest as error:
            if body.thread is None or not _lacks_topic(error):
                raise
            return await self._perform(replace(body, thread=None), file)

    async def _perform(self, body: Body, file: bytes | None) -> int:
        """Do what a letter says and return the id of the message; 0 if that is not told."""
        match body.kind:
            case "send" | "nudge":
                return await self._send(body)
            case "document":
                return await self._send_file(body, file)
            case "edit":
                return await self._edit(body)
            case "buttons" | "delete":
                return await self._change(body)

    async def _send(self, body: Body) -> int:
        return await self.bot.call("sendMessage", {**_message(body), **_text(body)})

    async def _send_file(self, body: Body, stored: bytes | None) -> int:
        name, content = await _file(body, stored)
        file = {"document": InputFile(content, name), "caption": body.text or None}
        return await self.bot.call("sendDocument", {**_message(body), **file})

    async def _edit(self, body: Body) -> int:
        """Change an answer, and send it anew if there is none (any more)."""
        answers = await self._to_change(body)
        first = answers[0] if answers else None
        for message in answers[1:]:
            await self._change(replace(body, kind="delete", message=message))
        if first is None:
            return await self._send(body)
        told = {**_message(replace(body, thread=None, reply_to=None)), **_text(body), "message_id": first}
        try:
            await self.bot.call("editMessageText", told)
        except (BadRequest, InvalidToken) as error:  # the latter also means that the server can't change messages
            if "not modified" not in error.message.lower():
                return await self._send(body)
        return first

    async def _to_change(self, body: Body) -> tuple[int, ...]:
        """Return the message to change, and those to delete: known only now, when the answer surely was sent."""
        if body.message is not None:
            return (body.message,)
        if body.mark.person is None or body.mark.question is None:
            return ()
        answers = await self.deliveries.answers_to(body.mark.person, body.mark.question)
        await self.deliveries.forget(body.mark.person, body.mark.question)
        return tuple(map(int, answers))

    async def _change(self, body: Body) -> int:
        """Delete a message or change its buttons; one that is as it should be, or is gone, counts as changed."""
        message = body.message or 0
        told = {"chat_id": body.chat, "message_id": message}
        try:
            if body.kind == "buttons":
                await self.bot.call("editMessageReplyMarkup", {**told, "reply_markup": _markup(body)})
            else:
                await self.bot.call("deleteMessage", told)
        except (BadRequest, InvalidToken):
            return message
        return message


def _meant(outcome: Outcome, body: Body) -> Outcome:
    """Return what a failure means for this letter: a change may be made twice, and a nudge need not arrive."""
    if not isinstance(outcome, PerhapsDelivered) or body.seen:
        return outcome
    return Undeliverable(outcome.reason) if body.kind == "nudge" else TryAgain(outcome.reason)


def _lacks_topic(error: BadRequest) -> bool:
    return any(sign in error.message.lower() for sign in ("thread not found", "topic_closed", "topic_deleted"))


async def _file(body: Body, stored: bytes | None) -> tuple[str, bytes]:
    """Return the file's name and content; what has to be made is made beside the event loop."""
    if body.document is None:
        return body.name, stored or b""
    documents = importlib.import_module("bot.documents")  # its libraries take a while to load
    file = await asyncio.to_thread(documents.render, body.document)
    return file.name, file.content


def _text(body: Body) -> dict[str, Any]:
    return {"text": body.text, "link_preview_options": {"is_disabled": True}}


def _message(body: Body) -> dict[str, Any]:
    """Return what all kinds of messages have in common."""
    replied = {"message_id": body.reply_to, "allow_sending_without_reply": True}
    return {
        "chat_id": body.chat,
        "message_thread_id": body.thread,
        "parse_mode": "HTML",
        "reply_markup": _markup(body),
        "reply_parameters": replied if body.reply_to is not None else None,
    }


def _markup(body: Body) -> dict[str, Any] | None:
    if not body.buttons:
        return None
    rows = [[{"text": label, "callback_data": data} for label, data in row] for row in body.buttons]
    return {"inline_keyboard": rows}
