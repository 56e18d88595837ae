"""Reads what an event means to us: each is parsed once, and all that does not concern us is left out; pure."""

import html
import json
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.channels.matrix.incoming import (
    STORED,
    Attachment,
    Ciphertext,
    Invitation,
    MatrixIncoming,
    Reaction,
    Redaction,
    RoomMoved,
    RoomPlace,
    RoomText,
)
from bot.exchange.inbox import Arrival
from bot.store.records import Received

Source = Mapping[str, Any]
"""An event as the server tells it, decrypted."""

_ID = re.compile(r"[$!][!-~]{1,254}")
_COMMAND = re.compile(r"[!/]([a-zäöüß0-9]{1,32})(?!\S)", re.IGNORECASE)
_QUOTED = re.compile(r"(?:> [^\n]*\n)+\n?")
"""What older clients put before a reply: what it replies to."""
_PILL = re.compile(r'<a href="https://matrix\.to/#/([^"]{1,300})">')
_MOST_OURS = 10_000
_MOST_SIGN = 16
_FILES = {"m.image", "m.audio", "m.video", "m.file", "m.location"}


@dataclass(frozen=True)
class Self:
    """Our own account."""

    user: str = ""
    name: str = ""
    """As people see it."""


@dataclass(frozen=True)
class Hall:
    """What is known of a room when something is said in it."""

    id: str
    private: bool
    team: bool = False
    """Whether the Lotsen sit there: then a command, a reply and what is in a thread may be about a ticket."""


@dataclass
class EventReader:
    """Turns events into what the inbox takes; knows who we are, who may write to us, and what we said lately."""

    allowed: frozenset[str] = frozenset()
    """Servers, and accounts; none: our own server."""
    me: Self = Self()
    _ours: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def may(self, user: str) -> bool:
        """Whether somebody may write to us and invite us."""
        server = user.partition(":")[2]
        return bool({server, user} & (self.allowed or {self.me.user.partition(":")[2]}))

    def remember(self, message: str) -> None:
        """Know a message as one of ours, so that replies to it are to us."""
        self._ours[message] = None
        if len(self._ours) > _MOST_OURS:
            self._ours.popitem(last=False)

    def invitation(self, room: str, inviter: str, reached: str) -> Arrival[MatrixIncoming] | None:
        """Return an invitation, known by when it came; None if we do not go there."""
        if not self.may(inviter) or not _ID.fullmatch(room):
            return None
        return arrival(f"invitation {room} {reached}", room, Invitation(room, inviter))

    def read(self, source: Source, hall: Hall, *, trusted: bool) -> Arrival[MatrixIncoming] | None:
        """Return what is stored of an event; None if it is nothing for us. Raises whatever a malformed one leads to."""
        event, user = source["event_id"], source["sender"]
        if user == self.me.user:
            self.remember(event)
            return None
        if not _ID.fullmatch(event) or not self.may(user):
            return None
        content = self.meaning(source, hall, trusted=trusted)
        lane = f"{hall.id} {event}" if isinstance(content, Ciphertext) else hall.id
        return None if content is None else arrival(event, lane, content)

    def meaning(  # noqa: PLR0911 - one for each kind
        self, source: Source, hall: Hall, *, trusted: bool
    ) -> MatrixIncoming | None:
        """Return what an event means; None if it is nothing for us."""
        content, user = source["content"], source["sender"]
        match source["type"]:
            case "m.room.encrypted" if all(content.get(key) for key in ("session_id", "sender_key", "device_id")):
                return Ciphertext(hall.id, user, json.dumps(source))
            case "m.room.message" if content.get("msgtype") == "m.text":
                return self._text(source, hall, trusted=trusted)
            case "m.room.message" | "m.sticker":
                return self._attachment(source, hall)
            case "m.reaction":
                about = content["m.relates_to"]
                sign = _text(about["key"])[:_MOST_SIGN]
                return Reaction(RoomPlace(hall.id, None, hall.private), user, _id(about["event_id"]), sign)
            case "m.room.redaction":
                return Redaction(hall.id, _id(content.get("redacts") or source.get("redacts")))
            case "m.room.tombstone" if source.get("state_key") == "":
                return RoomMoved(hall.id, _id(content["replacement_room"]), user.partition(":")[2])
            case _:
                return None

    def _text(self, source: Source, hall: Hall, *, trusted: bool) -> RoomText | None:
        content = source["content"]
        about = content.get("m.relates_to") or {}
        edited = about.get("rel_type") == "m.replace"
        said = content["m.new_content"] if edited else content
        reply_to = _replied(about)
        text = _text(said["body"]).strip()
        if reply_to and text.startswith("> "):
            text = _QUOTED.sub("", text, count=1)
        place = self._place(about, hall)
        bare = self._without_name(text, hall)
        command = _COMMAND.match(bare)
        to_us = hall.private or self._mentioned(said, text) or reply_to in self._ours or self._quotes_us(said)
        if not to_us and not (hall.team and (command or reply_to or place.thread)):
            return None
        rest = bare[command.end() :].strip() if command else bare
        message = _id(about["event_id"]) if edited else source["event_id"]
        word = command[1].casefold() if command else ""
        return RoomText(place, source["sender"], message, rest, word, edited, reply_to, trusted, to_us)

    def _attachment(self, source: Source, hall: Hall) -> Attachment | None:
        """Return a file; None for what other bots say, and for what people do ("/me")."""
        if source["content"].get("msgtype", "m.image") not in _FILES:
            return None
        about = source["content"].get("m.relates_to") or {}
        reply_to = _replied(about)
        place = self._place(about, hall)
        to_us = hall.private or reply_to in self._ours or self._mentioned(source["content"], "")
        on_ticket = hall.team and bool(reply_to or place.thread)
        if about.get("rel_type") == "m.replace" or not (to_us or on_ticket):
            return None
        return Attachment(place, source["sender"], source["event_id"], reply_to, to_us)

    def _place(self, about: Source, hall: Hall) -> RoomPlace:
        thread = _id(about["event_id"]) if about.get("rel_type") == "m.thread" else None
        return RoomPlace(hall.id, thread, hall.private)

    def _mentioned(self, said: Source, text: str) -> bool:
        """Whether a message is to us; where a client says whom it mentions, our name within the text is no sign."""
        if isinstance(told := said.get("m.mentions"), dict):
            return self.me.user in (told.get("user_ids") or [])
        formatted = said.get("formatted_body")
        pills = map(html.unescape, _PILL.findall(formatted)) if isinstance(formatted, str) else ()
        return self.me.user in pills or bool(self._names(self.me.name).search(text))

    def _without_name(self, text: str, hall: Hall) -> str:
        """Return the text without our name; with nobody else there, our name may be a word like any other."""
        return self._names("" if hall.private else self.me.name).sub("", text).strip()

    def _names(self, name: str) -> re.Pattern[str]:
        """Return what finds our name, as somebody calls us: "@lotse:rathaus.de", "@lotse", "Lotse:"."""
        handle = self.me.user.partition(":")[0]
        called = "|".join([re.escape(self.me.user), *([f"@?{re.escape(name)}"] if name else []), re.escape(handle)])
        return re.compile(rf"(?<![\w@/.!])(?:{called})(?![\w@]|:\w)[:,]? ?", re.IGNORECASE)

    def _quotes_us(self, said: Source) -> bool:
        """Whether it begins as older clients begin a reply to us."""
        return str(said.get("body", "")).startswith((f"> <{self.me.user}>", f"> * <{self.me.user}>"))


