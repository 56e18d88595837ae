"""One proposal of an import, written anew: new entries, changes of own ones, corrections, phrases."""

from typing import Any

from bot.curation.drafting import ImportDoubt, Imported, OwnChange, as_json, from_json
from bot.curation.proposals import editable, edited

ITEM: dict[str, Any] = {"id": "toner", "question": "Wo steht der Toner?", "answer": "Im Schrank.", "sources": ["liste"]}
DRAFT = Imported(
    "liste.xlsx",
    items=(ITEM, {"id": "papier", "question": "Papier?", "answer": "Im Flur.", "phrases": ["papier ort"]}),
    changed=(OwnChange("scanner", "entries/scanner.yaml", {"answer": "Im Dach.", "stand": "2025"}),),
    corrections=({"entry": "drucker", "why": "neu", "answer": "Ein Gerät."},),
    phrases={"drucker": ["drucker ort"], "kopierer": ["kopierer ort"]},
    doubts=(ImportDoubt("toner", "Quelle?"), ImportDoubt("papier", "Doppelt?")),
)


def test_what_can_be_written_anew() -> None:
    """All of a new entry; of a known one, what the file says otherwise."""
    assert editable(DRAFT, "papier") == {
        "question": "Papier?",
        "title": "",
        "answer": "Im Flur.",
        "details": "",
        "phrases": "papier ort",
    }
    assert editable(DRAFT, "scanner") == {"answer": "Im Dach."}
    assert editable(DRAFT, "drucker") == {"answer": "Ein Gerät.", "phrases": "drucker ort"}
    assert editable(DRAFT, "kopierer") == {"phrases": "kopierer ort"}
    assert editable(DRAFT, "gibt-es-nicht") == {}


def test_a_new_entry_is_written_anew() -> None:
    """What is empty is left out, what no field shows stays, hints on it are settled; nothing else changes."""
    told = {
        "question": " Wo  ist Toner? ",
        "answer": "Im Keller.  ",
        "title": "",
        "details": "",
        "phrases": "a\n\nb\na",
    }
    after = edited(DRAFT, "toner", told)
    assert after.items[0] == {
        "id": "toner",
        "question": "Wo ist Toner?",
        "answer": "Im Keller.",
        "sources": ["liste"],
        "phrases": ["a", "b"],
    }
    assert after.items[1] == DRAFT.items[1]
    assert after.doubts == (DRAFT.doubts[1],)
    assert from_json(as_json(after)) == after


def test_a_known_entry_is_written_anew() -> None:
    """Only what was shown; phrases that are all taken away are gone."""
    after = edited(DRAFT, "scanner", {"answer": "Im Keller.", "question": "Anders?"})
    assert after.changed[0].told == {"answer": "Im Keller.", "stand": "2025"}
    after = edited(DRAFT, "drucker", {"answer": "Zwei Geräte.", "phrases": " "})
    assert after.corrections == ({"entry": "drucker", "why": "neu", "answer": "Zwei Geräte."},)
    assert after.phrases == {"kopierer": ["kopierer ort"]}
