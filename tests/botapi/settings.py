"""The methods by which the bot answers queries and sets and reads things about itself, its chats and its files."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.botapi import errors, sending
from tests.botapi.errors import bad_request
from tests.botapi.params import Params
from tests.botapi.render import chat_json, person_json
from tests.botapi.shapes import Json
from tests.botapi.world import Webhook, World

MOST_COMMANDS, MOST_RESULTS = 100, 50
_SCOPES = {
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators",
    "chat_member",
}  # fmt: skip


def get_me(world: World, _params: Params) -> Json:
    abilities = {"can_join_groups": True, "can_read_all_group_messages": True, "supports_inline_queries": True}
    return person_json(world.bot) | abilities


def answer_callback_query(world: World, params: Params) -> bool:
    if len(params.text("text")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    return _answer(world, params, "callback_query_id")


def answer_inline_query(world: World, params: Params) -> bool:
    results = params.json("results", [])
    if len(results) > MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [str(result.get("id", "")) for result in results]
    if any(not 1 <= len(number.encode()) <= 64 for number in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    for result in results:
        _check_result(result)
    return _answer(world, params, "inline_query_id")


def _check_result(result: Json) -> None:
    """Hold the text of an inline result to the rules of a message."""
    content = result.get("input_message_content")
    if result.get("type") != "article":
        return
    if not result.get("title"):
        raise bad_request("can't parse inline query result: Article title must be non-empty")
    if not content:
        raise bad_request("can't parse inline query result: Message content must be specified")
    sending.read_text(Params({**content, "text": content.get("message_text", "")}, {}))
    sending.read_markup(Params(result, {}))


def _answer(world: World, params: Params, name: str) -> bool:
    question = world.questions.get(params.text(name))
    if question is None or not question.open:
        raise errors.QUERY_TOO_OLD
    question.open = False
    question.answer = {key: value for key, value in params.to_json().items() if key != name}
    return True


def set_my_commands(world: World, params: Params) -> bool:
    commands = params.json("commands", [])
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.profile.commands[_scope(params)] = [_command(command) for command in commands]
    return True


def _command(given: Json) -> Json:
    command, description = given["command"].strip().removeprefix("/"), given["description"].strip()
    for name, text, most in (("command", command, 32), ("command description", description, 256)):
        if not text:
            raise bad_request(f"{name} must be non-empty")
        if len(text) > most:
            raise bad_request(f"{name} length must not exceed {most}")
    if not re.fullmatch(r"[a-z0-9_]+", command):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": command, "description": description}


def get_my_commands(world: World, params: Params) -> list[Json]:
    return world.profile.commands.get(_scope(params), [])


def delete_my_commands(world: World, params: Params) -> bool:
    world.profile.commands.pop(_scope(params), None)
    return True


def _scope(params: Params) -> tuple[str, str]:
    scope = params.json("scope", {"type": "default"})
    if scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    language = params.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return ":".join(str(part) for part in scope.values()), language


def setter(name: str, most: int) -> Callable[[World, Params], bool]:
    """The method that sets a text about the bot."""

    def set_text(world: World, params: Params) -> bool:
        if len(params.text(name)) > most:
            raise bad_request(f"{name.replace('_', ' ')} length must not exceed {most}")
        world.profile.texts[name, params.text("language_code")] = params.text(name)
        return True

    return set_text


def getter(name: str) -> Callable[[World, Params], Json]:
    """The method that reads a text about the bot."""

    def get_text(world: World, params: Params) -> Json:
        texts = world.profile.texts
        return {name: texts.get((name, params.text("language_code"))) or texts.get((name, ""), "")}

    return get_text


def set_webhook(world: World, params: Params) -> bool:
    url, secret = params.text("url"), params.text("secret_token")
    if not url:
        return delete_webhook(world, params)
    if urlsplit(url).scheme not in {"http", "https"}:  # a local Bot API server takes http as well
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    settings = {key: value for key, value in params.to_json().items() if key in {"max_connections", "allowed_updates"}}
    world.webhook = Webhook(url, secret, settings)
    _allow_and_drop(world, params)
    return True


def delete_webhook(world: World, params: Params) -> bool:
    world.webhook = Webhook()
    _allow_and_drop(world, params)
    return True


def _allow_and_drop(world: World, params: Params) -> None:
    allow(world, params)
    if params.flag("drop_pending_updates"):
        world.updates.clear()


def allow(world: World, params: Params) -> None:
    """Remember which kinds of update the bot wants; kept until it says otherwise."""
    if "allowed_updates" in params:
        world.updates.allowed = frozenset(params.json("allowed_updates", []))


def get_webhook_info(world: World, _params: Params) -> Json:
    webhook = world.webhook
    info: Json = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
        **webhook.settings,
    }
    if webhook.last_error:
        info |= {"last_error_date": world.now(), "last_error_message": webhook.last_error}
    return info


def get_chat(world: World, params: Params) -> Json:
    chat = sending.chat_to_write_to(world, params)
    limits = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
    return chat_json(chat) | limits


_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
    False,
)


def get_chat_member(world: World, params: Params) -> Json:
    chat = sending.chat_to_write_to(world, params)
    number = params.integer("user_id")
    person = world.bot if number == world.bot.id else world.people.get(number)
    if person is None or (chat.type == "private" and number not in {chat.id, world.bot.id}):
        raise bad_request("user not found")
    return {"status": "member", "user": person_json(person)}


def leave_chat(world: World, params: Params) -> bool:
    chat = sending.chat_to_write_to(world, params)
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
    "getme": get_me,
    "answercallbackquery": answer_callback_query,
    "answerinlinequery": answer_inline_query,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setmyname": setter("name", 64),
    "getmyname": getter("name"),
    "setmydescription": setter("description", 512),
    "getmydescription": getter("description"),
    "setmyshortdescription": setter("short_description", 120),
    "getmyshortdescription": getter("short_description"),
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "getchat": get_chat,
    "getchatmember": get_chat_member,
    "leavechat": leave_chat,
    "getfile": get_file,
}
