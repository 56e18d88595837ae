"""Chats and files as the bot names them, and the methods that tell about them."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.botapi import errors
from tests.botapi.errors import bad_request
from tests.botapi.params import Params
from tests.botapi.render import chat_json, person_json
from tests.botapi.shapes import Chat, Json
from tests.botapi.world import World

_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
    False,
)


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


def get_chat(world: World, params: Params) -> Json:
    chat = chat_to_write_to(world, params)
    limits = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
    return chat_json(chat) | limits


def get_chat_member(world: World, params: Params) -> Json:
    chat = chat_to_write_to(world, params)
    number = params.integer("user_id")
    person = world.bot if number == world.bot.id else world.people.get(number)
    if person is None or (chat.type == "private" and number not in {chat.id, world.bot.id}):
        raise bad_request("user not found")
    return {"status": "member", "user": person_json(person)}


def leave_chat(world: World, params: Params) -> bool:
    chat = chat_to_write_to(world, params)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    world.standing[chat.id] = f"bot is not a member of the {chat.type} chat"
    return True


def get_file(world: World, params: Params) -> Json:
    file_id = params.text("file_id")
    document = world.documents.get(file_id)
    if document is None and file_id not in world.foreign_files:
        raise bad_request("invalid file_id")
    size = len(document.content) if document else 0
    return {
        "file_id": file_id,
        "file_unique_id": file_id[-12:],
        "file_size": size,
        "file_path": f"documents/{file_id}",
    }


METHODS: Mapping[str, Callable[[World, Params], Any]] = {
    "getchat": get_chat,
    "getchatmember": get_chat_member,
    "leavechat": leave_chat,
    "getfile": get_file,
}
