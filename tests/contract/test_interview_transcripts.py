"""Three municipalities, from the first message to the result and its files: ready, half ready, at the beginning."""

import pytest

from bot.documents import render
from bot.documents.markdown import escaped
from bot.talk.conversation import Conversation
from bot.talk.interview.result import Result, SectionState, StageState, Verdict
from bot.talk.message import Status
from knowledge.model import Knowledge

from .interviewee import Interviewee

READY = """
davor | ja | ja | haben wir | ja | ja | ja | ja | alle dabei, ja | ja | ja, geprüft | mittel sind da | steht fest | ja
kann so bleiben | ist bereit | ohne test | ja | ja | go ist gefallen
"""
HALF = """
noch nicht | ja | teilweise | macht bei uns die IT bis März | weiß nicht | ja | eher nicht | ja | ja | ja | ja
kein geld | ja | ja | ja, einiges | teilweise | mit test | noch nicht | nein | nein
"""
BEGINNING = """
wir fangen erst an | nein | noch nicht | nö | keine ahnung | nein | nein | nein | nein | nein | nein | nein | nein
nein | noch nicht entschieden | nein | nein | nein
"""


@pytest.fixture
def town(conversation: Conversation, knowledge: Knowledge) -> Interviewee:
    return Interviewee(conversation, knowledge)


def answers(script: str) -> list[str]:
    return [answer.strip() for answer in script.replace("\n", "|").split("|") if answer.strip()]


def result_of(town: Interviewee) -> Result:
    """Ask for the file, which carries the whole result."""
    documents = [
        town.chooses(label).document for label in ("Als PDF", "Aufgaben für den Kalender", "Als Text (Markdown)")
    ]
    assert [document and document.format for document in documents] == ["pdf", "calendar", "markdown"]
    pdf, calendar, markdown = (render(document).content for document in documents if document)
    result = documents[0].result if documents[0] else None
    assert result
    assert pdf.startswith(b"%PDF")
    assert calendar.startswith(b"BEGIN:VCALENDAR")
    assert result.headline in markdown.decode()
    assert all(escaped(finding.title) in markdown.decode() for finding in result.findings)
    return result


def test_a_town_that_is_ready(town: Interviewee) -> None:
    """Everything is settled: it can order, and learns what comes next on the way."""
    town.says("Hallo", "sind wir bereit?", "Hundesteuer")
    end = town.says(*answers(READY))
    assert end.status is Status.INTERVIEW
    assert "Sie können bestellen." in end.text
    assert "1. Im Onlineshop der KISA anmelden" in end.text
    result = result_of(town)
    assert (result.verdict, result.subject) == (Verdict.READY, "Hundesteuer")
    assert (result.complete, result.answered, result.applicable) == (True, 20, 20)
    assert result.findings == ()
    assert [one.step for one in result.next] == ["anmelden", "bestellen", "bestaetigung"]
    assert result.tasks == result.next
    assert {section.state for section in result.sections} == {SectionState.DONE}
    assert result.stages[0].state is StageState.CURRENT
    assert all(task.done for task in result.stages[0].tasks)


def test_a_town_that_is_half_ready(town: Interviewee) -> None:
    """With questions in between, a pause and a correction, it learns what blocks, misses and comes next."""
    town.says("interview", "1")
    first, *rest = answers(HALF)
    town.says(first, *rest[:3])
    town.says("Was ist ein Behördenkonto?")
    assert len(town.replies) == 2
    town.says("pause", "weiter", *rest[3:])
    assert town.last.text.count("\n") > 5
    result = result_of(town)
    assert result.verdict is Verdict.NOT_YET
    found = {finding.step: finding for finding in result.findings}
    assert {step: f.weight.value for step, f in found.items()} == {
        "amt24-pflege": "missing",
        "kdn": "missing",
        "behoerdenkonto": "unknown",
        "bekanntheit": "recommended",
        "haushalt": "missing",
        "aenderungen": "recommended",
        "it-landschaft": "missing",
        "termine": "missing",
        "kommunikation": "recommended",
        "entscheidung": "missing",
    }
    assert found["kdn"].note == "macht bei uns die IT bis März"
    assert found["entscheidung"].after == ("haushalt", "it-landschaft", "termine")
    assert [finding.step for finding in result.next] == ["amt24-pflege", "kdn", "haushalt"]
    assert all(f.why and f.who and f.how and f.entry and f.source for f in result.findings)
    order = [finding.step for finding in result.findings]
    assert order.index("termine") < order.index("entscheidung")


