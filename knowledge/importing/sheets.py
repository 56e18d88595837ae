"""The sheets of our own workbooks beside the entries: subjects, aspects, sources."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ENTRIES = "Einträge"


@dataclass(frozen=True)
class Sheet:
    """A sheet: the key of our files whose items are its rows, and what it calls their keys."""

    key: str
    columns: Mapping[str, str]


SHEETS = {
    "Arten": Sheet("kinds", {"id": "Kennung", "group": "Überschrift"}),
    "Themen": Sheet(
        "subjects",
        {
            "id": "Kennung",
            "kind": "Art",
            "name": "Name",
            "names": "Weitere Namen",
            "within": "Gehört zu",
            "next": "Danach",
        },
    ),
    "Aspekte": Sheet(
        "aspects", {"id": "Kennung", "name": "Name", "words": "Wörter", "role": "Rolle", "instead": "Ersatzweise"}
    ),
    "Dokumente": Sheet(
        "documents",
        {
            "id": "Kennung",
            "title": "Titel",
            "stand": "Stand",
            "undated": "Ohne Datum",
            "address": "Adresse",
            "read": "Gelesen am",
            "note": "Anmerkung",
        },
    ),
    "Fundstellen": Sheet(
        "passages", {"id": "Kennung", "document": "Dokument", "section": "Stelle", "paragraph": "Paragraf"}
    ),
}
_MANY = frozenset({"names", "words"})


def rows_of_sheet(sheet: Sheet, rows: Sequence[Sequence[str]]) -> Iterator[dict[str, Any]]:
    """Yield the items that the rows below the head of a sheet are."""
    keys = {name: key for key, name in sheet.columns.items()}
    head = [keys.get(cell.strip(), "") for cell in rows[0]] if rows else []
    for cells in rows[1:]:
        item: dict[str, Any] = {key: cell for key, cell in zip(head, cells, strict=False) if key and cell.strip()}
        if item:
            yield {key: value.split("\n") if key in _MANY else value for key, value in item.items()}


def sheet_of_rows(sheet: Sheet, items: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Return the rows of a sheet, its head first."""
    rows = [list(sheet.columns.values())]
    for item in items:
        values = (item.get(key) for key in sheet.columns)
        rows.append(["\n".join(v) if isinstance(v, list | tuple) else str(v or "") for v in values])
    return rows
