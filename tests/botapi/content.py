"""What a message is made of, text, buttons and files, held to the Bot API's rules."""

import html as escaping
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.botapi.errors import bad_request
from tests.botapi.html import parse
from tests.botapi.params import Params, Upload
from tests.botapi.shapes import Document, Json
from tests.botapi.text import utf16_length
from tests.botapi.world import World

MOST_CHARACTERS, MOST_CAPTION, MOST_ENTITIES, MOST_DATA, MOST_BUTTONS = 4096, 1024, 100, 64, 100


@dataclass(frozen=True)
class Text:
    """What a message says, as it is shown and as it was written."""

    plain: str
    html: str
    entities: tuple[Json, ...]


def read_text(params: Params) -> Text:
    """The text of a message, held to the rules."""
    return _read(params, "text", "entities", MOST_CHARACTERS, "message is too long")


def read_caption(params: Params) -> Text:
    """The text below a file, which may be missing."""
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


def read_file(world: World, params: Params, name: str) -> Document:
    """The file of a message: an upload, or one that is there already."""
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
