"""From answers to findings, their order, the verdict and what changed."""

import pytest

from bot.talk.interview.result import SectionState, StageState, Verdict, Weight
from bot.talk.interview.verdict import evaluate
from knowledge.interview import InterviewDefinition
from knowledge.model import Knowledge

from .conftest import answered

ALL = {"art": "neu", "strom": "ja", "papier": "ja", "farbe": "ja", "blumen": "ja"}


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, Verdict.READY),
        ({"blumen": "nein"}, Verdict.READY),
        ({"papier": "halb"}, Verdict.READY_ONCE),
        ({"papier": "unklar"}, Verdict.READY_ONCE),
        ({"strom": "nein"}, Verdict.NOT_YET),
    ],
)
def test_the_first_rule_that_holds_decides(
    definition: InterviewDefinition, knowledge: Knowledge, changed: dict[str, str], verdict: Verdict
) -> None:
    """A recommendation hinders nothing, what is missing or unknown does, what blocks most of all."""
    assert evaluate(answered(definition, **{**ALL, **changed}), knowledge).verdict is verdict


def test_weights(definition: InterviewDefinition, knowledge: Knowledge) -> None:
    """Each answer leaves open what it says; a settled one with a consequence is a recommendation."""
    state = answered(definition, art="neu", strom="nein", papier="halb", farbe="unklar", blumen="nein")
    weights = {finding.step: finding.weight for finding in evaluate(state, knowledge).findings}
    assert weights == {
        "strom": Weight.BLOCKING,
        "papier": Weight.MISSING,
        "farbe": Weight.UNKNOWN,
        "blumen": Weight.RECOMMENDED,
    }
    [strom] = evaluate(answered(definition, **ALL), knowledge).findings
    assert (strom.step, strom.weight, strom.how) == ("strom", Weight.RECOMMENDED, "Strom sparen.")


def test_what_comes_first_stands_first(definition: InterviewDefinition, knowledge: Knowledge) -> None:
    """What something else waits for precedes it, though it weighs less; only what can be begun now is next."""
    result = evaluate(answered(definition, art="neu", strom="nein", papier="nein", blumen="nein"), knowledge)
    assert [finding.step for finding in result.findings] == ["papier", "strom", "blumen"]
    assert result.findings[1].after == ("papier",)
    assert [finding.step for finding in result.next] == ["papier", "blumen"]


def test_what_waits_for_something_settled_waits_no_longer(
    definition: InterviewDefinition, knowledge: Knowledge
) -> None:
    """`after` names open steps alone."""
    result = evaluate(answered(definition, **{**ALL, "strom": "nein"}), knowledge)
    assert [finding.after for finding in result.findings] == [()]


def test_unanswered_questions_are_unknown(definition: InterviewDefinition, knowledge: Knowledge) -> None:
    """An unfinished interview says so, and invents nothing."""
    result = evaluate(answered(definition, art="neu"), knowledge)
    assert (result.complete, result.answered, result.applicable) == (False, 1, 5)
    assert {f.answer for f in result.findings} == {None}
    assert {f.weight for f in result.findings} == {Weight.UNKNOWN, Weight.RECOMMENDED}
    assert [section.state for section in result.sections] == [SectionState.NOT_ASKED, SectionState.NOT_ASKED]


def test_sections_count_their_questions(definition: InterviewDefinition, knowledge: Knowledge) -> None:
    """Every question that applies and settles something is in one count; what blocks marks its section."""
    result = evaluate(answered(definition, **{**ALL, "strom": "nein", "farbe": "halb"}), knowledge)
    device, room = result.sections
    assert (device.settled, device.partly, device.missing, device.unknown, device.not_asked) == (1, 1, 1, 0, 0)
    assert device.state is SectionState.BLOCKED
    assert (room.settled, room.state) == (1, SectionState.DONE)


def test_stages(definition: InterviewDefinition, knowledge: Knowledge) -> None:
    """What lies behind is done, what lies ahead is not, and now the answers tell."""
    first, second = evaluate(answered(definition, **ALL), knowledge).stages
    assert (first.number, first.state, second.state) == (0, StageState.CURRENT, StageState.AHEAD)
    assert [task.done for task in (*first.tasks, *second.tasks)] == [True, False]
    first, second = evaluate(answered(definition, art="alt"), knowledge).stages
    assert (first.state, second.state) == (StageState.DONE, StageState.CURRENT)
    assert [task.done for task in (*first.tasks, *second.tasks)] == [True, False]


def test_changes_since_the_interview_before(definition: InterviewDefinition, knowledge: Knowledge) -> None:
    """Each changed answer with whether it is better, where one can say so."""
    before = answered(definition, art="neu", strom="nein", papier="ja", farbe="unklar", blumen="ja")
    now = answered(definition, art="alt", strom="ja", papier="ja", farbe="nein", blumen="halb")
    result = evaluate(now, knowledge, before)
    assert result.since == before.last_at
    assert {change.step: change.better for change in result.changes} == {
        "art": None,
        "strom": True,
        "farbe": None,
        "blumen": False,
    }
    assert next(c for c in result.changes if c.step == "strom").before == "Nein"


def test_names_of_matters_are_not_endless(knowledge: Knowledge) -> None:
    """An explanation lists some of very many matters, and says how many more there are."""
    shipped = knowledge.interviews["bereitschaft"]
    result = evaluate(answered(shipped, lage="davor"), knowledge)
    assert "weitere" in result.explanation
    assert len(result.explanation) < 500
