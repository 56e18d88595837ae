"""Reduces what a server sends to what is needed here, and completes it to what the library insists on; pure.

Servers for tests send only what their authors needed. What counts (who wrote, where, what) is never made up; the rest
gets a value that says nothing. What nobody here needs (names, photos, places, contacts) is left behind, and so it is
never stored, whatever it looks like.
"""

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]

OTHER_CONTENT = "other_content"
"""What a message has in place of its photo, contact or the like: which of these it was."""
_OTHER = (
    *("photo", "voice", "audio", "video", "video_note", "sticker", "document", "location", "contact", "poll"),
    *("animation", "venue", "dice", "story", "paid_media", "checklist"),
)
_KEPT = (
    *("message_id", "date", "edit_date", "text", "caption", "message_thread_id", "is_topic_message"),
    *("migrate_to_chat_id", "reply_markup", OTHER_CONTENT),
)
_LONG_AGO = 1
"""A date; 0 would mean that the message is out of reach. Nothing here goes by the server's clock."""


def completed_update(update: Json) -> dict[str, Any]:
    """Return what an update says that is needed, as the library reads it."""
    done: dict[str, Any] = {"update_id": _number(update.get("update_id"))}
    for kind in ("message", "edited_message"):
        if isinstance(message := update.get(kind), dict):
            done[kind] = completed_message(message)
    if isinstance(query := update.get("callback_query"), dict):
        done["callback_query"] = _query(query, "data", chat_instance="")
        if isinstance(message := query.get("message"), dict):
            done["callback_query"]["message"] = completed_message(message)
    if isinstance(query := update.get("inline_query"), dict):
        done["inline_query"] = _query(query, "query", offset="")
    return done


def completed_me(me: object, number: int) -> dict[str, Any]:
    """Return the bot's own account; `number` is its id if that is not told."""
    told = me if isinstance(me, dict) else {}
    return {**_user({"id": number, "is_bot": True, **told}), "username": told.get("username")}


def completed_message(message: object, chat: object = None) -> dict[str, Any]:
    """Return a message; where that is not said, without a number (0) and in this chat."""
    told = message if isinstance(message, dict) else {}
    done: dict[str, Any] = {"message_id": 0, "date": _LONG_AGO}
    done |= {key: _number_in(key, told[key]) for key in _KEPT if key in told}
    done["chat"] = _chat(told.get("chat", {"id": chat}))
    done |= {key: _user(told[key]) for key in ("from", "via_bot") if key in told}
    if "sender_chat" in told:
        done["sender_chat"] = _chat(told["sender_chat"])
    if "reply_to_message" in told:
        done["reply_to_message"] = completed_message(told["reply_to_message"], done["chat"]["id"])
    other = next((kind for kind in _OTHER if told.get(kind)), None)
    return done | ({OTHER_CONTENT: other} if other else {})


def _query(query: Json, content: str, **insisted: str) -> dict[str, Any]:
    told = {content: query[content]} if content in query else {}
    return {"id": str(query.get("id", "")), "from": _user(query.get("from")), **told, **insisted}


def _user(user: object) -> dict[str, Any]:
    told = user if isinstance(user, dict) else {}
    return {"id": _number(told.get("id")), "is_bot": told.get("is_bot", False), "first_name": ""}


def _chat(chat: object) -> dict[str, Any]:
    told = chat if isinstance(chat, dict) else {}
    number = _number(told.get("id"))
    private = isinstance(number, int) and number > 0
    return {"id": number, "type": told.get("type", "private" if private else "supergroup")}


def _number_in(key: str, value: object) -> object:
    return _number(value) if key.endswith(("_id", "date")) else value


def _number(value: object) -> object:
    """Return a number that came as a text as such."""
    is_text = isinstance(value, str) and value.removeprefix("-").isdecimal()
    return int(value) if is_text else value  # type: ignore[call-overload]  # a text of digits was made sure of above
