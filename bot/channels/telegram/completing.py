"""Fills in what some servers leave out, so that the library can read it; pure.

Servers for tests send only what their authors needed. What the library insists on, but nobody here uses, gets a value
that says nothing; what counts (who wrote, where, what) is never made up.
"""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

_LONG_AGO = 1
"""A date; 0 would mean that the message is out of reach. Nothing here goes by the server's clock."""
_PEOPLE = ("from", "user", "via_bot")
_CHATS = ("chat", "sender_chat")
_MESSAGES = ("message", "edited_message", "reply_to_message")
_NUMBERS = ("id", "message_id", "message_thread_id", "migrate_to_chat_id")


def completed_update(update: Mapping[str, Any]) -> Json:
    """Return an update with everything that the library needs to read it."""
    done = _completed(update)
    for kind in ("callback_query", "inline_query"):
        if isinstance(query := done.get(kind), dict) and "id" in query:
            query["id"] = str(query["id"])
    if isinstance(query := done.get("callback_query"), dict):
        query.setdefault("chat_instance", "")
    if isinstance(query := done.get("inline_query"), dict):
        query.setdefault("offset", "")
    return done


def completed_user(user: Any, number: int) -> Json:
    """Return a user; `number` is whose it is if that is not said."""
    return _user({"id": number, **(_completed(user) if isinstance(user, dict) else {})})


def completed_message(message: Any, chat: object) -> Json:
    """Return a message that was sent; without a number (0) if the server tells none."""
    known = _completed(message) if isinstance(message, dict) else {}
    return _message({"message_id": 0, "chat": _chat(_completed({"id": chat})), **known})


def _completed(given: Mapping[str, Any]) -> Json:
    done = {key: _value(key, value) for key, value in given.items()}
    for keys, complete in ((_PEOPLE, _user), (_CHATS, _chat), (_MESSAGES, _message)):
        for key in keys:
            if isinstance(value := done.get(key), dict):
                done[key] = complete(value)
    if isinstance(reply := done.get("reply_to_message"), dict) and "chat" in done:
        reply.setdefault("chat", done["chat"])
    return done


def _value(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return _completed(value)
    if key in _NUMBERS and isinstance(value, str) and value.removeprefix("-").isdecimal():
        return int(value)
    return value


def _user(user: Json) -> Json:
    return {"is_bot": False, "first_name": "", **user}


def _chat(chat: Json) -> Json:
    number = chat.get("id")
    private = isinstance(number, int) and number > 0
    return {"type": "private" if private else "supergroup", **chat}


def _message(message: Json) -> Json:
    return {"date": _LONG_AGO, **message}
