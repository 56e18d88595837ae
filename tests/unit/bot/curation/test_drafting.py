"""What a draft is called, and which field of its form a mistake belongs to."""

from dataclasses import replace

import pytest

from bot.curation.drafting import Checked, NewEntry, NewPhrases, NewSource, NotOurs, field_of, summary, written
from bot.curation.library import Broken
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
        ({"aspect": ""}, "aspect"),
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
