"""An interview's file: what is refused, with file and line, and what the smallest one looks like when loaded."""

import pytest

from knowledge.interview import Meaning
from knowledge.load import SHIPPED

WORDING = "interview-wording.yaml"
INTERVIEW = """\
id: drucken
title: "Bereit zu drucken"
offer: "Druck prüfen"
intro: "Wir prüfen den Druck."
offered_with: [drucker-was]
sections:
  - {id: geraet, title: "Gerät"}
answers:
  - {id: ja, label: "Ja", means: settled}
  - {id: nein, label: "Nein", means: missing, phrases: ["nö"]}
steps:
  - id: strom
    section: geraet
    title: "Strom"
    question: "Ist Strom da?"
    why: "Ohne Strom druckt nichts."
    how: "Stecken Sie den Stecker ein."
    who: ["IT"]
    answers: [ja, nein]
    blocking: [nein]
    entry: drucker-was
  - id: papier
    section: geraet
    title: "Papier"
    question: "Ist Papier da?"
    why: "Ohne Papier auch nicht."
    how: "Legen Sie Papier ein."
    who: ["Hauptamt"]
    answers: [ja, nein]
    asked_if: {strom: [ja]}
    after: [strom]
    entry: drucker-ort
stages:
  - id: null
    title: "Vorbereiten"
    who: "Sie"
    entry: drucker-was
    tasks:
      - {text: "Einstecken", step: strom}
verdicts:
  - {id: gut, verdict: ready, headline: "Es kann losgehen.", explanation: "Alles da.", at_most: {open: "0"}}
  - {id: schlecht, verdict: not_yet, headline: "Noch nicht.", explanation: "Es fehlt: {matters}."}
""".replace("id: null", "id: anfang")


@pytest.fixture
def printing(base):
    """A whole base with an interview of two questions, and the shipped sentences around them."""
    base.write("interview.yaml", INTERVIEW)
    base.write(WORDING, (SHIPPED / WORDING).read_text("utf-8"))
    return base


def test_an_interview_is_loaded_with_its_answers(printing) -> None:
    """What stands in the file is there, by id."""
    interview = printing.load().interviews["drucken"]
    assert list(interview.step) == ["strom", "papier"]
    assert interview.option["nein"].means is Meaning.MISSING
    assert interview.step["papier"].asked_if == {"strom": ("ja",)}


def test_another_interview_is_another_file(printing, new_folder) -> None:
    """In the base or in a folder laid over it, a file in `interviews/` is enough."""
    more = new_folder("mehr")
    more.write("interviews/scannen.yaml", INTERVIEW.replace("id: drucken", "id: scannen"))
    printing.write("interviews/faxen.yaml", INTERVIEW.replace("id: drucken", "id: faxen"))
    assert set(printing.load(more).interviews) == {"drucken", "scannen", "faxen"}


