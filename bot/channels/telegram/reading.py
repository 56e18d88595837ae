"""Reads what an update means to us: each is parsed once, and all that does not concern us is left out."""

import json
import logging
import re
from collections.abc import Mapping
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.channels.telegram.completing import OTHER_CONTENT, completed_update
from bot.channels.telegram.incoming import Incoming, Inline, Me, Moved, Other, Place, Press, Text
from bot.exchange.inbox import Arrival
from bot.store.records import Received

_MOST_DIGITS = 20
_log = logging.getLogger(__name__)


def number_of(update: object) -> int | None:
    """Return the number by which Telegram knows an update; None if it has none."""
    number = update.get("update_id") if isinstance(update, dict) else None
    if isinstance(number, str) and number.isdecimal() and len(number) <= _MOST_DIGITS:
        return int(number)
    return number if isinstance(number, int) else None


class UpdateReader:
    """Turns updates into what the inbox takes; knows who we are."""

    def __init__(self) -> None:
        self.me = Me()

    def read(self, update: Mapping[str, Any]) -> Arrival[Incoming] | None:
        """Return what the server sent, reduced to what is stored; None if it is nothing for us or can't be read."""
        try:
            completed = completed_update(update)
            return self._understood(completed, Received(str(number_of(update)), json.dumps(completed)))
        except Exception as error:  # noqa: BLE001 - the library raises whatever a malformed update leads to
            _leave_out(error)
            return None

    def read_again(self, received: Received) -> Arrival[Incoming] | None:
        """Return what was stored; None if it is nothing for us (any more) or can't be read."""
        try:
            return self._understood(json.loads(received.body), received)
        except Exception as error:  # noqa: BLE001 - as above
            _leave_out(error)
            return None

    def _understood(self, completed: dict[str, Any], received: Received) -> Arrival[Incoming] | None:
        update = Update.de_json(completed, None)
        content = meaning(update, self.me)
        if content is None:
            return None  # such as what people say to each other
        return Arrival(received, _lane(update), content, paced=update.effective_chat is not None)


def _leave_out(error: Exception) -> None:
    _log.warning("an update can't be read and is left out: %s", type(error).__name__)


_COMMAND = re.compile(r"/([a-z0-9_]{1,32})(?:@(\w+))?(?!\S)", re.IGNORECASE)


def meaning(update: Update, me: Me) -> Incoming | None:
    """Return what an update means; None if it is nothing for us."""
    if update.callback_query is not None:
        return _press(update.callback_query)
    if update.inline_query is not None:
        return Inline(update.inline_query.id, update.inline_query.query)
    message = update.message or update.edited_message
    if message is None:
        return None
    if message.migrate_to_chat_id:
        return Moved(message.chat.id, message.migrate_to_chat_id)
    return _message(message, me, edited=update.edited_message is not None)


def _lane(update: Update) -> str:
    """Return the chat whose updates must be handled in order; for an inline query, the person."""
    if update.effective_chat is not None:
        return str(update.effective_chat.id)
    return f"user {update.effective_user.id}" if update.effective_user else ""


def _message(message: Message, me: Me, *, edited: bool) -> Text | Other | None:
    user = _user(message)
    if user is None or (message.via_bot is not None and message.via_bot.id == me.id):
        return None  # nobody to answer, or one of our own cards
    place = _place(message)
    replied = _replied(message)
    reply_to = replied.message_id if replied is not None else None
    to_us = replied is not None and _is_ours(replied, me)
    if message.text is None:
        content = not edited and OTHER_CONTENT in message.api_kwargs
        addressed = place.private or to_us or _without_mention(message.caption or "", me)[1]
        return Other(place, user, message.message_id, reply_to) if content and addressed else None
    command, rest = _command(message.text, me)
    if command is None:
        return None  # for another bot
    text, mentioned = _without_mention(rest, me)
    if not (place.private or mentioned or command or to_us):
        return None
    return Text(place, user, message.message_id, text, command, edited, reply_to)


def _user(message: Message) -> int | None:
    """Return who wrote; a group's anonymous administrators are the group itself, other chats and bots nobody."""
    if message.sender_chat is not None:
        return message.sender_chat.id if message.sender_chat.id == message.chat.id else None
    sender = message.from_user
    return sender.id if sender is not None and not sender.is_bot else None


def _replied(message: Message) -> Message | None:
    """Return what was replied to; within a topic everything "replies" to the message that opened it."""
    replied = message.reply_to_message
    opens_topic = replied is not None and message.is_topic_message and replied.message_id == message.message_thread_id
    return None if opens_topic else replied


def _is_ours(message: Message, me: Me) -> bool:
    """Whether we wrote it, as far as the server tells: some don't name the writer of what was replied to."""
    if message.from_user is None:
        return message.sender_chat is None
    return message.from_user.id == me.id if me.id else message.from_user.is_bot


def _place(message: Message) -> Place:
    private = message.chat.type == ChatType.PRIVATE
    thread = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat.id, thread, private)


def _command(text: str, me: Me) -> tuple[str | None, str]:
    """Return the command at the beginning, without slash and our name, and the rest; None if it is another bot's.

    Read from the text itself: its marks say the same, and not every server sets them.
    """
    found = _COMMAND.match(text)
    if found is None:
        return "", text
    command, addressee = found[1], found[2]
    rest = text[found.end() :].strip()
    if addressee and me.username and addressee.casefold() != me.username.casefold():
        return None, rest
    return command.casefold(), rest


def _without_mention(text: str, me: Me) -> tuple[str, bool]:
    """Return the text without "@ourname", and whether that was in it."""
    if not me.username:
        return text, False
    rest, times = re.subn(rf"(?<![\w@/.])@{re.escape(me.username)}\b ?", "", text, flags=re.IGNORECASE)
    return rest.strip(), times > 0


def _press(query: CallbackQuery) -> Press | None:
    message = query.message
    if message is None or query.data is None:
        return None
    private = message.chat.type == ChatType.PRIVATE
    markup = message.reply_markup if isinstance(message, Message) else None
    thread = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    keyboard = markup.inline_keyboard if markup else ()
    rows = [tuple((button.text, str(button.callback_data)) for button in row) for row in keyboard]
    labels = [label for row in rows for label, data in row if data == query.data]
    return Press(
        place=Place(message.chat.id, thread, private),
        user=query.from_user.id,
        message=message.message_id,
        query=query.id,
        data=query.data,
        label=labels[0] if labels else "",
        buttons=tuple(rows) if markup else None,
    )
