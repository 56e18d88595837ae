"""What a layer takes back or corrects of the layers below it, and what is said of that."""

import pytest

from knowledge.load import drafted
from knowledge.overriding import weakened

CORRECTION = """\
corrections:
  - entry: drucker-ort
    answer: "Im Keller."
    why: "umgezogen"
    sources: [kreis-seite]
"""


def told(base, overlay) -> list[str]:
    draft, problems = drafted([overlay.path], base.path)
    assert problems == []
    return [remark.problem for remark in weakened(draft)]


def test_an_entry_is_retired(base, overlay) -> None:
    """With its phrases and test questions; others no longer lead to it."""
    overlay.write("overrides.yaml", "retired_entries: [drucker-ort]\n")
    knowledge = base.load(overlay)
    assert "drucker-ort" not in knowledge.entries
    assert knowledge.entries["drucker-was"].related == ()
    assert (knowledge.phrases, knowledge.questions) == ({}, {})
    assert told(base, overlay) == ["Der Eintrag „drucker-ort“ gilt nicht mehr"]


def test_a_retired_entry_may_be_written_anew(base, overlay) -> None:
    """The layer that retires an id may give it another content."""
    overlay.write("overrides.yaml", "retired_entries: [drucker-ort]\n")
    overlay.replace("entries/scanner.yaml", "id: kreis-scanner", "id: drucker-ort")
    assert base.load(overlay).entries["drucker-ort"].question == "Was ist der Scanner?"


def test_texts_are_retired(base, overlay) -> None:
    """Phrases, wherever they stand, and examples of what is foreign, however they are spelt."""
    overlay.write(
        "overrides.yaml",
        'retired_phrases:\n  drucker-ort: ["In welchem Raum wird gedruckt", "wo finde ich den Drucker?"]\n'
        'retired_outside: ["Wie wird das Wetter?"]\n',
    )
    knowledge = base.load(overlay)
    assert knowledge.wording.examples == ("Was ist der Drucker?", "Wo steht der Drucker?")
    assert knowledge.phrases == {}
    assert knowledge.entries["drucker-ort"].phrases == ()
    assert knowledge.outside == ()
    assert len(told(base, overlay)) == 3


def test_an_answer_is_corrected(base, overlay) -> None:
    """The layer's answer, source and date count; why, and what was cited before, is known."""
    overlay.write("overrides.yaml", CORRECTION)
    knowledge = base.load(overlay)
    entry = knowledge.entries["drucker-ort"]
    assert (entry.answer, entry.stand, entry.gueltig_bis) == ("Im Keller.", "2024-05", None)
    assert entry.phrases == ("wo finde ich den drucker",)
    assert knowledge.corrected["drucker-ort"].why == "umgezogen"
    assert knowledge.corrected["drucker-ort"].before == ("seite-1",)
    assert told(base, overlay) == ["Die Antwort von „drucker-ort“ ist berichtigt: umgezogen"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("retired_entries: [kreis-scanner]", "Den Eintrag „kreis-scanner“ gibt es nicht darunter"),
        ('retired_phrases: {drucker-was: ["toner"]}', "Die Formulierung „toner“ gibt es nicht darunter"),
        ('retired_outside: ["toner"]', "Das Beispiel „toner“ gibt es nicht darunter"),
        (CORRECTION.replace("drucker-ort", "kreis-scanner"), "Den Eintrag „kreis-scanner“ gibt es nicht darunter"),
        (CORRECTION.replace("kreis-seite", "weg"), "„sources“ verweist auf „weg“, das es nicht gibt"),
    ],
)
def test_what_is_not_below(base, overlay, content: str, problem: str) -> None:
    """A layer can only take back what another one below it says."""
    overlay.write("overrides.yaml", content)
    assert problem in base.problem(overlay).problem


def test_what_a_layer_weakens_otherwise(base, overlay) -> None:
    """Foreign examples that it answers, and sentences that it words otherwise."""
    overlay.replace("entries/scanner.yaml", '- "scanner"', '- "scanner"\n      - "Wie wird das Wetter?"')
    overlay.write("wording.yaml", 'gone: "Weg."\n')
    assert told(base, overlay) == [
        "„wie wird das wetter“ gilt nicht mehr als fremd: Ein Eintrag darüber beantwortet es",
        "Anders formuliert: gone",
    ]


def test_a_test_question_may_be_taken(base, overlay) -> None:
    """A question that a layer answers better is its own from then on, also one that had no answer."""
    overlay.write(
        "questions/mehr.yaml",
        'accepts: {kreis-scanner: ["was kostet der drucker", "wohin muss ich zum drucken gehen"]}\n',
    )
    knowledge = base.load(overlay)
    assert knowledge.not_covered == ()
    assert knowledge.questions["kreis-scanner"] == ("was kostet der drucker", "wohin muss ich zum drucken gehen")
