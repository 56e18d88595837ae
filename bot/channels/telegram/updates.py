"""What an update says that is needed here, whatever else a server sent with it, or left out; pure.

Servers for tests send only what their authors needed. What counts (who wrote, where, what) is never made up; the rest
has a value that says nothing. What nobody here needs (names, photos, places, contacts) is left behind, and so it is
never stored, whatever it looks like.
"""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

MOST = 2**63 - 1
"""The largest number that any server means."""
Number = Annotated[int, Field(ge=-MOST - 1, le=MOST)]
_OTHER = (
    *("photo", "voice", "audio", "video", "video_note", "sticker", "document", "location", "contact", "poll"),
    *("animation", "venue", "dice", "story", "paid_media", "checklist"),
)
_FORWARDED = ("forward_origin", "forward_date", "forward_from", "forward_from_chat", "forward_sender_name")
_SHOWN_CHARS = 16


class _Part(BaseModel):
    """A part of an update; numbers may come as texts and the other way round. Raises ValueError."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True, populate_by_name=True)


class User(_Part):
    """Somebody, or a bot."""

    id: Number
    is_bot: bool = False


class ToldChat(_Part):
    """A chat, of which not every server tells the kind."""

    id: Number
    type: str = ""

    @property
    def private(self) -> bool:
        return self.type == "private" if self.type else self.id > 0


class Entity(_Part):
    """A mark in a text; places are counted in UTF-16."""

    type: str
    offset: Annotated[int, Field(ge=0, le=MOST)]
    length: Annotated[int, Field(ge=0, le=MOST)]
    url: str = ""


class Replied(_Part):
    """A message that was replied to."""

    message_id: Number = 0
    sender: User | None = Field(None, alias="from")
    sender_chat: ToldChat | None = None
    text: str | None = None
    """What it says, kept only where a command may be about it."""


class ToldMessage(_Part):
    """Something that somebody wrote or sent."""

    message_id: Number = 0
    chat: ToldChat
    sender: User | None = Field(None, alias="from")
    sender_chat: ToldChat | None = None
    via_bot: User | None = None
    text: str | None = None
    entities: tuple[Entity, ...] = ()
    caption: str | None = None
    caption_entities: tuple[Entity, ...] = ()
    message_thread_id: Number | None = None
    is_topic_message: bool = False
    reply_to_message: Replied | None = None
    media_group_id: str | None = None
    migrate_to_chat_id: Number | None = None
    new_chat_members: tuple[User, ...] = ()
    other_content: str | None = None
    """Which photo, contact or the like it holds."""
    forwarded: bool = False
    """Whether somebody else wrote it; who is left behind."""

    @model_validator(mode="before")
    @classmethod
    def _reduce(cls, told: object) -> object:
        if not isinstance(told, Mapping):
            return told
        reduced = dict(told)
        if "other_content" not in told:
            reduced["other_content"] = next((kind for kind in _OTHER if told.get(kind)), None)
        if "forwarded" not in told:
            reduced["forwarded"] = any(told.get(name) for name in _FORWARDED)
        replied = told.get("reply_to_message")
        if isinstance(replied, Mapping):
            said = replied.get("text") or replied.get("caption") if str(told.get("text", "")).startswith("/") else None
            reduced["reply_to_message"] = {**replied, "text": said}
        return reduced


class Button(_Part):
    """A button of ours."""

    text: str = ""
    callback_data: str | None = None


class Keyboard(_Part):
    """The buttons below a message."""

    inline_keyboard: tuple[tuple[Button, ...], ...] = ()


class Pressed(_Part):
    """One of our messages, of which a button was pressed."""

    message_id: Number = 0
    chat: ToldChat
    message_thread_id: Number | None = None
    is_topic_message: bool = False
    reply_markup: Keyboard | None = None
    shown: str = ""
    """Tells one content of the message from another."""

    @model_validator(mode="before")
    @classmethod
    def _digest(cls, told: object) -> object:
        if not isinstance(told, Mapping) or "shown" in told:
            return told
        text = str((told.get("text"), told.get("caption"))).encode("utf-8", "replace")
        return {**told, "shown": hashlib.sha256(text).hexdigest()[:_SHOWN_CHARS]}


class CallbackQuery(_Part):
    """Somebody pressed a button."""

    id: str = ""
    sender: User = Field(alias="from")
    message: Pressed | None = None
    data: str | None = None


class InlineQuery(_Part):
    """Somebody types our name in any chat."""

    id: str = ""
    sender: User = Field(alias="from")
    query: str = ""


class Emoji(_Part):
    """A reaction; those that are none of the usual emoji have none."""

    emoji: str = ""


class MessageReaction(_Part):
    """Somebody reacted to a message."""

    chat: ToldChat
    message_id: Number
    user: User | None = None
    new_reaction: tuple[Emoji, ...] = ()


class Membership(_Part):
    """How somebody stands in a chat."""

    status: str = ""


class ChatMemberUpdated(_Part):
    """We came into a chat, or out of it."""

    chat: ToldChat
    old_chat_member: Membership = Membership()
    new_chat_member: Membership = Membership()


class Update(_Part):
    """Something that happened."""

    update_id: Annotated[int, Field(ge=0, le=MOST)]
    message: ToldMessage | None = None
    edited_message: ToldMessage | None = None
    callback_query: CallbackQuery | None = None
    inline_query: InlineQuery | None = None
    message_reaction: MessageReaction | None = None
    my_chat_member: ChatMemberUpdated | None = None

    def stored(self) -> str:
        """Return it as it is stored."""
        return self.model_dump_json(by_alias=True, exclude_defaults=True)


def read_update(told: object) -> Update:
    """Return what a server sent, reduced to what is needed. Raises ValueError."""
    return Update.model_validate(told)


def read_again(stored: str) -> Update:
    """Return what was stored. Raises ValueError."""
    return Update.model_validate_json(stored)


def answered(result: Any) -> int:
    """Return the number of the message that a call led to; 0 if that is not told."""
    number = result.get("message_id") if isinstance(result, dict) else None
    is_number = isinstance(number, int) or (isinstance(number, str) and number.isdecimal())
    return int(number) if is_number and number is not None else 0
