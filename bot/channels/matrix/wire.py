"""Turns what a letter says into events, and what they come to into what the outbox understands."""

import asyncio
import importlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from nio.crypto.attachments import encrypt_attachment

from bot.channels.matrix.client import HardenedClient
from bot.channels.matrix.failures import UNKNOWN_ROOM, MatrixCallError, failure, unknown_room
from bot.channels.matrix.letters import Post, post_of
from bot.channels.matrix.letters import letter as as_letter
from bot.channels.matrix.markup import LIMIT, text_as_messages
from bot.channels.matrix.reading import EventReader
from bot.curation.assistant import RunningAssistant
from bot.exchange.lotsen import Lotsen
from bot.exchange.wire import Delivered, LaneMoved, Outcome, TryAgain, Undeliverable
from bot.store.ports import Deliveries
from bot.store.records import Letter

CHOICES = "org.lotsenbot.choices"
"""Where a message tells what its numbers stand for, and who may choose."""
NUMBERS = ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣", "9️⃣")
_WITHOUT_SIGNS = 600.0
"""Seconds after the server set a limit in which there are no signs: each would take the place of an answer."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class MatrixWire:
    """Sends, changes and deletes messages."""

    client: HardenedClient
    reader: EventReader
    deliveries: Deliveries
    live: RunningAssistant
    lotsen: Lotsen
    clock: Callable[[], float]
    """Seconds, going on evenly."""
    _rest: dict[str, float] = field(default_factory=dict)
    _signs: set[asyncio.Task[None]] = field(default_factory=set)

    async def carry(self, letter: Letter, lane: str, *, repeated: bool) -> Outcome:  # noqa: ARG002 - the server drops what it has
        """Do what a letter stands for; see `Wire`."""
        post = _in_room(post_of(letter), lane)
        if (wait := self._rest.get("until", 0.0) - self.clock()) > 0:
            return TryAgain("M_LIMIT_EXCEEDED", wait)
        if self._nobody_is_there(post):
            return self._elsewhere(post, letter)
        try:
            message = await self._perform(post, letter.file)
            missed = await self._was_missed(post, message)
        except MatrixCallError as error:
            return await self._failed(error, post, letter)
        if missed:
            return self._elsewhere(post, letter)
        self.reader.remember(message)
        self._offer(post, message)
        mark = replace(post.mark, chat=lane) if post.mark.ticket is not None else post.mark
        return Delivered(message, mark)

    def nudge(self, letter: Letter, held: int) -> Letter:  # noqa: ARG002 - nothing is ever held
        """Ask whether a letter arrived; see `Wire`. Nobody has to: a letter is sent until it surely arrived."""
        place = post_of(letter).place
        return _plain(place, self.live.knowledge.wording.messenger.perhaps_lost)

    def join(self, letter: Letter, other: Letter) -> Letter | None:
        """Return a letter that says what both say; see `Wire`. It is a new one to the server."""
        one, two = post_of(letter), post_of(other)
        plain = all(post.kind == "send" and not post.choices for post in (one, two)) and one.place == two.place
        if not plain or len((said := one.said + two.said).body) > LIMIT:
            return None
        return replace(letter, body=as_letter(replace(one, said=said, id=uuid4().hex)).body)

    def instead(self, letter: Letter) -> Sequence[Letter]:
        """Return what goes out in the place of a letter; see `Wire`."""
        failed = self.lotsen.undelivered(letter.ticket) if letter.ticket else ()
        return [*post_of(letter).instead, *failed]

    async def close(self) -> None:
        """Leave off setting signs below messages."""
        for task in self._signs:
            task.cancel()
        await asyncio.gather(*self._signs, return_exceptions=True)

    def _nobody_is_there(self, post: Post) -> bool:
        """Whether the person left their room, as far as is known."""
        room = self.client.rooms.get(post.place.room)
        return bool(post.user) and room is not None and post.user not in room.users

    def _elsewhere(self, post: Post, letter: Letter) -> LaneMoved | TryAgain:
        """Let a letter go to another room with the person, or wait for one; the Lotse is told that it waits."""
        us = {post.user, self.client.user_id}
        others = (room.room_id for room in self.client.rooms.values() if set(room.users) == us)
        if found := next((room for room in others if room != post.place.room), None):
            return LaneMoved(found)
        return TryAgain("nobody is there", meanwhile=tuple(self.lotsen.waits(letter.ticket)) if letter.ticket else ())

    async def _was_missed(self, post: Post, message: str) -> bool:
        """Whether the person had left the room when a message came into it, which no sync has told yet."""
        if not post.user or post.kind not in {"send", "document"}:
            return False
        room = f"/v3/rooms/{quote(post.place.room)}"
        if _is_in(await self._told(f"{room}/state/m.room.member/{quote(post.user)}")):
            return False
        at_the_time = await self._told(f"{room}/context/{quote(message)}?limit=0")
        members = [state for state in at_the_time.get("state", ()) if state.get("type") == "m.room.member"]
        theirs = (state.get("content", {}) for state in members if state.get("state_key") == post.user)
        return bool(at_the_time) and not _is_in(next(theirs, {}))

    async def _told(self, path: str) -> Mapping[str, Any]:
        """Return what the server tells, nothing if it refuses. Raises MatrixCallError for what passes."""
        try:
            return await self.client.call("GET", path)
        except MatrixCallError as error:
            if error.passes:
                raise
            return {}

    async def _failed(self, error: MatrixCallError, post: Post, letter: Letter) -> Outcome:
        outcome = failure(error)
        if error.limited and isinstance(outcome, TryAgain):
            self._rest["until"] = self.clock() + (outcome.seconds or 0.0)  # the limit is for all rooms together
            self._rest["signs"] = self.clock() + _WITHOUT_SIGNS
        if error.code == UNKNOWN_ROOM and not await self._are_in(post.place.room):
            return self._elsewhere(post, letter) if post.user else Undeliverable("not in this room")
        return outcome

    async def _are_in(self, room: str) -> bool:
        """Whether we are in a room, of which the next sync then tells."""
        path = f"/v3/rooms/{quote(room)}/state/m.room.member/{quote(self.client.user_id)}"
        try:
            return (await self._told(path)).get("membership") == "join"
        except MatrixCallError:
            return True

    async def _perform(self, post: Post, file: bytes | None) -> str:
        """Do what a letter says and return the id of the message. Raises MatrixCallError."""
        match post.kind:
            case "send":
                return await self._put(post, self._content(post))
            case "document":
                return await self._send_file(post, file)
            case "redact":
                return await self._redact(post, post.message or "", post.id)
            case "edit":
                return await self._edit(post)

    async def _put(self, post: Post, content: Mapping[str, Any]) -> str:
        return await self.client.put_event(post.place.room, "m.room.message", content, post.id)

    def _content(self, post: Post) -> dict[str, Any]:
        content = _text(post)
        if post.choices:
            content[CHOICES] = {"actions": list(post.choices), "person": post.person}
        if about := _relation(post):
            content["m.relates_to"] = about
        return content

    async def _send_file(self, post: Post, stored: bytes | None) -> str:
        name, kind, content = await _file(post, stored)
        room = self.client.rooms.get(post.place.room)
        told: dict[str, Any] = {"msgtype": "m.file", "body": name, "filename": name}
        if room is None:
            raise unknown_room()  # nothing lies open at the server that might have been meant to be encrypted
        if room.encrypted:
            secret, keys = await asyncio.to_thread(encrypt_attachment, content)
            address = await self.client.upload_file(secret, "", "application/octet-stream")
            told["file"] = {**keys, "url": address}
        else:
            told["url"] = await self.client.upload_file(content, name, kind)
        told["info"] = {"mimetype": kind, "size": len(content)}
        if about := _relation(post):
            told["m.relates_to"] = about
        return await self._put(post, told)

    async def _edit(self, post: Post) -> str:
        """Change an answer, and send it anew if there is none."""
        answers: Sequence[str] = (post.message,) if post.message else ()
        if post.mark.person is not None and post.mark.question is not None:
            answers = await self.deliveries.answers_to(post.mark.person, post.mark.question)
        if not answers:
            return await self._put(post, self._content(post))
        for number, old in enumerate(answers[1:]):
            await self._redact(post, old, f"{post.id}-{number}")
        new = self._content(replace(post, reply_to=None))
        content = {**_text(post), "body": f"* {post.said.body}", "formatted_body": f"* {post.said.html}"}
        content |= {"m.new_content": new, "m.relates_to": {"rel_type": "m.replace", "event_id": answers[0]}}
        if post.choices:
            content[CHOICES] = new[CHOICES]
        await self._put(post, content)
        if post.mark.person is not None and post.mark.question is not None:
            await self.deliveries.forget(post.mark.person, post.mark.question)
        return answers[0]

    async def _redact(self, post: Post, message: str, transaction: str) -> str:
        """Delete a message; one that is gone already counts as deleted."""
        path = f"/v3/rooms/{quote(post.place.room)}/redact/{quote(message)}/{quote(transaction)}"
        try:
            await self.client.call("PUT", path, {})
        except MatrixCallError as error:
            if error.passes:
                raise
        return message

    def _offer(self, post: Post, message: str) -> None:
        """Set the numbers below a message beside everything else; the numbered lines do without."""
        if post.choices and self.clock() >= self._rest.get("signs", 0.0):
            task = asyncio.create_task(self._set_signs(post, message))
            self._signs.add(task)
            task.add_done_callback(self._signs.discard)

    async def _set_signs(self, post: Post, message: str) -> None:
        for number, _ in zip(NUMBERS, post.choices, strict=False):
            about = {"rel_type": "m.annotation", "event_id": message, "key": number}
            try:
                await self.client.put_event(
                    post.place.room, "m.reaction", {"m.relates_to": about}, f"{post.id}{number[0]}"
                )
            except MatrixCallError as error:
                if error.code == "M_DUPLICATE_ANNOTATION":  # set below the message before it was changed
                    continue
                if error.limited:
                    self._rest["signs"] = self.clock() + _WITHOUT_SIGNS
                _log.info("the numbers below a message are left out: %s", error)
                return


def _in_room(post: Post, room: str) -> Post:
    """Return a post as it is where its room has become another one: what was said before can't be changed there."""
    kind = "send" if post.kind == "edit" and room != post.place.room else post.kind
    return replace(post, kind=kind, place=replace(post.place, room=room))


