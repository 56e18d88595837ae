"""The connection to the Bot API, made with python-telegram-bot, and the calls without which the bot works as well."""

import json
import logging
import os
from collections.abc import Awaitable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import httpx
import telegram
from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram.failures import GatewayError
from bot.channels.telegram.updates import answered
from bot.config import TelegramSettings
from knowledge.wording import MessengerWording

_SECONDS = 12.0
POLL_SLACK = 3.0
"""Seconds that a long poll may take beyond what was asked for."""
_POOL, _POLLING_POOL = 64, 4
_KEPT = 6
"""Connections that are kept between requests: for each request all of them are looked at."""
_log = logging.getLogger(__name__)


class Requests(HTTPXRequest):
    """The library's requests, which also understand servers that report errors in other ways than Telegram's own."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Make a request and return status and body as Telegram's own server would. Raises TelegramError."""
        status, body = as_telegram(*await super().do_request(*args, **kwargs))
        if status in {HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT}:
            raise GatewayError(HTTPStatus(status).phrase)
        return status, body


def as_telegram(status: int, body: bytes) -> tuple[int, bytes]:
    """Return how Telegram's own server would say the same: an error in its status, a success with a result."""
    if status in {HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED}:
        return HTTPStatus.NOT_FOUND, body
    if status != HTTPStatus.OK:
        return status, body
    try:
        said = json.loads(body)
    except ValueError:
        return status, body
    if not isinstance(said, dict):
        return status, b""
    if said.get("ok", True) is not True:
        code = said.get("error_code")
        return code if isinstance(code, int) and code >= HTTPStatus.BAD_REQUEST else HTTPStatus.BAD_REQUEST, body
    return status, body if "result" in said else json.dumps({"ok": True, "result": True}).encode()


class Bot(telegram.Bot):
    """The library's bot, which gets along with scanty answers; what is done often goes past the library's objects."""

    async def raw_updates(self, offset: int, seconds: int, kinds: Sequence[str]) -> list[Any]:
        """Wait for updates; one that the library can't read must not keep the others back. Raises TelegramError."""
        data = {"offset": offset, "timeout": seconds, "allowed_updates": list(kinds)}
        updates = await self._post("getUpdates", data, read_timeout=seconds + POLL_SLACK)
        return updates if isinstance(updates, list) else []

    async def call(self, method: str, told: Mapping[str, Any]) -> int:
        """Make a call with all that is not None; return which message it led to, 0 if that is not told.

        Raises TelegramError.
        """
        return answered(await self._post(method, dict(told)))

    async def _do_post(self, endpoint: str, data: dict[str, Any], **timeouts: Any) -> Any:
        result = await super()._do_post(endpoint, data, **timeouts)
        if endpoint != "getMe":
            return result
        told = result if isinstance(result, dict) else {}
        return {"id": id_in(self.token), "is_bot": True, "first_name": "", **told}


def id_in(token: str) -> int:
    """Return the bot's id, which every token begins with; 0 if this one does not."""
    number = token.partition(":")[0]
    return int(number) if number.isdecimal() else 0


def connect(token: str, settings: TelegramSettings) -> Bot:
    """Return a bot; whoever sends with it keeps Telegram's limits (see `pace.py`)."""
    _keep_quiet()
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # spans of time as such, without the library's warning at each 429
    # Two pools, the polling one larger than one: a torn connection must not stop the polling.
    sending, polling = _requests(_POOL), _requests(_POLLING_POOL)
    if settings.base_url is None:
        return Bot(token, request=sending, get_updates_request=polling)
    root = str(settings.base_url).rstrip("/")
    return Bot(token, f"{root}/bot", f"{root}/file/bot", request=sending, get_updates_request=polling)


def _keep_quiet() -> None:
    """Keep out of the log what holds the token and what people wrote, and what is said by us without a traceback."""
    for chatty in ("httpx", "httpcore", "telegram"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.getLogger("telegram.request.BaseRequest").setLevel(logging.CRITICAL)


def _requests(pool: int) -> Requests:
    return Requests(
        connection_pool_size=pool,
        httpx_kwargs={"limits": httpx.Limits(max_connections=pool, max_keepalive_connections=_KEPT)},
        pool_timeout=_SECONDS,
        read_timeout=_SECONDS,
        write_timeout=_SECONDS,
        connect_timeout=_SECONDS,
    )


async def introduce(bot: Bot, words: MessengerWording, lotsen_group: int | None) -> None:
    """Set descriptions and command menus, as far as the server knows how."""
    menus = {name: [BotCommand(*item) for item in menu.items()] for name, menu in words.menus.items()}
    await optional("setMyDescription", bot.set_my_description(words.description))
    await optional("setMyShortDescription", bot.set_my_short_description(words.short_description))
    await optional("setMyCommands", bot.set_my_commands(menus["private"], BotCommandScopeAllPrivateChats()))
    await optional("setMyCommands", bot.set_my_commands(menus["group"], BotCommandScopeAllGroupChats()))
    if lotsen_group is not None:
        scope = BotCommandScopeChat(lotsen_group)
        await optional("setMyCommands", bot.set_my_commands(menus["team"], scope))


async def optional(name: str, call: Awaitable[object]) -> bool:
    """Make a call that may fail; False, and a line in the log, if it did."""
    try:
        await call
    except TelegramError as error:
        _log.info("optional call %s failed (%s) and is left out", name, type(error).__name__)
        return False
    return True
