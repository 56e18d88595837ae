"""Texts of the assistant as HTML: paragraphs, lists, tables, links; everything else is escaped."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from knowledge.addresses import addresses, target_of
from knowledge.markup import Block, Line, Listing, Paragraph, Run, Table, blocks


def paragraphs(text: str) -> Markup:
    """Return a text in paragraphs; lines that begin with a dash or a number become a list."""
    return Markup("\n").join(map(_block, blocks(text)))


def linked(text: str) -> Markup:
    """Return a text in which addresses are links."""
    shown, end = Markup(), 0
    for found in addresses(text):
        shown += escape(text[end : found.start]) + _link(found.target, text[found.start : found.end])
        end = found.end
    return shown + escape(text[end:])


def _block(block: Block) -> Markup:
    match block:
        case Paragraph(lines):
            return Markup("<p>{}</p>").format(Markup("<br>").join(map(_line, lines)))
        case Listing(items, start):
            shown = _each("li", items)
            if start is None:
                return Markup("<ul>{}</ul>").format(shown)
            begins = Markup(' start="{}"').format(start) if start != 1 else ""
            return Markup("<ol{}>{}</ol>").format(begins, shown)
        case Table(head, rows):
            above = Markup("<thead><tr>{}</tr></thead>").format(_each("th", head, ' scope="col"')) if head else ""
            below = Markup("").join(Markup("<tr>{}</tr>").format(_each("td", row)) for row in rows)
            return Markup('<div class="wide"><table>{}<tbody>{}</tbody></table></div>').format(above, below)


def _each(tag: str, lines: Iterable[Line], more: str = "") -> Markup:
    opening, closing = Markup(f"<{tag}{more}>"), Markup(f"</{tag}>")  # noqa: S704 - names of our own
    return Markup("").join(opening + _line(line) + closing for line in lines)


def _line(line: Line) -> Markup:
    return Markup("").join(map(_run, line))


def _run(run: Run) -> Markup:
    shown = _link(run.address, run.text) if run.address else linked(run.text)
    return Markup("<strong>{}</strong>").format(shown) if run.bold else shown


def _link(address: str, text: str) -> Markup:
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(target_of(address), text)
