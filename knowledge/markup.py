"""The little markup that answers may hold, as each channel needs it: blocks of runs; pure.

A subset of Markdown: `**bold**`, `[text](address)`, lists, small tables. A single line end stays a line end. A sign
that is meant literally has a backslash before it; addresses that stand bare are the channels' matter.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from knowledge.words import phrase

MOST_COLUMNS, MOST_ROWS = 5, 20

_ITEM = re.compile(r"^\s*(?:[-–•]|(\d{1,4})[.)])\s+")
_RULE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+\s*")
_LINK = r"\[(?P<text>(?:\\.|[^\[\]\\\n]){1,300})\]\((?P<target>(?:[^\s()]|\([^\s()]*\)){1,500})\)"
_BOLD = r"\*\*(?=\S)(?P<bold>(?:\\.|[^*\\\n])+?)(?<=\S)\*\*"
_MARK = re.compile(rf"(?P<link>{_LINK})|{_BOLD}|\\(?P<literal>[\\*\[\]|])")
_IN_BOLD = re.compile(rf"(?P<link>{_LINK})|\\(?P<literal>[\\*\[\]|])")
_CELL_END = re.compile(r"(?<!\\)\|")
_SPECIAL = re.compile(r"\\(?=[\\*\[\]|])|\*(?=\*)|\[(?=[^\[\]\n]{1,300}\]\()|^[ \t]*(?=\|)", re.MULTILINE)


@dataclass(frozen=True)
class Run:
    """A piece of a line that is shown in one way."""

    text: str
    bold: bool = False
    address: str | None = None
    """Where a link leads."""


Line: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """Lines that belong together."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Listing:
    """Items, numbered from `start` on if there is one."""

    items: tuple[Line, ...]
    start: int | None = None


@dataclass(frozen=True)
class Table:
    """Rows of cells under a head; the head may be empty."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


Block: TypeAlias = Paragraph | Listing | Table


def blocks(text: str) -> tuple[Block, ...]:
    """Return what a text is made of, in order."""
    return tuple(block for part in text.strip().split("\n\n") if part.strip() for block in _part(part.strip("\n")))


def runs(line: str) -> Line:
    """Return the runs of one line."""
    return tuple(_runs(line, _MARK, bold=False))


def pieces(text: str) -> Iterator[Line | Table]:
    """Yield the lines of a text as they are written, but for tables."""
    for in_table, run in groupby(text.split("\n"), _is_row):
        if in_table:
            yield _table(list(run))
        else:
            yield from map(runs, run)


def lines(text: str) -> list[Line]:
    """Return a text line by line, tables as lines too, for channels that have nothing but lines."""
    return [line for piece in pieces(text) for line in (as_lines(piece) if isinstance(piece, Table) else (piece,))]


def plain(text: str) -> str:
    """Return a text for readers without markup: links with their addresses behind them, tables as lines."""
    return "\n".join("".join(map(read, line)) for line in lines(text))


def read(run: Run) -> str:
    """Return a run as it is read where nothing can be clicked."""
    return run.text if run.address in {None, run.text} else f"{run.text} ({run.address})"


def as_lines(block: Block) -> list[Line]:
    """Return a block as lines, for channels without lists and tables."""
    match block:
        case Paragraph(told):
            return list(told)
        case Listing(items, start):
            marks = ("– " if start is None else f"{start + i}. " for i in range(len(items)))
            return [(Run(mark), *item) for mark, item in zip(marks, items, strict=True)]
        case Table(head, rows):
            return [_row(head, row) for row in rows]


def escaped(text: str) -> str:
    """Return what somebody wrote so that nothing of it is read as markup."""
    return _SPECIAL.sub(lambda sign: f"\\{sign[0]}" if sign[0].strip() else f"{sign[0]}\\", text)


def faults(text: str) -> Iterator[str]:
    """Yield what is wrong with the markup of a text, in German."""
    for block in blocks(text):
        if isinstance(block, Table):
            widths = {len(row) for row in (*block.rows, *([block.head] if block.head else []))}
            if len(widths) > 1:
                yield phrase("markup", "uneven_rows")
            if max(widths, default=0) > MOST_COLUMNS or len(block.rows) > MOST_ROWS:
                yield phrase("markup", "large_table", columns=MOST_COLUMNS, rows=MOST_ROWS)
        for line in as_lines(block):
            if any("**" in run.text and run.address is None for run in line):
                yield phrase("markup", "unpaired")


def links(text: str) -> Iterator[str]:
    """Yield the addresses that the links of a text lead to."""
    for block in blocks(text):
        table = [block.head, *block.rows] if isinstance(block, Table) else [as_lines(block)]
        yield from (run.address for cells in table for cell in cells for run in cell if run.address)


def _part(part: str) -> Iterator[Block]:
    """Yield the blocks of what stands between two empty lines: a heading and what it counts up may stand in one."""
    written = part.split("\n")
    for sort, run in groupby(written, lambda line: _sort(line, alone=len(written) == 1)):
        found = list(run)
        if sort == "table":
            yield _table(found)
        elif sort == "text":
            yield Paragraph(tuple(map(runs, found)))
        else:
            number = _ITEM.match(found[0])
            start = int(number[1]) if number and number[1] else None
            yield Listing(tuple(runs(_ITEM.sub("", line)) for line in found), start)


def _sort(line: str, *, alone: bool) -> str:
    if _is_row(line):
        return "table"
    item = None if alone else _ITEM.match(line)
    return "text" if item is None else "numbered" if item[1] else "list"


def _is_row(line: str) -> bool:
    return line.lstrip().startswith("|")


def _table(written: Sequence[str]) -> Table:
    has_head = len(written) > 1 and _RULE.fullmatch(written[1].strip())
    rows = [_cells(line) for line in written if not _RULE.fullmatch(line.strip())]
    return Table(rows[0], tuple(rows[1:])) if has_head else Table((), tuple(rows))


def _cells(line: str) -> tuple[Line, ...]:
    inner = line.strip().removeprefix("|")
    cells = _CELL_END.split(inner)
    return tuple(runs(cell.strip()) for cell in (cells if cells[-1].strip() else cells[:-1]))


def _row(head: tuple[Line, ...], row: tuple[Line, ...]) -> Line:
    """Return a row of a table as a line: "Erwachsene: Gebühr 20 €; Dauer 12 Monate"."""
    first, *others = row or ((),)
    line = [Run(run.text, bold=True, address=run.address) for run in first]
    for i, cell in enumerate(others, 1):
        if not cell:
            continue
        line.append(Run(": " if len(line) == len(first) else "; "))
        if len(others) > 1 and i < len(head) and head[i]:
            line += [*head[i], Run(" ")]
        line += cell
    return tuple(line)


def _runs(line: str, mark: re.Pattern[str], *, bold: bool) -> Iterator[Run]:
    text, end = "", 0
    for found in mark.finditer(line):
        text += line[end : found.start()]
        end = found.end()
        if found["literal"]:
            text += found["literal"]
            continue
        if text:
            yield Run(text, bold)
            text = ""
        if found["link"]:
            yield Run(_literal(found["text"]), bold, found["target"])
        else:
            yield from _runs(found["bold"], _IN_BOLD, bold=True)
    if text := text + line[end:]:
        yield Run(text, bold)


def _literal(text: str) -> str:
    return re.sub(r"\\([\\*\[\]|])", r"\1", text)