def test_its_version_changes_with_it(printing) -> None:
    """A changed question makes another version, and the same file the same."""
    first = printing.load().interviews["drucken"].version
    assert printing.load().interviews["drucken"].version == first
    printing.replace("interview.yaml", "Ist Strom da?", "Gibt es Strom?")
    assert printing.load().interviews["drucken"].version != first


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("    blocking: [nein]\n", "    blocking: [nie]\n", "blocking: [nie]", "„blocking“ verweist auf „nie“"),
        ('who: ["IT"]', 'who: ["Bauhof"]', "Bauhof", "„Bauhof“ kommt für „who“ nicht infrage"),
        ("    entry: drucker-ort\n", "    entry: drucker-da\n", "entry: drucker-da", "„entry“ verweist auf"),
        ("offered_with: [drucker-was]", "offered_with: [fax]", "offered_with", "„offered_with“ verweist auf „fax“"),
        ("    after: [strom]", "    after: [storm]", "after: [storm]", "„after“ verweist auf „storm“"),
        ("    after: [strom]", "    after: [papier]", "after: [papier]", "„after“ führt im Kreis zu sich selbst"),
        ("asked_if: {strom: [ja]}", "asked_if: {storm: [ja]}", "asked_if: {storm", "„asked_if“ verweist auf „storm“"),
        ("asked_if: {strom: [ja]}", "asked_if: {strom: [jo]}", "asked_if: {strom", "„asked_if“ verweist auf „jo“"),
        ("asked_if: {strom: [ja]}", "asked_if: {papier: [ja]}", "asked_if: {papier", "führt im Kreis"),
        ("asked_if: {strom: [ja]}", "frage_wenn: {strom: [ja]}", "frage_wenn", "„frage_wenn“ ist unbekannt"),
        ('    why: "Ohne Strom druckt nichts."\n', "", "id: strom", "Die Angabe „why“ fehlt"),
        ("answers: [ja, nein]\n    blocking", "answers: [ja]\n    blocking", "answers: [ja]", "zu wenige Werte"),
        ("means: settled", "means: gut", "{id: ja", "„gut“ kommt für „means“ nicht infrage"),
        ('phrases: ["nö"]', 'phrases: ["ja"]', "answers: [ja, nein]", "zu „nein“ und zu der Antwort „ja“"),
        ('phrases: ["nö"]', 'phrases: ["pause"]', "answers: [ja, nein]", "„pause“ gehört zu „nein“ und zu dem Befehl"),
        ('{text: "Einstecken", step: strom}', '{text: "Einstecken", step: saft}', "saft", "„tasks“ verweist auf"),
        ('at_most: {open: "0"}', 'at_most: {open: "0"}, at_least: {missing: "1"}', "id: gut", "kann nie gelten"),
        ('at_most: {open: "0"}', "answers: {strom: [nein], papier: [ja]}", "id: gut", "kann nie gelten"),
        (', at_most: {open: "0"}', "", "id: schlecht", "kommt nie zum Zug, weil „gut“ vorher gilt"),
        ('"Es fehlt: {matters}."', '"Es fehlt: {dinge}."', "id: schlecht", "erwartet wird {matters}"),
        ('{open: "0"}', '{open: "viele"}', "id: gut", "„open“ hat nicht die richtige Form"),
        ("id: papier\n", "id: strom\n", None, "Die Kennung gibt es schon"),
        ("sections:\n", 'sections:\n  - {id: leer, title: "Leer"}\n', "id: leer", "Der Abschnitt hat keine Fragen"),
        ("\nanswers:\n", '\nanswers:\n  - {id: jein, label: "Jein", means: partly}\n', "id: jein", "Keine Frage hat"),
        ("id: papier\n", f"id: {'p' * 39}\n", "answers: [ja, nein]", "zusammen länger als 40 Zeichen"),
    ],
)  # fmt: skip
def test_what_is_refused(printing, old: str, new: str, line: str | None, problem: str) -> None:
    """Each mistake is told with the line on which it is to be mended."""
    assert INTERVIEW.count(old) >= 1
    printing.write("interview.yaml", INTERVIEW.replace(old, new, 1) if "\n" in old else INTERVIEW.replace(old, new))
    found = [p for p in printing.problems() if problem in f"{p.problem}"]
    assert found, printing.problems()
    if line:
        lines = (printing.path / "interview.yaml").read_text("utf-8").split("\n")
        assert line in lines[found[0].line - 1]


def test_a_default_verdict_is_needed(printing) -> None:
    """Without a rule that always holds, somebody would get no verdict."""
    printing.replace(
        "interview.yaml", "verdict: not_yet, headline", 'verdict: not_yet, at_least: {open: "1"}, headline'
    )
    assert "Am Ende fehlt ein Urteil ohne Bedingungen" in printing.problem().problem


def test_a_question_that_is_never_asked(printing) -> None:
    """Conditions that exclude one another are noticed, also over several questions."""
    third = (
        INTERVIEW.split("  - id: papier")[1]
        .split("stages:")[0]
        .replace("{strom: [ja]}", "{strom: [nein], papier: [ja]}")
    )
    printing.write("interview.yaml", INTERVIEW.replace("stages:", f"  - id: farbe{third}stages:"))
    assert printing.problem().problem == "Die Frage wird nie gestellt"
    assert printing.problem().entry == "farbe"


def test_the_sentences_around_it_are_needed(printing) -> None:
    """An interview without the dialogue's sentences can't be led."""
    (printing.path / WORDING).unlink()
    assert "Die Sätze rund um das Interview fehlen" in printing.problem().problem


def test_all_mistakes_at_once(printing) -> None:
    """A mistake of form in one question does not hide one of reference in another."""
    text = INTERVIEW.replace('why: "Ohne Strom druckt nichts."', "warum: nichts").replace("drucker-ort", "drucker-da")
    printing.write("interview.yaml", text)
    told = " ".join(p.problem for p in printing.problems())
    assert "„warum“ ist unbekannt" in told
    assert "„drucker-da“" in told
