"""What an update can mean to us; knows no library."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from bot.channels.telegram.buttons import Row


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

    def question(self, name: object) -> str:
        """Return what a question that was asked here is called: a thumb on its answer does not tell the topic."""
        return f"{name}" if self.thread is None else f"{self.thread}/{name}"

    def of_question(self, name: str) -> "Place":
        """Return the place of this chat in which a question of that name was asked."""
        thread, slash, _ = name.partition("/")
        return replace(self, thread=int(thread)) if slash and thread.isdecimal() else self


class Author(StrEnum):
    """As whom somebody writes in a group."""

    PERSON = "person"
    GROUP = "group"
    """An administrator who stays anonymous: Telegram names the group itself."""
    CHANNEL = "channel"
    """Somebody who writes as a channel."""


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
    author: Author = Author.PERSON
    """Those who are no person have one conversation together in each place, under the chat's own number."""
    whole: str = ""
    """The text with the addresses that lie behind its words; empty if there are none."""
    forwarded: bool = False
    """Whether somebody else wrote it."""
    about: str = ""
    """What the message says that it replies to, if it is a command."""
    is_card: bool = False
    """Whether it is one of our own answers, put into the chat by inline mode."""
    beside_picture: bool = False
    """Whether it stands below a photo or the like, which nobody here sees."""
    album: str = ""
    """What the pictures that were sent together have in common."""


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
    buttons: tuple[Row, ...] | None
    """All buttons of the message; None if that is not told."""
    shown: str = ""
    """Tells what the message said when it was pressed, should it change with each answer."""


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
    album: str = ""
    """What the pictures that were sent together have in common."""


@dataclass(frozen=True)
class Reacted:
    """Somebody put a thumb to a message, up or down."""

    place: Place
    user: int
    message: int
    helpful: bool


@dataclass(frozen=True)
class JoinedGroup:
    """We were taken into a group."""

    place: Place


@dataclass(frozen=True)
class Moved:
    """A group became a supergroup and has another id."""

    old: int
    new: int


Incoming: TypeAlias = Text | Press | Inline | Other | Reacted | JoinedGroup | Moved
