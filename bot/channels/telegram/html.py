"""Replies in Telegram's HTML, split where a message would be too long: at paragraphs, never inside a tag."""

from collections.abc import Iterator
from html import escape

from bot.talk.message import Reply
from bot.talk.plain import sources_line

LIMIT = 4000
"""Telegram's limit of a message is 4096 UTF-16 units after parsing; the rest is for a line above a repeated one."""
_GAP = 2
"""An empty line between paragraphs."""
_BREAKS = ("\n", ". ", "; ", ", ", " ")


def reply_as_html(reply: Reply) -> list[str]:
    """Return the reply's text and its sources as messages."""
    blocks = [(paragraph, "{}") for paragraph in reply.text.split("\n\n")]
    if reply.citations:
        blocks.append((sources_line(reply.citations), "<i>{}</i>"))
    return _packed(blocks)


def text_as_html(text: str, heading: str = "") -> list[str]:
    """Return plain text as messages, below a heading in bold."""
    blocks = [(heading, "<b>{}</b>")] if heading else []
    return _packed([*blocks, *((paragraph, "{}") for paragraph in text.split("\n\n"))])


def _packed(blocks: list[tuple[str, str]]) -> list[str]:
    messages: list[str] = []
    room = 0
    for text, tag in blocks:
        for piece in _pieces(text.strip()):
            shown = tag.format(escape(piece, quote=False))
            length = _units(piece) + _GAP
            if messages and length <= room:
                messages[-1] += "\n\n" + shown
                room -= length
            else:
                messages.append(shown)
                room = LIMIT - _units(piece)
    return messages


def _pieces(text: str) -> Iterator[str]:
    """Yield a paragraph in pieces that fit into a message, broken where it reads best."""
    while _units(text) > LIMIT:
        head = _prefix(text)
        breaks = ((head.rfind(mark, len(head) // 2), len(mark)) for mark in _BREAKS)
        cut = next((at + length for at, length in breaks if at > 0), len(head))
        yield text[:cut].strip()
        text = text[cut:].strip()
    if text:
        yield text


def _prefix(text: str) -> str:
    """Return as much of the beginning as fits; a character outside the basic plane counts twice."""
    return text.encode("utf-16-le")[: 2 * LIMIT].decode("utf-16-le", "ignore")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
