"""Tables of questions and answers: workbooks of Excel, and texts with separators, also as QnA Maker exports them."""

import csv
import datetime
import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.exceptions import InvalidFileException

from knowledge.importing.columns import ONE_A_LINE, entry, field_of, heads_in
from knowledge.importing.material import FoundQuestion, ImportingError, Material, bytes_of, is_question, text_of
from knowledge.importing.sheets import SHEETS, rows_of_sheet
from knowledge.markup import escaped

_SEARCHED_FOR_HEAD = 10
_MOST_ROWS = 50_000
_SEPARATORS = ";,\t|"

Row: TypeAlias = tuple[int, tuple[str, ...]]
"""The number of a row and the texts of its cells."""


def read_workbook(path: Path) -> Material:
    """Read every sheet that has questions and answers, and those with our own names. Raises ImportingError."""
    bytes_of(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of parts that it leaves out, which are none of ours
            book = load_workbook(path, data_only=True, rich_text=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise ImportingError("Das ist keine lesbare Excel-Datei (.xlsx).") from error
    entries: list[FoundQuestion] = []
    content: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for sheet in book.worksheets:
        rows = [
            (i, tuple(map(_cell, row)))
            for i, row in enumerate(sheet.iter_rows(max_row=min(sheet.max_row, _MOST_ROWS)), 1)
        ]
        if sheet.title in SHEETS:
            content[SHEETS[sheet.title].key] = tuple(rows_of_sheet(SHEETS[sheet.title], [cells for _, cells in rows]))
        else:
            entries += entries_in(rows, f"{path.name}, {sheet.title}" if len(book.worksheets) > 1 else path.name)
    return Material(tuple(entries), path.stem, content=content)


def read_text(path: Path) -> Material:
    """Read a CSV or TSV file. Raises ImportingError."""
    text = text_of(path)
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))  # it holds for the whole process
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = "\t" if path.suffix.lower() == ".tsv" else max(_SEPARATORS, key=first.count)
    try:
        rows = [(i, tuple(cells)) for i, cells in enumerate(csv.reader(io.StringIO(text), delimiter=separator), 1)]
    except csv.Error as error:
        raise ImportingError("Das ist keine lesbare Tabelle (CSV).") from error
    return Material(tuple(entries_in(rows[:_MOST_ROWS], path.name)), path.stem)


def entries_in(rows: Sequence[Row], place: str) -> Iterator[FoundQuestion]:
    """Yield the entries of a table, whether or not it has a head."""
    head, below = _head(rows)
    if not head:
        return
    exact = frozenset(field for i, field in head.items() if below and i in _exact_columns(rows, below))
    for number, cells in rows[below:]:
        texts: dict[str, str] = {}
        for i, field in head.items():
            if i < len(cells) and cells[i].strip():
                texts[field] = f"{texts[field]}\n{cells[i]}" if field in texts else cells[i]
        if texts:
            yield entry(f"{place}, Zeile {number}", texts, exact)


def _exact_columns(rows: Sequence[Row], below: int) -> set[int]:
    return {i for i, cell in enumerate(rows[below - 1][1]) if cell.endswith(ONE_A_LINE) and field_of(cell)}


def _head(rows: Sequence[Row]) -> tuple[dict[int, str], int]:
    """Return the field of each column, and the place in `rows` at which the entries begin."""
    for below, (_, cells) in enumerate(rows[:_SEARCHED_FOR_HEAD], 1):
        if head := heads_in(cells):
            return head, below
    return _guessed(rows), 0


def _guessed(rows: Sequence[Row]) -> dict[int, str]:
    """Return which columns of a table without head are questions and answers: what asks, and what is longest."""
    width = max((len(cells) for _, cells in rows), default=0)
    columns = [[cells[i] for _, cells in rows if i < len(cells)] for i in range(width)]
    asking = [sum(map(is_question, column)) for column in columns]
    if not columns or max(asking) * 2 < len(rows):
        return {}
    question = asking.index(max(asking))
    others = [i for i in range(width) if i != question]
    if not others:
        return {}
    return {question: "question", max(others, key=lambda i: sum(map(len, columns[i]))): "answer"}


def _cell(cell: Any) -> str:
    text = _text(cell.value)
    link = cell.hyperlink.target if getattr(cell, "hyperlink", None) else None
    if link and text and link.startswith(("http", "mailto:")) and "\n" not in text and link not in text:
        return f"[{text}]({link.removeprefix('mailto:')})"
    return text


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case CellRichText():
            return "".join(map(_run, value))
        case bool():
            return "ja" if value else "nein"
        case datetime.datetime() | datetime.date():
            return value.isoformat()[:10]
        case float():
            return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
        case _:
            return str(value)


def _run(part: str | TextBlock) -> str:
    if isinstance(part, str):
        return part
    bare = part.text.strip()
    if not part.font.b or not bare or "\n" in bare or "*" in bare:
        return part.text
    return part.text.replace(bare, f"**{escaped(bare)}**", 1)
