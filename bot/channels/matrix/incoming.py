"""What an event can mean to us, as the inbox keeps it; knows no library."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass


@dataclass(frozen=True)
class RoomPlace:
    """Where something was written: a room, or a thread in it."""

    room: str
    thread: str | None = None
    """The event that the thread began with."""
    private: bool = True
    """Whether nobody else is in the room."""

    @property
    def key(self) -> str:
        """Return what tells conversations of one person in different places apart; empty for private ones."""
        return "" if self.private else f"{self.room}/{self.thread or ''}"


@dataclass(frozen=True)
class _Sent:
    """What somebody sent into a room."""

    place: RoomPlace
    user: str
    message: str
    """The event; of a text that was edited, the one that it changes; of a reaction, the one that it is to."""


@dataclass(frozen=True)
class RoomText(_Sent):
    """A text that somebody sent to us."""

    text: str
    """Without command and without our own name."""
    command: str = ""
    edited: bool = False
    reply_to: str | None = None
    trusted: bool = True
    """Whether the sender is known for sure: the key it was encrypted with is one of their devices."""
    to_us: bool = True
    """Whether it is meant for us; in a room of Lotsen it may be about a ticket all the same."""
    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class Reaction(_Sent):
    """A sign below one of our messages, by which somebody chooses or rates."""

    sign: str
    kind: Literal["reaction"] = "reaction"


@dataclass(frozen=True)
class Redaction:
    """A message was deleted."""

    room: str
    message: str
    kind: Literal["redaction"] = "redaction"


@dataclass(frozen=True)
class Attachment(_Sent):
    """A picture, a voice message, a file: none of our business, but an answer is polite."""

    reply_to: str | None = None
    to_us: bool = True
    kind: Literal["attachment"] = "attachment"


@dataclass(frozen=True)
class Ciphertext:
    """A message of which the key is not there (yet)."""

    room: str
    user: str
    event: str
    """As JSON."""
    kind: Literal["ciphertext"] = "ciphertext"


@dataclass(frozen=True)
class Invitation:
    """Somebody wants us in a room."""

    room: str
    user: str
    """Who invites us."""
    kind: Literal["invitation"] = "invitation"


@dataclass(frozen=True)
class RoomMoved:
    """A room was closed and goes on as another one."""

    old: str
    new: str
    via: str
    """A server that knows the new one."""
    kind: Literal["moved"] = "moved"


MatrixIncoming: TypeAlias = RoomText | Reaction | Redaction | Attachment | Ciphertext | Invitation | RoomMoved

STORED: TypeAdapter[MatrixIncoming] = TypeAdapter(Annotated[MatrixIncoming, Field(discriminator="kind")])
"""How the inbox keeps it."""
