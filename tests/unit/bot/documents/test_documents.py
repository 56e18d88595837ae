"""The files of an interview's result: whole, harmless, the same each time, and accessible."""

import csv
import datetime
import io
from dataclasses import replace

import pytest
from icalendar import Calendar, Component
from pypdf import PdfReader

from bot.documents import render
from bot.talk.interview.result import (
    Finding,
    GivenAnswer,
    Result,
    SectionResult,
    SectionState,
    Stage,
    StageState,
    StepChange,
    Task,
    Verdict,
    Weight,
)
from bot.talk.message import ResultDocument

HOSTILE = '=1+1 #panic("x") $x$ </script> *fett* [x](y) @ref'
FOUND = Finding(
    step="kdn",
    weight=Weight.BLOCKING,
    title="KDN-Anschluss",
    answer="Noch nicht",
    note=HOSTILE,
    why="Darüber laufen die Daten.",
    who=("IT",),
    how="Klären Sie den Anschluss.",
    after=(),
    entry="voraussetzung-kdn",
    source="Basis-Workshop: Voraussetzungen, Stand 2022",
    duration="1 bis 4 Wochen",
)
RESULT = Result(
    interview="bereitschaft",
    title="Bereitschaft für einen Onlineantragsassistenten",
    subject="Hundesteuer",
    at=datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC),
    complete=True,
    answered=2,
    applicable=3,
    verdict=Verdict.NOT_YET,
    headline="Zum Bestellen ist es noch zu früh.",
    explanation="Der KDN-Anschluss fehlt. Größe „geprüft“ nach § 4.",
    findings=(FOUND, replace(FOUND, step="haushalt", weight=Weight.UNKNOWN, title="=Haushalt", note=None)),
    next=(FOUND,),
    sections=(SectionResult("v", "Voraussetzungen", SectionState.BLOCKED, 1, 0, 1, 1, 0),),
    stages=(
        Stage("s0", 0, "Vorarbeiten", StageState.CURRENT, (Task("Nutzen prüfen", done=True),), "Sie", "lange", "q"),
    ),
    answers=(GivenAnswer("Voraussetzungen", "Haben Sie KDN?", "Noch nicht", HOSTILE),),
    changes=(StepChange("kdn", "KDN-Anschluss", None, "Noch nicht", better=None),),
    since=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    journey="Der Weg dorthin",
    made_by="Erstellt von einem Assistenten.",
)


@pytest.fixture(scope="module")
def pdf() -> PdfReader:
    return PdfReader(io.BytesIO(render(ResultDocument("pdf", RESULT)).content))


def test_the_pdf_is_accessible(pdf: PdfReader) -> None:
    """It is tagged, has a title that viewers show, a language, and a text for its chart."""
    root = pdf.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("de")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Bereitschaft für einen Onlineantragsassistenten: Hundesteuer"
    kinds, texts = zip(*walk(root["/StructTreeRoot"]), strict=True)
    assert {"/H1", "/H2", "/H3", "/Figure", "/Table", "/TH", "/L"} <= set(kinds)
    assert any("Voraussetzungen: 1 erledigt, 1 fehlt, 1 ungeklärt" in text for text in texts)


def walk(node):
    """Yield kind and alternative text of each element below."""
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        element = child.get_object() if hasattr(child, "get_object") else child
        if hasattr(element, "get") and "/S" in element:
            yield element["/S"], str(element.get("/Alt", ""))
            yield from walk(element)


def test_the_pdf_has_everything_as_text(pdf: PdfReader) -> None:
    """What somebody typed is shown as typed, and nothing of it is run."""
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    said = (RESULT.headline, "„geprüft“ nach § 4", "KDN-Anschluss", "1 bis 4 Wochen", RESULT.journey, RESULT.made_by)
    for one in said:
        assert one in text
    assert '#panic("x")' in text
    assert "</script>" in text


@pytest.mark.parametrize("kind", ["pdf", "markdown", "calendar", "tasks"])
def test_the_same_result_gives_the_same_file(kind) -> None:
    """No clock and no chance; the name tells what it is about."""
    file = render(ResultDocument(kind, RESULT))
    assert file == render(ResultDocument(kind, RESULT))
    assert file.name.startswith("bereitschaft-hundesteuer-2026-03-01.")


def test_every_verdict_can_be_printed() -> None:
    """Also a result without anything open, and one without a subject."""
    for verdict in Verdict:
        empty = replace(RESULT, verdict=verdict, findings=(), next=(), stages=(), changes=(), answers=(), subject=None)
        assert render(ResultDocument("pdf", empty)).content.startswith(b"%PDF")


def test_markdown_is_escaped() -> None:
    """A note is no markup."""
    text = render(ResultDocument("markdown", RESULT)).content.decode()
    assert "\\*fett\\*" in text
    assert "</script>" not in text
    assert "# Bereitschaft" in text


def test_the_calendar_has_a_task_for_each_matter() -> None:
    """With what is to do, and for whom."""
    tasks = tasks_of(RESULT)
    assert str(tasks[0]["summary"]) == "Hundesteuer: KDN-Anschluss"
    assert "IT" in str(tasks[0]["description"])


def test_a_task_keeps_its_id() -> None:
    """A second import changes the task; the same for another application is another one."""
    first, again = tasks_of(RESULT), tasks_of(replace(RESULT, at=RESULT.at + datetime.timedelta(days=30)))
    other = tasks_of(replace(RESULT, subject="Gewerbeanmeldung"))
    ids = [[str(task["uid"]) for task in tasks] for tasks in (first, again, other)]
    assert ids[0] == ids[1]
    assert len({*ids[0], *ids[2]}) == 4


def tasks_of(result: Result) -> list[Component]:
    return Calendar.from_ical(render(ResultDocument("calendar", result)).content).walk("VTODO")


def test_no_cell_is_a_formula() -> None:
    """A spreadsheet shows what somebody typed, and calculates nothing."""
    text = render(ResultDocument("tasks", RESULT)).content.decode("utf-8-sig")
    _, first, second = csv.reader(io.StringIO(text), delimiter=";")
    assert first[1] == "KDN-Anschluss"
    assert second[1] == "'=Haushalt"
    assert not any(cell.startswith("=") for cell in first)


def test_every_file_says_which_office_answered() -> None:
    """And when, as Germans write it; what an office calls itself is as harmless there as all that people type."""
    at = datetime.datetime(2026, 2, 27, 13, 30, tzinfo=datetime.UTC)
    by_office = replace(
        RESULT,
        findings=(replace(FOUND, note=None, office="Bauamt", answered_at=at),),
        answers=(GivenAnswer("Voraussetzungen", "Haben Sie KDN?", "Noch nicht", None, HOSTILE, at),),
    )
    pdf = PdfReader(io.BytesIO(render(ResultDocument("pdf", by_office)).content))
    told = " ".join("".join(page.extract_text() for page in pdf.pages).split())
    assert "27.02.2026, 14:30 Uhr" in told
    assert "*fett*" in told
    text = render(ResultDocument("markdown", by_office)).content.decode()
    assert "Noch nicht (Bauamt, 27.02.2026, 14:30 Uhr)" in text
    assert r"\*fett\*" in text
    table = render(ResultDocument("tasks", by_office)).content.decode("utf-8-sig")
    [row, *_] = csv.DictReader(io.StringIO(table), delimiter=";")
    assert row["Beantwortet von"] == "Bauamt, 27.02.2026, 14:30 Uhr"
