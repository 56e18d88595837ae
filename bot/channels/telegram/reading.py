"""Reads what an update means to us: each is parsed once, and all that does not concern us is left out."""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.telegram import updates
from bot.channels.telegram.incoming import (
    Author,
    Incoming,
    Inline,
    JoinedGroup,
    Me,
    Moved,
    Other,
    Place,
    Press,
    Reacted,
    Text,
)
from bot.channels.telegram.updates import (
    CallbackQuery,
    ChatMemberUpdated,
    Entity,
    InlineQuery,
    MessageReaction,
    Pressed,
    ToldMessage,
    Update,
    User,
)
from bot.exchange.inbox import Arrival
from bot.store.records import Received
from knowledge.folding import without_invisible

_MOST_DIGITS = 20
_THUMBS = {"👍": True, "👎": False}
_IN_GROUP = frozenset({"member", "administrator"})
_log = logging.getLogger(__name__)


def number_of(update: object) -> int | None:
    """Return the number by which Telegram knows an update; None if it has none, or one that none has."""
    number = update.get("update_id") if isinstance(update, dict) else None
    if isinstance(number, str) and number.isdecimal() and len(number) <= _MOST_DIGITS:
        number = int(number)
    return number if isinstance(number, int) and 0 <= number <= updates.MOST else None


class UpdateReader:
    """Turns updates into what the inbox takes; knows who we are."""

    def __init__(self) -> None:
        self.me = Me()

    def read(self, told: Mapping[str, Any]) -> Arrival[Incoming] | None:
        """Return what the server sent, reduced to what is stored; None if it is nothing for us. Raises ValueError."""
        update = updates.read_update(told)
        content = meaning(update, self.me)
        if content is None:
            return None  # such as what people say to each other
        return _arrival(update, content, Received(str(update.update_id), update.stored()))

    def read_all(self, told: Iterable[Mapping[str, Any]]) -> Iterator[Arrival[Incoming]]:
        """Yield those that are for us; what can't be read is left out, with a line in the log."""
        for update in told:
            try:
                arrival = self.read(update)
            except Exception as error:  # noqa: BLE001 - whatever a malformed update leads to, the next one counts
                _leave_out(error)
            else:
                if arrival is not None:
                    yield arrival

    def read_again(self, received: Received) -> Arrival[Incoming] | None:
        """Return what was stored; None if it is nothing for us (any more) or can't be read."""
        try:
            update = updates.read_again(received.body)
            content = meaning(update, self.me)
        except Exception as error:  # noqa: BLE001 - as above
            _leave_out(error)
            return None
        return _arrival(update, content, received) if content is not None else None


def _arrival(update: Update, content: Incoming, received: Received) -> Arrival[Incoming]:
    """Return the update in the lane in which it must be handled in order: its chat, or the person who types."""
    if isinstance(content, Inline):
        sender = update.inline_query.sender.id if update.inline_query else ""
        return Arrival(received, f"user {sender}", content, paced=False)
    chat = content.old if isinstance(content, Moved) else content.place.chat
    return Arrival(received, str(chat), content, paced=not isinstance(content, Reacted | JoinedGroup | Moved))


def _leave_out(error: Exception) -> None:
    _log.warning("an update can't be read and is left out: %s", type(error).__name__)


_COMMAND = re.compile(r"/([a-z0-9_]{1,32})(?:@(\w+))?(?!\S)", re.IGNORECASE)
_ADDRESS = re.compile(r"[a-z]{1,10}://\S+", re.IGNORECASE)


def meaning(update: Update, me: Me) -> Incoming | None:
    """Return what an update means; None if it is nothing for us."""
    match update:
        case Update(callback_query=CallbackQuery() as query):
            return _press(query)
        case Update(inline_query=InlineQuery() as query):
            return Inline(query.id, without_invisible(query.query))
        case Update(message_reaction=MessageReaction() as reaction):
            return _reacted(reaction)
        case Update(my_chat_member=ChatMemberUpdated() as member):
            return _joined(member)
        case Update(message=ToldMessage() as message) | Update(edited_message=ToldMessage() as message):
            return _written(message, me, edited=update.message is None)
        case _:
            return None


def _written(message: ToldMessage, me: Me, *, edited: bool) -> Incoming | None:
    if message.migrate_to_chat_id:
        return Moved(message.chat.id, message.migrate_to_chat_id)
    if me.id and any(user.id == me.id for user in message.new_chat_members):
        return JoinedGroup(_place(message))
    return _message(message, me, edited=edited)


