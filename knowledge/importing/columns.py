"""What people call the columns of a table of questions, and which field of an entry each is."""

import re
from collections.abc import Mapping, Sequence

from knowledge.folding import fold
from knowledge.importing.material import FoundQuestion, one_line
from knowledge.mending import mended

ONE_A_LINE = " (eine je Zeile)"
"""What our own tables add to the name of a column whose cells hold several texts."""

_NAMES = {
    "question": ("Frage", "Fragen", "Question", "Häufige Frage", "Fragestellung", "Frage/Anliegen"),
    "answer": ("Antwort", "Answer", "Antworttext", "Antworten", "Text", "Response"),
    "id": ("Kennung", "ID", "Schlüssel"),
    "title": ("Titel", "Title", "Überschrift", "Kurztitel"),
    "about": ("Thema", "Themen", "Kategorie", "Category", "Bereich", "Rubrik", "Abschnitt", "Themenbereich", "Topic"),
    "aspect": ("Aspekt", "Aspect"),
    "phrases": (
        "Formulierungen",
        "Formulierung",
        "Varianten",
        "Alternative Fragen",
        "Alternativfragen",
        "Andere Formulierungen",
        "Weitere Formulierungen",
        "Schlagworte",
        "Stichworte",
        "Suchbegriffe",
        "Keywords",
        "Synonyme",
    ),
    "tests": ("Testfragen", "Testfrage"),
    "details": ("Mehr dazu", "Details", "Ergänzung", "Weitere Informationen"),
    "sources": ("Quelle", "Quellen", "Source", "Fundstelle", "URL", "Link", "Adresse"),
    "read": ("Gelesen am", "Abgerufen am", "Abruf", "Abrufdatum"),
    "stand": ("Stand", "Datum", "Aktualisiert", "Letzte Änderung", "Geändert am", "Date"),
    "gueltig_bis": ("Gültig bis", "Gilt bis", "Ablaufdatum", "Valid until"),
    "related": ("Verwandt", "Siehe auch", "Nächste Fragen"),
}
HEADS = {field: names[0] for field, names in _NAMES.items()}
"""What our own tables call the columns."""
MANY = frozenset({"phrases", "tests", "sources", "related"})
"""The fields that hold several texts."""
_FIELDS = {fold(name): field for field, names in _NAMES.items() for name in names}
_APART = re.compile(r"\n|;|\s\|\s")


def field_of(head: str) -> str:
    """Return the field that a column is; empty if it is none of ours."""
    return _FIELDS.get(fold(head.removesuffix(ONE_A_LINE)), "")


def heads_in(cells: Sequence[str]) -> dict[int, str]:
    """Return the field of each column if a row is a head: it must name the question and the answer."""
    found: dict[int, str] = {}
    for i, cell in enumerate(cells):
        field = field_of(cell)
        if field and (field not in found.values() or field in MANY):
            found[i] = field
    return found if {"question", "answer"} <= set(found.values()) else {}


def entry(place: str, cells: Mapping[str, str], exact: frozenset[str] = frozenset()) -> FoundQuestion:
    """Return what a row says; `exact`: the fields whose texts stand one a line, and are not to be parted further."""
    many: dict[str, tuple[str, ...]] = {}
    for field in MANY & cells.keys():
        parts = mended(cells[field]).split("\n") if field in exact or field == "sources" else _APART.split(cells[field])
        many[field] = tuple(line for part in parts if (line := one_line(part)))
    lines = {k: one_line(v) for k, v in cells.items() if k not in MANY and k not in {"answer", "details"}}
    texts = {k: mended(v).strip() for k, v in cells.items() if k in {"answer", "details"}}
    return FoundQuestion(place=place, **{"question": "", **lines}, **texts, **many)  # type: ignore[arg-type]  # by their names
