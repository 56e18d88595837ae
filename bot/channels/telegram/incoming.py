"""What an update means to us; pure translation, with all that does not concern us left out."""

import re
from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatType

from bot.channels.telegram.completing import OTHER_CONTENT


@dataclass(frozen=True)
class Me:
    """The bot's own account, as far as it is known."""

    id: int = 0
    username: str = ""


@dataclass(frozen=True)
class Place:
    """Where something was written: a private chat, a group, or a topic of a group."""

    chat: int
    thread: int | None = None
    private: bool = True

    @property
    def key(self) -> str:
        """Return what tells conversations of one person in different places apart; empty for the private one."""
        return "" if self.private else f"{self.chat}/{self.thread or ''}"


@dataclass(frozen=True)
class Text:
    """A text that somebody sent to us."""

    place: Place
    user: int
    message: int
    text: str
    """Without command and without our own name."""
    command: str = ""
    edited: bool = False
    reply_to: int | None = None
    """The message that it replies to."""


@dataclass(frozen=True)
class Press:
    """A button that somebody pressed."""

    place: Place
    user: int
    message: int
    """The message with the button."""
    query: str
    data: str
    label: str
    buttons: InlineKeyboardMarkup | None


@dataclass(frozen=True)
class Inline:
    """Somebody types our name and a question in any chat."""

    query: str
    text: str


@dataclass(frozen=True)
class Other:
    """A photo, a voice message, a contact: none of our business, but an answer is polite."""

    place: Place
    user: int
    message: int
    reply_to: int | None


@dataclass(frozen=True)
class Moved:
    """A group became a supergroup and has another id."""

    old: int
    new: int


Incoming = Text | Press | Inline | Other | Moved

_COMMAND = re.compile(r"/([a-z0-9_]{1,32})(?:@(\w+))?(?!\S)", re.IGNORECASE)


def read(update: Update, me: Me) -> Incoming | None:
    """Return what the update means; None if it is nothing for us."""
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


def chat_of(update: Update) -> str:
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
    buttons = [button for row in (markup.inline_keyboard if markup else ()) for button in row]
    labels = [button.text for button in buttons if button.callback_data == query.data]
    return Press(
        place=Place(message.chat.id, thread, private),
        user=query.from_user.id,
        message=message.message_id,
        query=query.id,
        data=query.data,
        label=labels[0] if labels else "",
        buttons=markup,
    )