def _message(message: ToldMessage, me: Me, *, edited: bool) -> Text | Other | None:
    author, user = _author(message)
    is_card = message.via_bot is not None and message.via_bot.id == me.id
    replied = _replied(message)
    to_us = replied is not None and _is_ours(replied, me)
    if user is None or (is_card and not to_us):
        return None  # nobody to answer, or one of our own cards
    place = _place(message)
    reply_to = replied.message_id if replied is not None else None
    written, entities = message.text, message.entities
    if written is None:
        written, entities = message.caption, message.caption_entities
    if written is None:
        addressed = message.other_content and not edited and (place.private or to_us)
        return Other(place, user, message.message_id, reply_to, message.media_group_id or "") if addressed else None
    marked = _Marked.read(written, entities)
    command, rest = _command(marked.without(me.username), me)
    if command is None:
        return None  # for another bot
    if not (place.private or command or to_us or marked.mentions(me.username)):
        return None
    whole = marked.without(me.username, addresses=True) if marked.links else ""
    return Text(
        place,
        user,
        message.message_id,
        rest,
        command,
        edited=edited,
        reply_to=reply_to,
        author=author,
        whole=whole,
        forwarded=message.forwarded,
        about=without_invisible(replied.text or "") if replied is not None and command else "",
        is_card=is_card,
        beside_picture=message.text is None,
        album=message.media_group_id or "",
    )


@dataclass(frozen=True)
class _Marked:
    """A text with what its marks say: where it is an address or code, and what lies behind its words."""

    text: str
    apart: tuple[tuple[int, int], ...]
    """From where to where nobody is mentioned."""
    links: Mapping[int, str]
    """The address that lies behind the words that end here."""

    @classmethod
    def read(cls, text: str, entities: Sequence[Entity]) -> "_Marked":
        """Return a text with its marks, as far as there are any: not every server sets them."""
        apart = [found.span() for found in _ADDRESS.finditer(text)]
        links = {}
        for entity in entities:
            begin, end = _index(text, entity.offset), _index(text, entity.offset + entity.length)
            if entity.type in {"code", "pre", "url", "email", "text_link"}:
                apart.append((begin, end))
            if entity.type == "text_link" and entity.url:
                links[end] = entity.url
        return cls(text, tuple(apart), links)

    def mentions(self, username: str) -> list[tuple[int, int]]:
        """Return where a name is mentioned."""
        if not username:
            return []
        found = re.finditer(rf"(?<![\w@/.])@{re.escape(username)}\b ?", self.text, re.IGNORECASE)
        spans = [one.span() for one in found]
        return [span for span in spans if not any(a < span[1] and span[0] < b for a, b in self.apart)]

    def without(self, username: str, *, addresses: bool = False) -> str:
        """Return the text without mentions of a name, and with the addresses behind its words, if wanted."""
        mentions = dict(self.mentions(username))
        pieces, at = [], 0
        cuts = sorted({*mentions, *(self.links if addresses else ())})
        for cut in cuts:
            pieces.append(self.text[at:cut])
            if addresses and cut in self.links:
                pieces.append(f" ({self.links[cut]})")
            at = mentions.get(cut, cut)
        return without_invisible("".join([*pieces, self.text[at:]])).strip()


def _index(text: str, units: int) -> int:
    """Return the place in a text that is counted in UTF-16 elsewhere."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))


def _author(message: ToldMessage) -> tuple[Author, int | None]:
    """Return as whom somebody wrote, and the number of their conversation; None for bots and for nobody."""
    if message.sender_chat is not None:
        return Author.GROUP if message.sender_chat.id == message.chat.id else Author.CHANNEL, message.chat.id
    sender = message.sender
    return Author.PERSON, sender.id if sender is not None and not sender.is_bot else None


def _replied(message: ToldMessage) -> updates.Replied | None:
    """Return what was replied to; within a topic everything "replies" to the message that opened it."""
    replied = message.reply_to_message
    opens_topic = replied is not None and message.is_topic_message and replied.message_id == message.message_thread_id
    return None if opens_topic else replied


def _is_ours(message: updates.Replied, me: Me) -> bool:
    """Whether we wrote it, as far as the server tells: some don't name the writer of what was replied to."""
    if message.sender is None:
        return message.sender_chat is None
    return message.sender.id == me.id if me.id else message.sender.is_bot


def _place(message: ToldMessage | Pressed) -> Place:
    thread = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat.id, thread, message.chat.private)


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


def _press(query: CallbackQuery) -> Press | None:
    message = query.message
    if message is None or query.data is None:
        return None
    keyboard = message.reply_markup.inline_keyboard if message.reply_markup else ()
    rows = [tuple((button.text, button.callback_data or "") for button in row) for row in keyboard]
    labels = [label for row in rows for label, data in row if data == query.data]
    return Press(
        place=_place(message),
        user=query.sender.id,
        message=message.message_id,
        query=query.id,
        data=query.data,
        label=labels[0] if labels else "",
        buttons=tuple(rows) if message.reply_markup else None,
        shown=message.shown,
    )


def _joined(member: ChatMemberUpdated) -> JoinedGroup | None:
    came = member.new_chat_member.status in _IN_GROUP and member.old_chat_member.status not in _IN_GROUP
    return JoinedGroup(Place(member.chat.id, private=False)) if came and not member.chat.private else None


def _reacted(reaction: MessageReaction) -> Reacted | None:
    user: User | None = reaction.user
    thumbs = [_THUMBS[one.emoji] for one in reaction.new_reaction if one.emoji in _THUMBS]
    if user is None or not thumbs:
        return None
    return Reacted(Place(reaction.chat.id, None, reaction.chat.private), user.id, reaction.message_id, thumbs[-1])
