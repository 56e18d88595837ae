"""What a draft is called, and which field of its form a mistake belongs to."""

from dataclasses import replace

import pytest

from bot.curation.drafting import (
    Checked,
    NewEntry,
    NewPhrases,
    NewSource,
    NotOurs,
    derived,
    field_of,
    summary,
    written,
)
from bot.curation.library import Broken, Fits, Published, Unfound
from knowledge.errors import Problem
from knowledge.naming import id_for

from ..conftest import KARLA, NOON, House

WHOLE = NewEntry(
    id="scanner-ort",
    title="Standort des Scanners",
    question="Wo steht der Scanner?",
    about="geraete",
    aspect="ort",
    phrases=("wo finde ich den scanner", "scanner standort"),
    answer="Im Keller.\n\nDer Schlüssel hängt am Haken.",
    sources=("seite-1",),
    stand="2025",
)


async def fields(desk: House, draft) -> set[str]:
    outcome = await desk.library.try_out(draft)
    assert isinstance(outcome, Broken)
    _, files = desk.library.changed_by(draft)
    return {field_of(draft, files, problem) for problem in outcome.problems}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"id": ""}, "id"),
        ({"id": "Groß Geschrieben"}, "id"),
        ({"id": "drucker-was"}, "id"),
        ({"title": "x" * 61}, "title"),
        ({"question": ""}, "question"),
        ({"about": "toaster"}, "about"),
        ({"aspect": "wohin"}, "aspect"),
        ({"phrases": ("scanner", "Drucker")}, "phrases"),
        ({"phrases": ("scanner", "in welchem Raum wird gedruckt")}, "phrases"),
        ({"answer": "Siehe htp:/kaputt"}, "answer"),
        ({"sources": ()}, "sources"),
        ({"sources": ("seite-1", "seite-9")}, "sources"),
        ({"stand": "gestern"}, "stand"),
        ({"gueltig_bis": "2024-01-01"}, "gueltig_bis"),
        ({"related": ("scanner-ort",)}, "related"),
        ({"source": NewSource("Rundschreiben", "", "2026")}, "source"),
        ({"tests": ("scanner standort",)}, "tests"),
    ],
)
async def test_a_mistake_stands_at_its_field(desk: House, wrong, field: str) -> None:
    """Also when another file complains of the draft's text."""
    assert field in await fields(desk, replace(WHOLE, **wrong))


async def test_marks_and_phrases(desk: House) -> None:
    """Their forms have one field for texts."""
    assert await fields(desk, NewPhrases("drucker-ort", ("drucker",))) == {"phrases"}
    assert await fields(desk, NotOurs(("Was ist der Drucker?",))) == {"questions"}


async def test_a_whole_entry_with_a_new_source(desk: House) -> None:
    """A source that nobody knew before is made together with the entry that cites it."""
    draft = replace(WHOLE, sources=(), source=NewSource("Rundschreiben", "Seite 3", "2026-01"))
    await desk.library.publish(draft, KARLA, NOON)
    [source] = desk.live.knowledge.sources(desk.live.knowledge.entries["scanner-ort"])
    assert str(source) == "Rundschreiben: Seite 3"


async def test_the_least_is_enough(desk: House) -> None:
    """A question, an answer and a source make an entry; the rest follows from them, as the form has said before."""
    draft = NewEntry(id="was-ist-drucker-mut", question="Was kostet der Drucker im Monat?", answer="Nichts.")
    draft = replace(draft, source=NewSource("https://stadt.example/drucker", "", "2026-01-10"))
    told = derived(draft, desk.live.knowledge)
    assert isinstance(await desk.library.publish(draft, KARLA, NOON), Published)
    knowledge = desk.live.knowledge
    entry = knowledge.entries["was-ist-drucker-mut"]
    assert (entry.title, knowledge.subjects[entry.about].name) == (told["title"], told["about"])
    assert (knowledge.aspects[entry.aspect].name, entry.stand) == (told["aspect"], "2026-01-10")
    [source] = knowledge.sources(entry)
    assert source.document.address == "https://stadt.example/drucker"


async def test_a_subject_that_nobody_has_written_of(desk: House) -> None:
    """It comes with the entry, and its name stands at the field if it can't be."""
    desk.overlay.write({"vocabulary.yaml": 'kinds: [{id: thema, group: "Themen"}]\n'})
    draft = replace(WHOLE, about="scanner", new_about="Scanner", aspect="farben", new_aspect="Farben")
    assert isinstance(await desk.library.publish(draft, KARLA, NOON), Published)
    assert desk.live.knowledge.subjects["scanner"].name == "Scanner"
    assert desk.live.knowledge.aspects["farben"].words == ("Farben",)
    [change] = await desk.store.changes.latest()
    assert "vocabulary/scanner-ort.yaml" in change.after
    other = replace(WHOLE, id="toner-ort", about="drucker", new_about="Drucker")
    assert "new_about" in await fields(desk, other)


async def test_what_was_written_is_found_or_not_live(desk: House) -> None:
    """A phrase that is another entry's too, but for how its words are joined, keeps the draft from going live."""
    await desk.library.publish(WHOLE, KARLA, NOON)
    before = desk.overlay.everything()
    draft = NewPhrases("drucker-ort", ("scannerstandort",))
    outcome = await desk.library.publish(draft, KARLA, NOON)
    assert isinstance(outcome, Unfound)
    [own] = outcome.own
    assert "scannerstandort" in {trial.text for trial in own.failures}
    assert desk.overlay.everything() == before
    tried = await desk.library.try_out(draft)
    assert isinstance(tried, Fits)
    assert tried.missed


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        (WHOLE, "Neuer Eintrag „Standort des Scanners“"),
        (NewEntry(), "Neuer Eintrag „ohne Titel“"),
        (NewPhrases("drucker-ort", ("eins",)), "1 Formulierung für „drucker-ort“"),
        (NotOurs(("eins", "zwei")), "2 Fragen: gehört nicht zu uns"),
        (Checked(("drucker-was", "drucker-ort"), "2026-01-15"), "Geprüft: „drucker-was“ und 1 weitere"),
    ],
)
def test_its_name(draft, told: str) -> None:
    """The history names no question of a person."""
    assert summary(draft) == told


def test_the_form_of_the_file() -> None:
    """Files look as people write them."""
    [text] = written(WHOLE, lambda _: None).values()
    assert (
        text
        == """\
entries:
  - id: scanner-ort
    title: "Standort des Scanners"
    question: "Wo steht der Scanner?"
    about: geraete
    aspect: ort
    phrases:
      - "wo finde ich den scanner"
      - "scanner standort"
    answer: |-
      Im Keller.

      Der Schlüssel hängt am Haken.
    sources: [seite-1]
    stand: "2025"
"""
    )


def test_a_problem_elsewhere() -> None:
    """What has nothing to do with the draft belongs to no field."""
    problem = Problem("entries/andere.yaml", 3, "andere", "„answer“ ist leer", "")
    assert field_of(WHOLE, written(WHOLE, lambda _: None), problem) == ""


def test_an_id_as_people_write_them() -> None:
    """Umlauts are spelt out, as in the shipped ids; a taken one gets a number."""
    assert id_for("Gebühren für Straßen & Plätze") == "gebuehren-fuer-strassen-plaetze"
    assert id_for("Amt24: Was?", ["amt24-was"]) == "amt24-was-2"
    assert id_for("???") == ""
