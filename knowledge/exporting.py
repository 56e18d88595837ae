"""Writes knowledge in forms that people work on in other programs; `importing` reads each of them back unchanged."""

import html
import json
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from knowledge.addresses import target_of
from knowledge.check import Draft, Located
from knowledge.importing.columns import HEADS, MANY, ONE_A_LINE
from knowledge.importing.own import DETAILS, FENCE, MARK, META, kept, shown_in
from knowledge.importing.sheets import ENTRIES, SHEETS, sheet_of_rows
from knowledge.markup import Listing, Paragraph, Run, Table, blocks
from knowledge.writing import to_yaml

_SHOWN = ("question", "answer", "details")
_COLUMNS = (
    "id", "question", "answer", "details", "phrases", "title", "about", "aspect", "sources", "stand", "gueltig_bis",
    "related", "tests",
)  # fmt: skip
_WIDTHS = {"question": 45, "answer": 80, "details": 60, "phrases": 45, "title": 35, "tests": 40}


@dataclass(frozen=True)
class Collection:
    """What is written: entries, and the subjects and sources that they need, as our files have them."""

    title: str
    entries: tuple[Mapping[str, Any], ...]
    """With all phrases, and the test questions as `tests`."""
    content: Mapping[str, tuple[Mapping[str, Any], ...]]
    """Kinds, subjects, aspects, documents and passages."""


def collected(draft: Draft, title: str, layers: Container[int]) -> Collection:
    """Return what some layers of a draft hold that was completed."""
    phrases, tests = _by_owner(draft.phrases, layers), _by_owner(draft.questions, layers)
    derived = {(located.file.path, located.at): more for located, more in draft.derived}
    entries = []
    for located in draft.written:
        entry = located.value.model_dump(exclude_defaults=True)
        entry |= derived.get((located.file.path, located.at), {})
        if located.layer in layers and "id" in entry:
            entry["phrases"] = [*located.value.phrases, *phrases.get(entry["id"], ())]
            entries.append({**entry, "tests": list(tests.get(entry["id"], ()))})
    content = {
        key: tuple(
            item.value.model_dump(mode="json", exclude_defaults=True)
            for item in getattr(draft, key)
            if item.layer in layers and item.at[0] == key
        )
        for key in ("kinds", "subjects", "aspects", "documents", "passages")
    }
    return Collection(title, tuple(map(_tidy, entries)), {k: tuple(map(_tidy, v)) for k, v in content.items() if v})