def test_a_town_at_the_very_beginning(town: Interviewee) -> None:
    """What depends on missing things is not asked; the verdict is honest, the next steps are three."""
    town.says("können wir starten?")
    town.chooses("Noch keinen bestimmten")
    end = town.says(*answers(BEGINNING))
    assert "Zum Bestellen ist es noch zu früh." in end.text
    result = result_of(town)
    assert result.verdict is Verdict.NOT_YET
    assert (result.answered, result.applicable) == (18, 18)
    weights = [finding.weight.value for finding in result.findings]
    assert weights.count("blocking") == 3
    assert [finding.step for finding in result.next] == ["amt24", "kdn", "behoerdenkonto"]
    assert result.sections[0].state is SectionState.BLOCKED
    assert "%" not in end.text


def test_a_town_on_its_way(town: Interviewee) -> None:
    """Only the tasks of its step are asked for; the timeline shows what lies behind and the named duration."""
    town.says(
        "interview", "1", "wir haben schon bestellt", "schritt 3", "teilweise", "nein", "ja", "nicht vorgesehen", "ja"
    )
    result = result_of(town)
    assert result.verdict is Verdict.UNDER_WAY
    assert [finding.step for finding in result.findings] == ["fragebogen", "fragebogen-zurueck"]
    states = [stage.state for stage in result.stages]
    assert states == [StageState.DONE] * 3 + [StageState.CURRENT] + [StageState.AHEAD] * 3
    assert [task.done for task in result.stages[3].tasks] == [False, False, True, True, True]
    timeline = town.chooses("Zeitplan zeigen").text
    assert "✓ 2 Bestätigen" in timeline
    assert "▶ 3 Vorbereiten" in timeline
    assert "1 bis 4 Wochen" in timeline


def test_a_town_that_comes_back(town: Interviewee) -> None:
    """Repeated on the same subject, the result says what changed, and what it compares with."""
    town.says("interview", "Hundesteuer", *answers(HALF))
    town.waits(days=30)
    town.says("interview", "hundesteuer", *answers(READY))
    assert "Seit dem Interview vom 15.01.2026 hat sich geändert:" in town.last.text
    assert "KDN-Anschluss: Teilweise → Ja" in town.last.text
    result = result_of(town)
    assert {change.step: change.better for change in result.changes}["kdn"] is True
    town.says("interview", "Gewerbeanmeldung", *answers(READY))
    assert result_of(town).since is None


def test_the_longest_way_takes_less_than_five_minutes(knowledge: Knowledge) -> None:
    """At most 22 questions, each short enough to be read in a few seconds."""
    interview = knowledge.interviews["bereitschaft"]
    before = [step for step in interview.steps if "davor" in step.asked_if.get("lage", ("davor",))]
    assert 18 <= len([step for step in before if "kisa-schritt" not in step.asked_if]) <= 22
    assert max(len(step.question) for step in interview.steps) <= 90


def test_everything_asked_for_is_in_it(knowledge: Knowledge) -> None:
    """Each prerequisite, each piece of groundwork and each stage of the material has its question or task."""
    interview = knowledge.interviews["bereitschaft"]
    wanted = """amt24 amt24-pflege kdn behoerdenkonto shopkonto bekanntheit inhalte beteiligte-fach beteiligte-it nutzen
    haushalt struktur prozess aenderungen it-landschaft test termine kommunikation entscheidung kisa-schritt"""
    assert set(wanted.split()) <= set(interview.step)
    assert [stage.title.split()[0] for stage in interview.stages] == [
        "Vorarbeiten", "Entscheiden", "Bestätigen", "Vorbereiten", "Konfigurieren", "GoLive", "Nacharbeiten",
    ]  # fmt: skip


def test_every_action_fits_a_button(knowledge: Knowledge) -> None:
    """At most 52 ASCII characters, so that a messenger can add something of its own."""
    for interview in knowledge.interviews.values():
        for step in interview.steps:
            actions = [f"iv:change:{step.id}", f"iv:why:{step.id}", *(f"iv:a:{step.id}:{a}" for a in step.answers)]
            assert all(action.isascii() and len(action) <= 52 for action in actions)
