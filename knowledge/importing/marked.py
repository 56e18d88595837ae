"""Turns HTML into the markup of answers, and notes what that can't hold."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from knowledge.markup import MOST_COLUMNS, MOST_ROWS, escaped
from knowledge.words import remark

_BLOCKS = frozenset(
    """
    address article aside blockquote center dd div dl dt figure figcaption h1 h2 h3 h4 h5 h6 hr li main
    ol p pre section table tbody td th thead tr ul details summary
    """.split()  # noqa: SIM905 - one a line would fill a page
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LEFT_OUT = frozenset({"script", "style", "template", "noscript", "svg", "button", "input", "select", "form"})
_LOST = frozenset({"img", "video", "audio", "iframe"})
_DEEPEST = 60
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)


@dataclass
class Marking:
    """Writes markup; relative links are completed with `address`, if that is known."""

    address: str = ""
    lost: dict[str, None] = field(default_factory=dict)
    """What had to be left out, in German."""

    def text(self, nodes: Iterable[PageElement]) -> str:
        """Return the markup of what stands in some nodes."""
        return "\n\n".join(self._parts(nodes, 0))

    def line(self, node: Tag) -> str:
        """Return what stands in a node as a line without markup."""
        return " ".join(node.get_text(" ").split())

    def _parts(self, nodes: Iterable[PageElement], depth: int) -> list[str]:
        """Return the paragraphs, lists and tables in some nodes."""
        parts: list[str] = []
        begun = ""
        for node in nodes:
            if isinstance(node, Tag) and (node.name in _BLOCKS or _holds_blocks(node)):
                parts += [_tidy(begun)]
                parts += self._block(node, depth + 1)
                begun = ""
            else:
                begun += self._inline(node, depth + 1)
        return [part for part in [*parts, _tidy(begun)] if part]

    def _block(self, node: Tag, depth: int) -> list[str]:  # noqa: PLR0911 - one for each sort of block
        if depth > _DEEPEST:
            return [escaped(self.line(node))]
        match node.name:
            case "hr":
                return []
            case "ul" | "ol":
                return ["\n".join(self._items(node, depth))]
            case "table":
                return self._table(node, depth)
            case "pre":
                return [escaped(node.get_text().strip("\n"))]
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                line = self.line(node).replace("*", "")
                return [f"**{escaped(line)}**"] if line else []
            case name if name in _LEFT_OUT:
                return []
            case _:
                return self._parts(node.children, depth)

    def _items(self, listing: Tag, depth: int, begin: int | None = None) -> Iterator[str]:
        """Yield the items of a list; those of lists within it follow the item that they belong to."""
        number = begin if begin is not None else _start(listing)
        for item in listing.find_all("li", recursive=False):
            inner = [child for child in item.children if not (isinstance(child, Tag) and child.name in {"ul", "ol"})]
            line = " ".join(" ".join(self._parts(inner, depth + 1)).split())
            if line:
                yield f"{number}. {line}" if number is not None else f"- {line}"
                number = number + 1 if number is not None else None
            for below in item.find_all(["ul", "ol"], recursive=False):
                for one in self._items(below, depth + 1) if depth < _DEEPEST else ():
                    yield "- " + re.sub(r"^(- |\d+\. )", "", one)

    def _table(self, table: Tag, depth: int) -> list[str]:
        rows = [
            [self._cell(cell, depth) for cell in row.find_all(["td", "th"], recursive=False)]
            for row in table.find_all("tr")
            if row.find_parent("table") is table
        ]
        rows = [row for row in rows if any(row)]
        width = max(map(len, rows), default=0)
        if width < 2 or len(rows) < 2:
            return [cell for row in rows for cell in row if cell]
        if width > MOST_COLUMNS or len(rows) > MOST_ROWS:
            self.lost[remark("lost_table")] = None
            return ["\n".join("- " + "; ".join(filter(None, row)) for row in rows)]
        first = table.find("tr")
        has_head = isinstance(first, Tag) and first.find("td") is None
        filled = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
        return ["\n".join([filled[0], "|" + "---|" * width, *filled[1:]] if has_head else filled)]

    def _cell(self, cell: Tag, depth: int) -> str:
        return re.sub(r"(?<!\\)\|", r"\\|", " ".join(" ".join(self._parts(cell.children, depth + 1)).split()))

    def _inline(self, node: PageElement, depth: int) -> str:  # noqa: PLR0911 - one for each sort of node
        if isinstance(node, PreformattedString):  # a comment and the like
            return ""
        if isinstance(node, NavigableString):
            return escaped(re.sub(r"[ \t\r\n\f]+", " ", str(node)))
        if not isinstance(node, Tag) or node.name in _LEFT_OUT or depth > _DEEPEST:
            return ""
        if node.name in _LOST:
            if not (node.name == "img" and not node.get("alt")):
                self.lost[remark(f"lost_{node.name}")] = None
            return ""
        if node.name == "br":
            return "\n"
        inner = "".join(self._inline(child, depth + 1) for child in node.children)
        if node.name in {"strong", "b"}:
            return _wrapped(inner, "**", "**") if "**" not in inner else inner
        if node.name == "a":
            return self._link(node, inner)
        return inner

    def _link(self, node: Tag, inner: str) -> str:
        href = str(node.get("href") or "").strip()
        target = urljoin(self.address, href) if self.address and not href.startswith("#") else href
        bare = inner.replace("**", "").strip()
        if href.startswith(("#", "tel:", "javascript:")) or not href or not bare:
            return inner
        if not _ADDRESS.fullmatch(target):
            self.lost[remark("lost_link", text=bare[:40], target=href[:60])] = None
            return inner
        target = target.removeprefix("mailto:").partition("?subject=")[0]
        if bare in {target, target.removeprefix("https://"), target.removeprefix("http://")}:
            return inner.replace(bare, target)
        return _wrapped(inner.replace("**", ""), "[", f"]({target.replace(' ', '%20')})")


def _holds_blocks(node: Tag) -> bool:
    return node.find(list(_BLOCKS)) is not None


def _start(listing: Tag) -> int | None:
    if listing.name == "ul":
        return None
    start = str(listing.get("start") or "1")
    return int(start) if start.isascii() and start.isdecimal() and len(start) < 5 else 1


def _wrapped(inner: str, before: str, after: str) -> str:
    """Put marks around a text, not around the blanks at its ends."""
    bare = inner.strip()
    if not bare or "\n" in bare:
        return inner
    lead, _, trail = inner.partition(bare)
    return f"{lead}{before}{bare}{after}{trail}"


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip()