def _by_owner(located: Iterable[Located[str]], layers: Container[int]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in located:
        if item.layer in layers:
            found.setdefault(item.owner, []).append(item.value)
    return found


def _tidy(item: Mapping[str, Any]) -> dict[str, Any]:
    listed = {key: list(value) if isinstance(value, tuple) else value for key, value in item.items()}
    return {key: value for key, value in listed.items() if value not in (None, [], "")}


def as_yaml(collection: Collection) -> bytes:
    """Return one YAML file with everything."""
    tests = {entry["id"]: entry["tests"] for entry in collection.entries if entry.get("tests")}
    entries = [{key: value for key, value in entry.items() if key != "tests"} for entry in collection.entries]
    content = {"entries": entries, "questions": tests, **{k: list(v) for k, v in collection.content.items()}}
    return to_yaml({key: value for key, value in content.items() if value}).encode()


def as_markdown(collection: Collection) -> bytes:
    """Return a Markdown file: each question is a heading, below it the answer and everything else of the entry."""
    parts = [f"{MARK}\n\n# {collection.title}\n"]
    about = None
    names = {subject["id"]: subject["name"] for subject in collection.content.get("subjects", ())}
    for entry in collection.entries:
        if entry["about"] != about:
            about = entry["about"]
            parts.append(f"## {names.get(about, about)}\n")
        details = f"\n{DETAILS}\n\n{kept(entry['details'])}\n" if entry.get("details") else ""
        meta = to_yaml({key: value for key, value in entry.items() if key not in _SHOWN})
        parts.append(f"### {entry['question']}\n\n{kept(entry['answer'])}\n{details}\n{META}\n{meta}{FENCE}\n")
    if collection.content:
        content = to_yaml({key: list(items) for key, items in collection.content.items()})
        parts.append(f"## Themen und Quellen\n\n{META}\n{content}{FENCE}\n")
    return "\n".join(parts).encode()


def as_page(collection: Collection) -> bytes:
    """Return a page of frequent questions, which carries everything else of the entries out of sight."""
    shown = "\n".join(map(_article, collection.entries))
    title = html.escape(collection.title)
    content = html.escape(json.dumps({k: list(v) for k, v in collection.content.items()}, ensure_ascii=False))
    return (
        f'<!doctype html>\n<html lang="de">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n</head>\n'
        f'<body data-knowledge="{content}">\n<main>\n<h1>{title}</h1>\n{shown}\n</main>\n</body>\n</html>\n'
    ).encode()


def _article(entry: Mapping[str, Any]) -> str:
    details = f'\n<div class="details">{_rendered(entry["details"])}</div>' if entry.get("details") else ""
    inner = (
        f'<h2 class="question">{html.escape(entry["question"])}</h2>\n'
        f'<div class="answer">{_rendered(entry["answer"])}</div>{details}'
    )
    data = html.escape(json.dumps(entry, ensure_ascii=False))
    before = html.escape(json.dumps(shown_in(f"<article>{inner}</article>"), ensure_ascii=False))
    return f'<article id="{entry["id"]}" data-entry="{data}" data-shown="{before}">\n{inner}\n</article>'


def _rendered(text: str) -> str:
    shown = []
    for block in blocks(text):
        match block:
            case Paragraph(lines):
                shown.append(f"<p>{'<br>'.join(map(_line, lines))}</p>")
            case Listing(items, start):
                listed = "".join(f"<li>{_line(item)}</li>" for item in items)
                shown.append(f"<ul>{listed}</ul>" if start is None else f'<ol start="{start}">{listed}</ol>')
            case Table(head, rows):
                shown.append(f"<table>{_row(head, 'th')}{''.join(_row(row, 'td') for row in rows)}</table>")
    return "".join(shown)


def _row(cells: Iterable[Iterable[Run]], tag: str) -> str:
    inner = "".join(f"<{tag}>{_line(cell)}</{tag}>" for cell in cells)
    return f"<tr>{inner}</tr>" if inner else ""


def _line(line: Iterable[Run]) -> str:
    return "".join(map(_run, line))


def _run(run: Run) -> str:
    shown = html.escape(run.text)
    if run.address:
        target = target_of(run.address)
        shown = f'<a href="{html.escape(target)}">{shown}</a>'
    return f"<strong>{shown}</strong>" if run.bold else shown


def as_workbook(collection: Collection) -> bytes:
    """Return an Excel workbook: one row for each entry, and a sheet for each sort of what they need."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise AssertionError("a new workbook has a sheet")
    sheet.title = ENTRIES
    _write(sheet, [[HEADS[c] + (ONE_A_LINE if c in MANY else "") for c in _COLUMNS], *map(_cells, collection.entries)])
    for i, column in enumerate(_COLUMNS):
        sheet.column_dimensions[chr(ord("A") + i)].width = _WIDTHS.get(column, 20)
    for name, shape in SHEETS.items():
        if collection.content.get(shape.key):
            _write(book.create_sheet(name), sheet_of_rows(shape, collection.content[shape.key]))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cells(entry: Mapping[str, Any]) -> list[str]:
    return ["\n".join(v) if isinstance(v := entry.get(column, ""), list) else v for column in _COLUMNS]


def _write(sheet: Any, rows: list[list[str]]) -> None:
    for i, row in enumerate(rows, 1):
        for j, text in enumerate(row, 1):
            cell = sheet.cell(i, j)
            cell.value = text or None
            if text:
                cell.data_type = "s"  # also what begins with "=", which is no formula here
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=i == 1)
    sheet.freeze_panes = "A2"


FORMATS: Mapping[str, Callable[[Collection], bytes]] = {
    "xlsx": as_workbook,
    "md": as_markdown,
    "html": as_page,
    "yaml": as_yaml,
}
"""How a collection is written, by the name of the format, which is the ending of the file as well."""
