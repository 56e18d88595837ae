"""The Bot API's HTML: what it understands, and with which words it refuses the rest (td/telegram/MessageEntity.cpp)."""

import re
from dataclasses import dataclass

from tests.botapi.errors import ApiError, bad_request
from tests.botapi.shapes import Json
from tests.botapi.text import utf16_length

_TYPES = {
    "a": "text_link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "strikethrough",
    "strike": "strikethrough", "del": "strikethrough", "u": "underline", "ins": "underline",
    "tg-spoiler": "spoiler", "span": "spoiler", "tg-emoji": "custom_emoji", "code": "code", "pre": "pre",
    "blockquote": "blockquote",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ENTITY = re.compile(r"&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(lt|gt|amp|quot));")
_ATTRIBUTE = re.compile(
    r"""\s*(?P<name>[^\s=>]*)\s*(?P<equal>=?)\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<token>[\w.-]*))"""
)
_LAST_CHARACTER = 0x10FFFF
_SPACES = re.compile(r"\s*")


@dataclass(frozen=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    start: int


class _Reader:
    """Reads one markup from left to right."""

    def __init__(self, markup: str) -> None:
        self.markup, self.at = markup, 0
        self.text = ""
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def read(self) -> tuple[str, tuple[Json, ...]]:
        while self.at < len(self.markup):
            start = self.markup.find("<", self.at)
            self.text += _unescape(self.markup[self.at : start if start >= 0 else None])
            if start < 0:
                break
            self.at = start
            if self.markup.startswith("</", start):
                self._close()
            else:
                self._start()
        if self.open:
            raise self._error(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return self.text, tuple(self.entities)

    def _start(self) -> None:
        begin = self.at
        tag = self._name(begin + 1, f"Unclosed start tag{self._place(begin)}")
        if tag not in _TYPES:
            raise self._error(f'Unsupported start tag "{tag}"{self._place(begin)}')
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error(f'Tag "span" must have class "tg-spoiler"{self._place(begin)}')
        if tag == "tg-emoji" and "emoji-id" not in attributes:
            raise self._error(f'Tag "tg-emoji" must have attribute "emoji-id"{self._place(begin)}')
        self.open.append(_Open(tag, attributes, utf16_length(self.text), len(self.text)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self.at = _SPACES.match(self.markup, self.at).end()  # type: ignore[union-attr]  # matches the empty string
            if self.at >= len(self.markup):
                raise self._error(f'Unclosed start tag "{tag}"{self._place(begin)}')
            if self.markup[self.at] == ">":
                self.at += 1
                return found
            name, value = self._attribute(tag, begin)
            found[name] = value

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        match = _ATTRIBUTE.match(self.markup, self.at)
        if match is None or not match["name"]:
            raise self._error(f'Empty attribute name in the tag "{tag}"{self._place(begin)}')
        self.at = match.end()
        if self.at >= len(self.markup):
            raise self._error(f"Unclosed start tag{self._place(begin)}")
        quoted = match["double"] if match["double"] is not None else match["single"]
        if quoted is None and self.markup[self.at] in "\"'":
            raise self._error(f"Unclosed start tag{self._place(begin)}")
        if quoted is None and not (self.markup[self.at].isspace() or self.markup[self.at] == ">"):
            raise self._error(f"Unexpected end of name token{self._place(match.start('token'))}")
        return match["name"].lower(), _unescape(quoted) if quoted is not None else match["token"].lower()

    def _close(self) -> None:
        begin = self.at
        if not self.open:
            raise self._error(f"Unexpected end tag{self._place(begin)}")
        unclosed = f"Unclosed end tag{self._place(begin)}"
        name = self._name(begin + 2, unclosed)
        self.at = _SPACES.match(self.markup, self.at).end()  # type: ignore[union-attr]  # matches the empty string
        if not self.markup.startswith(">", self.at):
            raise self._error(unclosed)
        self.at += 1
        opened = self.open.pop()
        if name and name != opened.tag:
            raise self._error(f'Unmatched end tag{self._place(begin)}, expected "</{opened.tag}>", found "</{name}>"')
        self._keep(opened)

    def _keep(self, opened: _Open) -> None:
        length = utf16_length(self.text) - opened.offset
        entity: Json = {"type": _TYPES[opened.tag], "offset": opened.offset, "length": length}
        if opened.tag == "a":
            entity["url"] = opened.attributes.get("href") or self.text[opened.start :]
            if not re.match(r"(https?|tg|mailto|tel|ton)://?.|mailto:.|tel:.|[\w-]+(\.[\w-]+)+", entity["url"]):
                return  # the real one shows the text and forgets the link
        if opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        if opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes["emoji-id"]
        if length:
            self.entities.append(entity)

    def _name(self, start: int, unclosed: str) -> str:
        self.at = start
        while self.at < len(self.markup) and not self.markup[self.at].isspace() and self.markup[self.at] != ">":
            self.at += 1
        if self.at >= len(self.markup):
            raise self._error(unclosed)
        return self.markup[start : self.at].lower()

    def _place(self, position: int) -> str:
        return f" at byte offset {len(self.markup[:position].encode())}"

    def _error(self, problem: str) -> ApiError:
        return bad_request(f"can't parse entities: {problem}")


def _unescape(text: str) -> str:
    return _ENTITY.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    code = int(match[1]) if match[1] else int(match[2], 16)
    return chr(code) if 0 < code <= _LAST_CHARACTER else match[0]


def parse(markup: str) -> tuple[str, tuple[Json, ...]]:
    """The plain text of a markup, and its entities."""
    return _Reader(markup).read()
