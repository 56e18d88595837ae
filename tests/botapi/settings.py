"""The methods by which the bot sets and reads things about itself: commands, descriptions and webhook."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.botapi.errors import bad_request
from tests.botapi.params import Params
from tests.botapi.render import person_json
from tests.botapi.shapes import Json
from tests.botapi.world import Webhook, World

MOST_COMMANDS = 100
_SCOPES = {
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators",
    "chat_member",
}  # fmt: skip


def get_me(world: World, _params: Params) -> Json:
    abilities = {"can_join_groups": True, "can_read_all_group_messages": True, "supports_inline_queries": True}
    return person_json(world.bot) | abilities


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
    parts = (scope.get(name) for name in ("type", "chat_id", "user_id"))
    return ":".join(str(part) for part in parts if part is not None), language


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


METHODS: Mapping[str, Callable[[World, Params], Any]] = {
    "getme": get_me,
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
}
