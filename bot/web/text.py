"""Plain text of the assistant as HTML: paragraphs, lists, links; everything else is escaped."""

import re
from collections.abc import Iterable
from functools import partial
from itertools import groupby

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://[^\s<>\"„“]+[^\s<>\"„“.,;:!?)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ITEM = re.compile(r"^\s*(?:[-–•]|\d+[.)])\s+")


def paragraphs(text: str) -> Markup:
    """Return a text in paragraphs; lines that begin with a dash or a number become a list."""
    return Markup("\n").join(_block(block) for block in text.strip().split("\n\n") if block.strip())


def linked(text: str) -> Markup:
    """Return a text in which addresses are links."""
    shown, end = Markup(), 0
    for found in _ADDRESS.finditer(text):
        target = found[0] if found[0].startswith("http") else f"mailto:{found[0]}"
        shown += escape(text[end : found.start()]) + Markup('<a href="{}" rel="noreferrer">{}</a>').format(
            target, found[0]
        )
        end = found.end()
    return shown + escape(text[end:])


def _block(block: str) -> Markup:
    """Return a block as paragraphs and lists: a heading and what it counts up may stand in one."""
    lines = block.strip().split("\n")
    counts_up = partial(_is_item, alone=len(lines) == 1)
    runs = [_listed(list(run)) if is_list else _told(run) for is_list, run in groupby(lines, counts_up)]
    return Markup("\n").join(runs)


def _is_item(line: str, *, alone: bool) -> bool:
    return not alone and _ITEM.match(line) is not None


def _listed(lines: list[str]) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(linked(_ITEM.sub("", line))) for line in lines)
    number = re.match(r"\s*(\d+)", lines[0])
    if number is None:
        return Markup("<ul>{}</ul>").format(items)
    start = Markup(' start="{}"').format(number[1]) if number[1] != "1" else ""
    return Markup("<ol{}>{}</ol>").format(start, items)


def _told(lines: Iterable[str]) -> Markup:
    return Markup("<p>{}</p>").format(Markup("<br>").join(linked(line) for line in lines))
