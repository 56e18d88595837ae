"""Plain text of the assistant as HTML: paragraphs, lists, links; everything else is escaped."""

import datetime
import re
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://[^\s<>\"„“]+[^\s<>\"„“.,;:!?)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ITEM = re.compile(r"^\s*(?:[-–•]|\d+[.)])\s+")
_HERE = ZoneInfo("Europe/Berlin")


def paragraphs(text: str) -> Markup:
    """Return a text in paragraphs; lines that all begin with a dash or a number become a list."""
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


def german_day(moment: datetime.datetime | datetime.date) -> str:
    """Return a day as Germans write it, as it is in Germany."""
    day = moment.astimezone(_HERE) if isinstance(moment, datetime.datetime) else moment
    return f"{day:%d.%m.%Y}"


def german_moment(moment: datetime.datetime) -> str:
    """Return day and time as Germans write them, as they are in Germany."""
    return f"{moment.astimezone(_HERE):%d.%m.%Y, %H:%M} Uhr"


def _block(block: str) -> Markup:
    lines = block.strip().split("\n")
    if len(lines) > 1 and all(_ITEM.match(line) for line in lines):
        listed = Markup("<ol>{}</ol>") if lines[0].strip()[0].isdigit() else Markup("<ul>{}</ul>")
        return listed.format(
            Markup("").join(Markup("<li>{}</li>").format(linked(_ITEM.sub("", line))) for line in lines)
        )
    return Markup("<p>{}</p>").format(Markup("<br>").join(linked(line) for line in lines))