def _is_in(membership: Mapping[str, Any]) -> bool:
    return membership.get("membership") in {"join", "invite"}


def _text(post: Post) -> dict[str, Any]:
    return {
        "msgtype": "m.text",
        "body": post.said.body,
        "format": "org.matrix.custom.html",
        "formatted_body": post.said.html,
        "m.mentions": {},
    }


def _relation(post: Post) -> dict[str, Any]:
    """Return how a message belongs to others: in a thread, as a reply."""
    about: dict[str, Any] = {}
    if post.reply_to:
        about["m.in_reply_to"] = {"event_id": post.reply_to}
    if post.place.thread:
        about |= {"rel_type": "m.thread", "event_id": post.place.thread, "is_falling_back": not post.reply_to}
        about.setdefault("m.in_reply_to", {"event_id": post.place.thread})
    return about


async def _file(post: Post, stored: bytes | None) -> tuple[str, str, bytes]:
    """Return the file's name, kind and content; what has to be made is made beside the event loop."""
    if post.document is None:
        return post.name, "application/json", stored or b""
    documents = importlib.import_module("bot.documents")  # its libraries take a while to load
    file = await asyncio.to_thread(documents.render, post.document)
    return file.name, file.media_type, file.content


def _plain(place: Any, text: str) -> Letter:
    [said] = text_as_messages(text)
    return as_letter(Post("send", place, said))