def arrival(event: str, lane: str, content: MatrixIncoming) -> Arrival[MatrixIncoming]:
    """Return what the inbox takes."""
    stored = Received(event, STORED.dump_json(content).decode())
    return Arrival(stored, lane, content, paced=isinstance(content, RoomText | Reaction | Attachment))


def read_again(received: Received) -> Arrival[MatrixIncoming] | None:
    """Return what was stored; None if another version stored it."""
    try:
        content = STORED.validate_json(received.body)
    except ValueError:
        return None
    if isinstance(content, RoomMoved):
        return arrival(received.id, content.old, content)
    if isinstance(content, Ciphertext):
        return arrival(received.id, f"{content.room} {received.id}", content)
    return arrival(received.id, getattr(content, "room", "") or content.place.room, content)  # type: ignore[union-attr]  # what has no room has a place


def _replied(about: Source) -> str | None:
    """Return what a message replies to; within a thread clients name the last message there as a makeshift."""
    replied = (about.get("m.in_reply_to") or {}).get("event_id")
    makeshift = about.get("rel_type") == "m.thread" and about.get("is_falling_back", False)
    return _id(replied) if replied and not makeshift else None


def _id(told: object) -> str:
    """Return an id. Raises ValueError if it is none."""
    if not isinstance(told, str) or not _ID.fullmatch(told):
        raise ValueError("no id")
    return told


def _text(told: object) -> str:
    """Return a text that can be stored. Raises ValueError if it is none."""
    if not isinstance(told, str):
        raise TypeError("no text")
    return told.encode("utf-8", "replace").decode()
