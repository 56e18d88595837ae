"""The part of a script in which people write, press and share."""

import re
from typing import Literal

from tests.botapi.render import person_json, post_json
from tests.botapi.shapes import Chat, Inquiry, Json, Person, Post, Press
from tests.botapi.stage import Staged, step
from tests.botapi.telling import tell
from tests.botapi.text import entities_of

Kind = Literal[
    "photo", "voice", "sticker", "document", "location", "contact", "poll", "video", "audio", "video_note", "dice"
]
_START = re.compile(r"[A-Za-z0-9_-]{0,64}")
_INLINE_LIMIT = 256


class Talk(Staged):
    """What people do; each step tells the bot by an update."""

    @step
    def say(
        self, chat: Chat, by: Person, text: str, *, thread: int | None = None, reply_to: Post | None = None
    ) -> Post:
        """Somebody writes a text; commands, mentions and addresses in it become entities."""
        if chat.id == by.id:
            self._world.standing.pop(chat.id, None)
        number = reply_to.id if reply_to else None
        if thread is None and reply_to and chat.type == "supergroup":
            thread = reply_to.thread or (None if chat.is_forum else reply_to.id)
        return tell(self._world, self._world.type(chat, by, text, thread=thread, reply_to=number))

    @step
    def start(self, chat: Chat, by: Person, parameter: str = "") -> Post:
        """Somebody follows `t.me/BOT?start=parameter` and presses START."""
        if not _START.fullmatch(parameter):
            raise ValueError(f"Telegram opens no link with the start parameter {parameter!r}")
        self._world.standing.pop(chat.id, None)
        return tell(self._world, self._world.type(chat, by, f"/start {parameter}".strip()))

    @step
    def edit(self, post: Post, text: str) -> Post:
        """Somebody changes what they wrote."""
        entities, now = entities_of(text), self._world.now()
        return tell(self._world, self._world.change(post, text=text, entities=entities, edited=now), "edited_message")

    @step
    def erase(self, post: Post) -> None:
        """Somebody deletes a message; no update tells the bot."""
        del self._world.posts[post.chat, post.id]

    @step
    def share(self, chat: Chat, by: Person, kind: Kind, *, caption: str = "", thread: int | None = None) -> Post:
        """Somebody sends anything but text."""
        content = _content(kind, f"AgACAgIAAxkBAAIC{self._world.number('shared'):012d}")
        self._world.foreign_files |= _file_ids(content)
        more = {"entities": entities_of(caption), "thread": thread}
        return tell(self._world, self._world.post(chat, by, caption, extra={kind: content}, **more))

    @step
    def press(self, post: Post, button: str, by: Person) -> Press:
        """Somebody presses a button, named by its label or its data, as the message stands now."""
        current = self._world.posts.get((post.chat, post.id), post)
        buttons = [button for row in current.buttons for button in row if button.data is not None]
        found = next((b for b in buttons if button in {b.label, b.data}), None)
        if found is None or found.data is None:
            shown = ", ".join(f"{b.label!r} ({b.data})" for b in buttons) or "none"
            raise AssertionError(f"No button {button!r}; the message has {shown}")
        return self._press(current, found.data, by)

    @step
    def forge(self, post: Post, data: str, by: Person) -> Press:
        """A callback query with any data, on any message, even one that is gone."""
        return self._press(self._world.posts.get((post.chat, post.id), post), data, by)

    @step
    def expire(self, press: Press) -> None:
        """The query has become too old to be answered."""
        self._world.questions[press.id].open = False

    @step
    def inline(self, by: Person, text: str) -> Inquiry:
        """Somebody types `@bot text` in any chat."""
        question = self._world.ask("inline")
        content: Json = {
            "id": question.id,
            "from": person_json(by),
            "query": text[:_INLINE_LIMIT],
            "offset": "",
            "chat_type": "group",
        }
        return Inquiry(question.id, text, self._world.updates.add("inline_query", content))

    @step
    def update(self, kind: str, content: Json) -> int:
        """Any update at all, such as a careless server may send."""
        return self._world.updates.add(kind, content)

    def _press(self, post: Post, data: str, by: Person) -> Press:
        question = self._world.ask("callback")
        message = post_json(self._world, post)
        if (post.chat, post.id) not in self._world.posts:
            message = {"chat": message["chat"], "message_id": post.id, "date": 0}
        content: Json = {
            "id": question.id,
            "from": person_json(by),
            "chat_instance": str(post.chat * 31),
            "message": message,
            "data": data,
        }
        return Press(question.id, data, self._world.updates.add("callback_query", content))


def _content(kind: Kind, file_id: str) -> Json | list[Json]:
    """The field of a message that carries the shared thing."""
    file: Json = {"file_id": file_id, "file_unique_id": file_id[-12:], "file_size": 4096}
    picture = {**file, "width": 320, "height": 320}
    poll = {"id": file_id, "question": "Wann?", "options": [], "total_voter_count": 0, "type": "regular"}
    rules = dict.fromkeys(
        ("is_closed", "is_anonymous", "allows_multiple_answers", "allows_revoting", "members_only"), False
    )
    contents: dict[Kind, Json | list[Json]] = {
        "photo": [{**picture, "file_id": f"{file_id}s", "width": 90, "height": 90}, picture],
        "sticker": {**picture, "type": "regular", "is_animated": False, "is_video": False},
        "document": {**file, "file_name": "antrag.pdf", "mime_type": "application/pdf"},
        "location": {"latitude": 51.0504, "longitude": 13.7373},
        "contact": {"phone_number": "+493510000000", "first_name": "Erika"},
        "dice": {"emoji": "\N{GAME DIE}", "value": 4},
        "poll": {**poll, **rules},
        "video_note": {**file, "length": 240, "duration": 3},
        "video": {**picture, "duration": 3},
        "voice": {**file, "duration": 3, "mime_type": "audio/ogg"},
        "audio": {**file, "duration": 3, "mime_type": "audio/mpeg"},
    }
    return contents[kind]


def _file_ids(content: Json | list[Json]) -> set[str]:
    parts = content if isinstance(content, list) else [content]
    return {part["file_id"] for part in parts if "file_id" in part}
