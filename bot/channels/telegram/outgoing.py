"""Turns what a letter says into calls of the Bot API; what their failures mean is not decided here."""

import asyncio
import importlib
from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, InvalidToken

from bot.channels.telegram.calls import Bot
from bot.channels.telegram.letters import Body
from bot.store.ports import Deliveries

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Outgoing:
    """Sends, changes and deletes messages."""

    def __init__(self, bot: Bot, deliveries: Deliveries) -> None:
        self._bot = bot
        self._deliveries = deliveries

    async def perform(self, body: Body, file: bytes | None) -> int:
        """Do what a letter says and return the id of the message. Raises TelegramError and StoreError."""
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
        sent = await self._bot.send_message(
            body.chat,
            body.text,
            parse_mode=ParseMode.HTML,
            message_thread_id=body.thread,
            link_preview_options=_NO_PREVIEW,
            reply_markup=_markup(body),
            reply_parameters=_reply(body),
        )
        return sent.message_id

    async def _send_file(self, body: Body, stored: bytes | None) -> int:
        name, content = await _file(body, stored)
        sent = await self._bot.send_document(
            body.chat,
            InputFile(content, name),
            caption=body.text or None,
            parse_mode=ParseMode.HTML,
            message_thread_id=body.thread,
            reply_markup=_markup(body),
            reply_parameters=_reply(body),
        )
        return sent.message_id

    async def _edit(self, body: Body) -> int:
        """Change an answer, and send it anew if there is none (any more)."""
        answers = await self._to_change(body)
        first = answers[0] if answers else None
        for message in answers[1:]:
            await self._change(replace(body, kind="delete", message=message))
        if first is None:
            return await self._send(body)
        try:
            await self._bot.edit_message_text(
                body.text,
                chat_id=body.chat,
                message_id=first,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=_markup(body),
            )
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
        answers = await self._deliveries.answers_to(body.mark.person, body.mark.question)
        await self._deliveries.forget(body.mark.person, body.mark.question)
        return answers

    async def _change(self, body: Body) -> int:
        """Delete a message or change its buttons; one that is as it should be, or is gone, counts as changed."""
        message = body.message or 0
        try:
            if body.kind == "buttons":
                await self._bot.edit_message_reply_markup(
                    chat_id=body.chat, message_id=message, reply_markup=_markup(body)
                )
            else:
                await self._bot.delete_message(body.chat, message)
        except (BadRequest, InvalidToken):
            return message
        return message


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
