"""The methods that put messages into chats, change them and take them away."""

import html as escaping
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.botapi import errors
from tests.botapi.errors import bad_request
from tests.botapi.html import parse
from tests.botapi.params import Params, Upload
from tests.botapi.render import post_json
from tests.botapi.shapes import Chat, Document, Json, Post
from tests.botapi.text import utf16_length
from tests.botapi.world import World

MOST_CHARACTERS, MOST_CAPTION, MOST_ENTITIES, MOST_DATA, MOST_BUTTONS = 4096, 1024, 100, 64, 100
_OPTIONS = ("link_preview_options", "disable_notification", "protect_content")
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """What a message says, as it is shown and as it was written."""

    plain: str
    html: str
    entities: tuple[Json, ...]


def send_message(world: World, params: Params) -> Json:
    if not params.text("text"):
        raise bad_request("message text is empty")
    text = read_text(params)
    if not text.plain:
        raise bad_request("text must be non-empty")
    return post_json(world, _send(world, params, text))


def send_document(world: World, params: Params) -> Json:
    text = _read_caption(params)
    document = _read_file(world, params, "document")
    return post_json(world, _send(world, params, text, document=document))


def send_photo(world: World, params: Params) -> Json:
    text = _read_caption(params)
    file = _read_file(world, params, "photo")
    size = {"file_id": file.file_id, "file_unique_id": file.file_id[-12:], "width": 320, "height": 320}
    post = _send(world, params, text, extra={"photo": [{**size, "file_size": len(file.content)}]})
    return post_json(world, post)


def edit_message_text(world: World, params: Params) -> Json:
    text = read_text(params)
    post = _to_edit(world, params)
    if not text.plain:
        raise bad_request("message text is empty" if not params.text("text") else "text must be non-empty")
    markup = read_markup(params)
    if (text.plain, text.entities, markup) == (post.text, post.entities, post.markup):
        raise bad_request(_NOT_MODIFIED)
    changed = world.change(
        post,
        text=text.plain,
        html=text.html,
        entities=text.entities,
        markup=markup,
        options=_read_options(params),
        edited=world.now(),
    )
    return post_json(world, changed)


def edit_message_reply_markup(world: World, params: Params) -> Json:
    post, markup = _to_edit(world, params), read_markup(params)
    if markup == post.markup:
        raise bad_request(_NOT_MODIFIED)
    return post_json(world, world.change(post, markup=markup, edited=world.now()))


def delete_message(world: World, params: Params) -> bool:
    chat = chat_to_write_to(world, params)
    post = world.posts.get((chat.id, params.integer("message_id")))
    if post is None:
        raise bad_request("message to delete not found")
    del world.posts[chat.id, post.id]
    return True


def delete_messages(world: World, params: Params) -> bool:
    chat = chat_to_write_to(world, params)
    for number in params.json("message_ids", []):
        world.posts.pop((chat.id, number), None)
    return True


def send_chat_action(world: World, params: Params) -> bool:
    if params.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    _thread(world, chat_to_write_to(world, params), params)
    return True


def find_chat(world: World, params: Params) -> Chat:
    """The chat of a request, by id or by @name."""
    given = params.text("chat_id")
    if not given:
        raise bad_request("chat_id is empty")
    named = (chat for chat in world.chats.values() if chat.username and f"@{chat.username}" == given)
    chat = next(named, None) if given.startswith("@") else world.chats.get(params.integer("chat_id"))
    if chat is None:
        raise bad_request("chat not found")
    return chat


def chat_to_write_to(world: World, params: Params) -> Chat:
    """The chat of a request, if the bot may write to it."""
    chat = find_chat(world, params)
    if chat.id in world.moved:
        raise errors.migrated(world.moved[chat.id])
    if chat.id in world.standing:
        raise errors.forbidden(world.standing[chat.id])
    return chat


def _send(world: World, params: Params, text: Text, **more: object) -> Post:
    markup = read_markup(params)
    chat = chat_to_write_to(world, params)
    thread, reply_to = _thread(world, chat, params), _reply_to(world, chat, params)
    world.limits.count(chat)
    return world.post(
        chat,
        world.bot,
        text.plain,
        html=text.html,
        entities=text.entities,
        markup=markup,
        thread=thread,
        reply_to=reply_to,
        options=_read_options(params),
        **more,
    )


