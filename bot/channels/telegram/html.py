"""Replies in Telegram's HTML, split where a message would be too long: at paragraphs, never inside a tag."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from bot.talk.message import Reply
from bot.talk.plain import sources_line
from knowledge.addresses import target_of
from knowledge.markup import Line, Run, lines, plain

LIMIT = 4000
"""Telegram's limit of a message is 4096 UTF-16 units after parsing; the rest is for a line above a repeated one."""
_MARKS = 100
"""Of more marks in one message Telegram shows the first."""
_GAP = 2
"""An empty line between paragraphs."""
_BREAKS = ("\n", ". ", "; ", ", ", " ")


@dataclass(frozen=True)
class _Block:
    """A paragraph as it is read, and as HTML."""

    text: str
    html: str


def reply_as_html(reply: Reply) -> list[str]:
    """Return the reply's text and its sources as messages, and what is to be copied as others."""
    blocks = [_marked(paragraph.strip()) for paragraph in reply.text.split("\n\n")]
    if reply.citations:
        blocks.append(_told(sources_line(reply.citations), "<i>{}</i>"))
    return [*_packed(blocks), *to_copy_as_html(reply.to_copy)]


def to_copy_as_html(text: str) -> list[str]:
    """Return a text as messages of which each is copied with one touch."""
    return [f"<pre>{message}</pre>" for message in text_as_html(text)] if text else []


def text_as_html(text: str, heading: str = "") -> list[str]:
    """Return plain text as messages, below a heading in bold."""
    blocks = [_told(heading, "<b>{}</b>")] if heading else []
    return _packed([*blocks, *(_told(paragraph.strip()) for paragraph in text.split("\n\n"))])


def joined(one: str, two: str) -> str | None:
    """Return two messages as one, with the heading that both have said once; None if that is too long."""
    heading, gap, rest = two.partition("\n\n")
    further = rest if gap and one.startswith(heading + gap) else two
    both = f"{one}\n\n{further}"
    return both if _units(both) <= LIMIT and _marks(both) <= _MARKS else None


def _told(text: str, tag: str = "{}") -> _Block:
    return _Block(text, tag.format(escape(text, quote=False)))


def _marked(text: str) -> _Block:
    """Return a paragraph with its markup; one that does not fit into a message goes without."""
    if _units(text) > LIMIT:
        return _told(plain(text))
    shown = lines(text)
    return _Block("\n".join(map(_read, shown)), "\n".join("".join(map(_run, line)) for line in shown))


def _read(line: Line) -> str:
    return "".join(run.text for run in line)


def _run(run: Run) -> str:
    shown = escape(run.text, quote=False)
    if run.address:
        shown = f'<a href="{escape(target_of(run.address))}">{shown}</a>'
    return f"<b>{shown}</b>" if run.bold else shown


def _packed(blocks: list[_Block]) -> list[str]:
    messages: list[str] = []
    room = marks = 0
    for block in blocks:
        pieces = [block] if _units(block.text) <= LIMIT else map(_told, _pieces(block.text))
        for piece in pieces:
            if not piece.text:
                continue
            length = _units(piece.text) + _GAP
            if messages and length <= room and _marks(piece.html) <= marks:
                messages[-1] += "\n\n" + piece.html
                room -= length
            else:
                messages.append(piece.html)
                room, marks = LIMIT - _units(piece.text), _MARKS
            marks -= _marks(piece.html)
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


def _marks(html: str) -> int:
    return html.count("</")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
