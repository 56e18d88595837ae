"""Replies as Matrix shows them: HTML and the same as plain text, split where a message would be too long; pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from bot.talk.message import Choice, Reply
from bot.talk.plain import sources_line
from knowledge.markup import Block, Line, Listing, Run, Table, as_lines, blocks, read

LIMIT = 4000
"""Characters of a message. An event holds 64 KB, in which a text stands twice and then in Base64."""
_COMMAND = re.compile(r"(?<![\w/.:])/(?!discardsession)(?=[a-zäöüß]{3,20}(?![\w/]|\.\w))")
"""Clients keep lines that begin with a slash to themselves; one of these commands is theirs."""
_BREAKS = ("\n", ". ", "; ", ", ", " ")


@dataclass(frozen=True)
class Worded:
    """A message as both kinds of clients show it."""

    body: str
    html: str

    def __add__(self, other: "Worded") -> "Worded":
        return Worded(f"{self.body}\n\n{other.body}", self.html + other.html)


def reply_as_messages(reply: Reply) -> list[Worded]:
    """Return the reply's text, its sources, and what can be chosen as numbered lines."""
    parts = [*_marked(_COMMAND.sub("!", reply.text))]
    if reply.citations:
        parts += _told(sources_line(reply.citations), "<p><em>{}</em></p>")
    for paragraph in reply.to_copy.split("\n\n"):
        parts += _told(paragraph, "<p>{}</p>")
    return _packed([*parts, *_numbered(reply.all_choices)])


def text_as_messages(text: str, heading: str = "", choices: Sequence[str] = ()) -> list[Worded]:
    """Return plain text as messages, below a heading in bold and above numbered lines."""
    parts = _told(heading, "<p><strong>{}</strong></p>") if heading else []
    for paragraph in _COMMAND.sub("!", text).split("\n\n"):
        parts += _told(paragraph.strip(), "<p>{}</p>")
    return _packed([*parts, *_lines(choices)])


def _numbered(choices: Sequence[Choice]) -> list[Worded]:
    return _lines([choice.label for choice in choices])


def _lines(labels: Sequence[str]) -> list[Worded]:
    """Return the choices with their numbers, in portions that fit into a message."""
    done: list[Worded] = []
    for first in range(0, len(labels), 40):
        some = labels[first : first + 40]
        body = "\n".join(f"{number}. {label}" for number, label in enumerate(some, first + 1))
        items = "".join(f"<li>{escape(label, quote=False)}</li>" for label in some)
        done.append(Worded(body, f'<ol start="{first + 1}">{items}</ol>'))
    return done


def _told(text: str, tag: str) -> list[Worded]:
    pieces = [text] if len(text) <= LIMIT else _pieces(text)
    return [Worded(piece, tag.format(_shown(piece))) for piece in pieces if piece]


def _shown(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _marked(text: str) -> Iterator[Worded]:
    """Yield a text with its markup, block by block; a block that does not fit into a message goes without."""
    for block in blocks(text):
        lines = ["".join(map(read, line)) for line in as_lines(block)]
        body = "\n".join(lines)
        if len(body) > LIMIT:
            yield from _told(body, "<p>{}</p>")
        elif body:
            yield Worded(body, _html(block))


def _html(block: Block) -> str:
    match block:
        case Listing(items, start):
            tag, opened = ("ul", "<ul>") if start is None else ("ol", f'<ol start="{start}">')
            return f"{opened}{''.join(f'<li>{_line(item)}</li>' for item in items)}</{tag}>"
        case Table(head, rows):
            top = f"<thead><tr>{_cells(head, 'th')}</tr></thead>" if head else ""
            body = "".join(f"<tr>{_cells(row, 'td')}</tr>" for row in rows)
            return f"<table>{top}<tbody>{body}</tbody></table>"
        case _:
            return f"<p>{'<br>'.join(map(_line, block.lines))}</p>"


def _cells(row: Sequence[Line], tag: str) -> str:
    return "".join(f"<{tag}>{_line(cell)}</{tag}>" for cell in row)


def _line(line: Line) -> str:
    return "".join(map(_run, line))


def _run(run: Run) -> str:
    shown = escape(run.text, quote=False)
    if run.address:
        target = run.address if run.address.startswith("http") else f"mailto:{run.address}"
        shown = f'<a href="{escape(target)}">{shown}</a>'
    return f"<strong>{shown}</strong>" if run.bold else shown


def _packed(parts: Sequence[Worded]) -> list[Worded]:
    messages: list[Worded] = []
    for part in parts:
        if messages and len(messages[-1].body) + len(part.body) + 2 <= LIMIT:
            messages[-1] += part
        else:
            messages.append(part)
    return messages


def _pieces(text: str) -> Iterator[str]:
    """Yield a text in pieces that fit into a message, broken where it reads best."""
    while len(text) > LIMIT:
        head = text[:LIMIT]
        breaks = ((head.rfind(mark, len(head) // 2), len(mark)) for mark in _BREAKS)
        cut = next((at + length for at, length in breaks if at > 0), len(head))
        yield text[:cut].strip()
        text = text[cut:].strip()
    if text:
        yield text