def _read_options(params: Params) -> Json:
    return {name: value for name, value in params.to_json().items() if name in _OPTIONS}


def read_text(params: Params) -> Text:
    """The text of a message, held to the rules."""
    return _read(params, "text", "entities", MOST_CHARACTERS, "message is too long")


def _read_caption(params: Params) -> Text:
    return _read(params, "caption", "caption_entities", MOST_CAPTION, "message caption is too long")


def _read(params: Params, name: str, entities_name: str, most: int, too_long: str) -> Text:
    markup, mode = params.text(name), params.text("parse_mode").lower()
    if mode not in {"", "html"}:
        raise bad_request("unsupported parse_mode")  # the real one knows Markdown as well
    plain, entities = parse(markup) if mode else (markup, tuple(params.json(entities_name, ())))
    plain, entities = _trim(plain, entities)
    if utf16_length(plain) > most:
        raise bad_request(too_long)
    if len(entities) > MOST_ENTITIES:
        raise bad_request("ENTITIES_TOO_LONG")
    return Text(plain, markup if mode else escaping.escape(plain, quote=False), entities)


def _trim(text: str, entities: tuple[Json, ...]) -> tuple[str, tuple[Json, ...]]:
    """Take the white space off both ends, as the Bot API does in silence."""
    start = utf16_length(text) - utf16_length(text.lstrip())
    end = utf16_length(text.strip())
    kept = []
    for entity in entities:
        first = max(entity["offset"] - start, 0)
        last = min(entity["offset"] - start + entity["length"], end)
        if last > first:
            kept.append({**entity, "offset": first, "length": last - first})
    return text.strip(), tuple(kept)


def read_markup(params: Params) -> Json | None:
    """The buttons of a message, held to the rules."""
    markup = params.json("reply_markup")
    if not markup:
        return None
    if "inline_keyboard" not in markup:
        return dict(markup)
    for button in (buttons := list(_buttons(markup))):
        _check_button(button)
    if len(buttons) > MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return dict(markup) if buttons else None


def _buttons(markup: Json) -> Iterator[Json]:
    return (button for row in markup["inline_keyboard"] for button in row)


def _check_button(button: Json) -> None:
    problem = "can't parse inline keyboard button: "
    if not isinstance(button.get("text"), str):
        raise bad_request(problem + 'Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request(problem + "Text must be non-empty")
    if not button.keys() - {"text"}:
        raise bad_request(problem + "Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= MOST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not re.match(r"(https?|tg)://.", button["url"]):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _thread(world: World, chat: Chat, params: Params) -> int | None:
    if "message_thread_id" not in params:
        return None
    thread = params.integer("message_thread_id")
    if thread not in world.topics[chat.id]:
        raise bad_request("message thread not found")
    return thread


def _reply_to(world: World, chat: Chat, params: Params) -> int | None:
    reply = params.json("reply_parameters", {})
    number = int(reply.get("message_id") or params.integer("reply_to_message_id"))
    if not number or (chat.id, number) in world.posts:
        return number or None
    if reply.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _to_edit(world: World, params: Params) -> Post:
    if "inline_message_id" in params:
        raise bad_request("MESSAGE_ID_INVALID")
    chat = chat_to_write_to(world, params)
    post = world.posts.get((chat.id, params.integer("message_id")))
    if post is None:
        raise bad_request("message to edit not found")
    if post.sender != world.bot:
        raise bad_request("message can't be edited")
    return post


def _read_file(world: World, params: Params, name: str) -> Document:
    upload = params.file(name)
    if upload is not None:
        return _keep(world, upload)
    if name not in params:
        raise bad_request(f"there is no {name} in the request")
    if params.text(name) not in world.documents:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return world.documents[params.text(name)]


def _keep(world: World, upload: Upload) -> Document:
    if not upload.content:
        raise bad_request("file must be non-empty")
    file_id = f"BQACAgIAAxkDAAIB{world.number('file'):012d}"
    world.documents[file_id] = Document(file_id, upload.name, upload.mime, upload.content)
    return world.documents[file_id]


METHODS: Mapping[str, Callable[[World, Params], Any]] = {
    "sendmessage": send_message,
    "senddocument": send_document,
    "sendphoto": send_photo,
    "editmessagetext": edit_message_text,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "sendchataction": send_chat_action,
}
