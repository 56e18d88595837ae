"""What is proposed of what was found, and what a person is asked to look at."""

import pytest

from knowledge.importing.layer import doubts_as_text, files_of
from knowledge.importing.material import FoundQuestion, Material
from knowledge.importing.phrasing import rephrased
from knowledge.importing.proposing import Proposal, Proposing, UsualSource

ORIGIN = UsualSource(day="2026-03-01")


def proposed(known, *entries: FoundQuestion, origin: UsualSource = ORIGIN, **more: str) -> Proposal:
    proposing = Proposing(known)
    proposing.add(Material(entries, **more), "faq", origin)
    return proposing.proposal


def found(question: str, answer: str = "Eine Antwort.", **more: object) -> FoundQuestion:
    return FoundQuestion("faq.csv, Zeile 2", question, answer, **more)  # type: ignore[arg-type]  # by their names


def test_a_bare_question(small) -> None:
    """Id, title, subject, aspect, source and date are proposed; phrases follow from the question where that is safe."""
    (entry,) = proposed(small, found("1. Wie repariere ich den Drucker?"), title="Merkblatt").entries["faq"]
    assert entry == {
        "id": "wie-repariere-ich-den-drucker",
        "title": "Wie repariere ich den Drucker?",
        "question": "Wie repariere ich den Drucker?",
        "about": "drucker",
        "aspect": entry["aspect"],
        "phrases": ["Drucker reparieren"],
        "answer": "Eine Antwort.",
        "sources": ["merkblatt"],
        "stand": "2026-03-01",
    }


def test_subjects(small) -> None:
    """A category that is known by any of its names is that subject; another becomes a new one."""
    new = "Ausleihe & Rückgabe"
    proposal = proposed(small, found("Wie oft?", about="DRK"), found("Wohin?", about=new), found("Wer?", section=new))
    subjects = [entry["about"] for entry in proposal.entries["faq"]]
    assert subjects == ["drucker", "ausleihe-rueckgabe", "ausleihe-rueckgabe"]
    assert proposal.content["subjects"] == [{"id": "ausleihe-rueckgabe", "name": "Ausleihe & Rückgabe"}]


def test_sources(small) -> None:
    """An address gets its day, a title becomes a document, a passage that is known is cited."""
    first = found("A?", sources=("www.a.de/x",), read="5.3.2026")
    second = found("B?", sources=("Rundschreiben 7",), stand="März 2025")
    third = found("C?", sources=("seite-1",))
    proposal = proposed(small, first, second, third)
    entries = proposal.entries["faq"]
    assert [entry["sources"] for entry in entries] == [
        ["https://www.a.de/x, 2026-03-05"],
        ["rundschreiben-7"],
        ["seite-1"],
    ]
    assert [entry["stand"] for entry in entries] == ["2026-03-05", "2025-03", "2022-03"]
    assert proposal.content["documents"] == [{"id": "rundschreiben-7", "title": "Rundschreiben 7", "stand": "2025-03"}]


def test_a_source_for_all(small) -> None:
    """Who imports may say where it all comes from."""
    proposal = proposed(small, found("A?"), origin=UsualSource("www.a.de/faq", "2026-03-01"))
    assert proposal.entries["faq"][0]["sources"] == ["https://www.a.de/faq, 2026-03-01"]


def test_one_answer_for_several_questions(small) -> None:
    """Questions with the same answer are ways to ask for it."""
    answer = "Das ist in allen Fällen dieselbe Antwort."
    (entry,) = proposed(small, found("Wie denn nun?", answer), found("Und wie sonst?", answer)).entries["faq"]
    assert "Und wie sonst?" in entry["phrases"]


def test_what_is_known_already(small) -> None:
    """A question that is answered already, an id that is taken and a phrase of another entry are left out and told."""
    proposal = proposed(
        small,
        found("Was ist die Kaffeemaschine?"),
        found("Ganz neu?", id="kaffee-was", phrases=("was ist die kaffeemaschine", "eigene")),
        found("", "Ohne Frage."),
    )
    (entry,) = proposal.entries["faq"]
    assert entry["id"] == "ganz-neu"
    assert entry["phrases"] == ["eigene"]
    told = doubts_as_text(proposal)
    assert "beantwortet schon „kaffee-was“" in told
    assert "gibt es schon" in told
    assert "gehört schon zu" in told
    assert "Es fehlt die Frage" in told


def test_a_command_is_no_phrase(small) -> None:
    """What steers the conversation is left out and told: the base would not be sound otherwise."""
    proposal = proposed(small, found("Ganz neu?", phrases=("Hilfe", "eigene")))
    assert proposal.entries["faq"][0]["phrases"] == ["eigene"]
    assert "„Hilfe“ gehört schon zu „help“" in doubts_as_text(proposal)


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("Öffnungszeiten", "Immer.", "keine Frage"),
        ("Wann?", "Siehe oben.", "verweist auf etwas"),
        ("Wann?", "Du kannst immer kommen, dein Ausweis genügt.", "duzt"),
        ("Wann?", "Derzeit nie.", "veraltet"),
        ("Wann?", "wort " * 61, "61 Wörter"),
        ("Wann? Und wo?", "Hier.", "mehrere Fragen"),
    ],
)
def test_doubts(small, question: str, answer: str, told: str) -> None:
    """What a person must look at is said, entry by entry."""
    assert told in doubts_as_text(proposed(small, found(question, answer)))


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("Wie melde ich Sperrmüll an?", ("Sperrmüll anmelden",)),
        ("Wo gebe ich meine Bücher ab?", ("Bücher abgeben",)),
        ("Wie verlängere ich Medien?", ("Medien verlängern",)),
        ("Kann ich mein Auto ummelden?", ("Auto ummelden",)),
        ("Was kostet der Ausweis?", ("Ausweis Kosten", "Preis Ausweis")),
        ("Wann hat das Rathaus geöffnet?", ("Öffnungszeiten Rathaus",)),
        ("Wer muss keine Hundesteuer zahlen?", ()),
        ("Kann ich nicht kommen?", ()),
        ("Kann ich essen?", ()),
        ("Was passiert, wenn ich umziehe?", ()),
    ],
)
def test_other_ways_to_ask(question: str, others: tuple[str, ...]) -> None:
    """Only what follows from the words alone is proposed: nothing of a question with parts, or that denies."""
    assert rephrased(question) == others


def test_files_of_many_entries(small) -> None:
    """Thousands of entries go into files that can still be read, with their test questions beside them."""
    entries = [found(f"Frage {i} nach etwas?", f"Antwort {i}", tests=(f"Test {i}",)) for i in range(450)]
    files = files_of(proposed(small, *entries))
    assert [name for name in files if name.startswith("entries/")] == [f"entries/faq-{i}.yaml" for i in (1, 2, 3)]
    assert "Test 449" in files["questions/faq-3.yaml"]
