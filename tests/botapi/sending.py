"""The methods that put messages into chats, change them and take them away."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.botapi.content import Text, read_caption, read_file, read_markup, read_text
from tests.botapi.errors import bad_request
from tests.botapi.params import Params
from tests.botapi.places import chat_to_write_to
from tests.botapi.render import post_json
from tests.botapi.shapes import Chat, Json, Post
from tests.botapi.world import World

_OPTIONS = ("link_preview_options", "disable_notification", "protect_content")
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


def send_message(world: World, params: Params) -> Json:
    if not params.text("text"):
        raise bad_request("message text is empty")
    text = read_text(params)
    if not text.plain:
        raise bad_request("text must be non-empty")
    return post_json(world, _send(world, params, text))


def send_document(world: World, params: Params) -> Json:
    text = read_caption(params)
    document = read_file(world, params, "document")
    return post_json(world, _send(world, params, text, document=document))


def send_photo(world: World, params: Params) -> Json:
    text = read_caption(params)
    file = read_file(world, params, "photo")
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
