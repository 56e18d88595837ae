"""The state of an interview, folded from its log."""

import pytest

from bot.talk.interview.log import (
    Abandoned,
    Answered,
    Asked,
    Finished,
    InterviewLog,
    Noted,
    Paused,
    Reopened,
    Resumed,
    Skipped,
)
from bot.talk.interview.progress import Phase, progress
from bot.talk.interview.result import Verdict
from knowledge.interview import InterviewDefinition

from .conftest import ART, BLUMEN, FARBE, NOON, PAPIER, STROM, answered, log_of, printing, step


def test_one_question_after_the_other(definition: InterviewDefinition) -> None:
    """The first question without an answer is the current one; the position counts from 1."""
    assert answered(definition).current == "art"
    assert answered(definition).position == (1, 5)
    state = answered(definition, art="neu", strom="ja")
    assert (state.current, state.position, state.previous) == ("papier", (3, 5), "strom")
    end = answered(definition, art="neu", strom="ja", papier="ja", farbe="ja", blumen="ja")
    assert (end.current, end.previous) == (None, "blumen")


def test_what_depends_on_an_answer_is_skipped(definition: InterviewDefinition) -> None:
    """A condition that does not hold takes the question out, of the count as well."""
    state = answered(definition, art="neu", strom="ja", papier="nein")
    assert (state.current, state.position) == ("blumen", (4, 4))


def test_a_changed_answer_reopens_what_depended_on_it_and_only_that(definition: InterviewDefinition) -> None:
    """The other answers stay."""
    before = {"art": "neu", "strom": "ja", "papier": "ja", "farbe": "ja", "blumen": "ja"}
    log = log_of(definition, *(Answered(NOON, *pair) for pair in before.items()), Answered(NOON, "papier", "halb"))
    state = progress(log, definition)
    assert state.current == "farbe"
    assert set(state.given) == {"art", "strom", "papier", "blumen"}


def test_an_answer_that_is_changed_back_brings_back_what_depended_on_it(definition: InterviewDefinition) -> None:
    """Nothing is lost by a slip of the finger."""
    before = {"art": "neu", "strom": "ja", "papier": "ja", "farbe": "halb", "blumen": "ja"}
    log = log_of(definition, *(Answered(NOON, *pair) for pair in before.items()))
    there_and_back = log.with_events(Answered(NOON, "papier", "nein"), Answered(NOON, "papier", "ja"))
    assert progress(there_and_back, definition).given["farbe"].answer == "halb"
    assert progress(there_and_back, definition).current is None


def test_a_skipped_question_is_not_asked_again_but_counts_as_unanswered(definition: InterviewDefinition) -> None:
    """It can be reopened, and skipping a question with an answer keeps the answer."""
    log = log_of(definition, Answered(NOON, "art", "neu"), Skipped(NOON, "strom"))
    assert progress(log, definition).current == "papier"
    assert "strom" not in progress(log, definition).given
    again = log.with_events(Reopened(NOON, "art"), Skipped(NOON, "art"))
    assert progress(again, definition).given["art"].answer == "neu"
    assert progress(again, definition).current == "papier"


def test_a_reopened_question_is_asked_once(definition: InterviewDefinition) -> None:
    """After its answer the interview goes on where it was."""
    log = log_of(definition, *(Answered(NOON, n, "ja") for n in ("strom", "papier")), Answered(NOON, "art", "neu"))
    back = log.with_events(Reopened(NOON, "strom"))
    assert progress(back, definition).current == "strom"
    assert progress(back.with_events(Answered(NOON, "strom", "nein")), definition).current == "farbe"


def test_phases(definition: InterviewDefinition) -> None:
    """Pause, resume, end and finish; an answer brings any of them back to life."""
    log = log_of(definition, Asked(NOON, "art"))
    for event, phase in (
        (Paused(NOON), Phase.PAUSED),
        (Abandoned(NOON), Phase.ABANDONED),
        (Finished(NOON, Verdict.READY), Phase.FINISHED),
    ):
        over = log.with_events(event)
        assert progress(over, definition).phase is phase
        assert progress(over.with_events(Resumed(NOON)), definition).phase is Phase.RUNNING
        assert progress(over.with_events(Answered(NOON, "art", "alt")), definition).phase is Phase.RUNNING


def test_a_note_is_added_to_an_answer(definition: InterviewDefinition) -> None:
    """Only to one that there is."""
    log = log_of(definition, Answered(NOON, "art", "neu"), Noted(NOON, "art", "seit Mai"), Noted(NOON, "strom", "?"))
    state = progress(log, definition)
    assert state.given["art"].note == "seit Mai"
    assert "strom" not in state.given


def test_a_definition_that_changed_keeps_what_it_can(definition: InterviewDefinition) -> None:
    """Answers to questions that are left stay, removed ones vanish, new ones are asked, changed answers too."""
    log = log_of(definition, *(Answered(NOON, n, "ja") for n in ("strom", "papier", "farbe", "blumen")))
    log = log.with_events(Answered(NOON, "art", "neu"))
    newer = printing(ART, STROM, step("papier", answers=("halb", "nein")), BLUMEN, step("toner"))
    state = progress(log, newer)
    assert set(state.given) == {"art", "strom", "blumen"}
    assert state.current == "papier"
    assert "toner" in state.applicable
    assert state.version != newer.version


def test_events_on_unknown_steps_change_nothing(definition: InterviewDefinition) -> None:
    """A log may name what the definition does not know any more."""
    log = log_of(
        definition, Answered(NOON, "fax", "ja"), Skipped(NOON, "fax"), Reopened(NOON, "fax"), Asked(NOON, "fax")
    )
    assert progress(log, definition).current == "art"


def test_a_log_begins_with_its_start() -> None:
    """Anything else is refused when built."""
    with pytest.raises(ValueError, match="begins with its start"):
        InterviewLog("1", (Paused(NOON),))


def test_the_small_interview_holds_together() -> None:
    """The conditions name questions that come before."""
    assert FARBE.asked_if.keys() <= {PAPIER.id}
