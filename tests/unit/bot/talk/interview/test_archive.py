"""What there is of a person's interviews, at one moment."""

import datetime

import pytest

from bot.talk.interview.archive import Archive, Timing
from bot.talk.interview.log import Abandoned, Answered, Event, Finished, InterviewLog, Started
from bot.talk.interview.result import Verdict
from bot.talk.session import Session
from knowledge.interview import InterviewDefinition

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
HOUR, DAY, MOMENT = datetime.timedelta(hours=1), datetime.timedelta(days=1), datetime.timedelta(seconds=1)
TIMING = Timing(resume_after=12 * HOUR, expires_after=90 * DAY)
FINISHED = Finished(NOON, Verdict.READY)


@pytest.fixture
def archive(definition: InterviewDefinition) -> Archive:
    return Archive({definition.id: definition}, TIMING)


def one(number: int, *events: Event, subject: str | None = None) -> InterviewLog:
    return InterviewLog(str(number), (Started(NOON, "drucken", "1", subject), *events))


def test_silence_is_long_after_the_hours_that_are_set(archive: Archive) -> None:
    """Then one is asked before it goes on: neither earlier nor later."""
    log = one(1, Answered(NOON + HOUR, "papier", "ja"))
    assert not archive.is_stale(log, NOON + 13 * HOUR)
    assert archive.is_stale(log, NOON + 13 * HOUR + MOMENT)


def test_only_what_is_unfinished_expires(archive: Archive) -> None:
    """After the days that are set; a result can be looked at and compared with for as long as it is stored."""
    unfinished, finished = one(1, Answered(NOON, "papier", "ja")), one(2, FINISHED)
    assert not archive.is_expired(unfinished, NOON + 90 * DAY)
    assert archive.is_expired(unfinished, NOON + 90 * DAY + MOMENT)
    assert not archive.is_expired(finished, NOON + 900 * DAY)
    assert archive.kept(Session(interviews=(unfinished, finished)), NOON + 900 * DAY) == [finished]


def test_a_result_is_compared_with_the_last_finished_one_on_the_same_subject(archive: Archive) -> None:
    """Not with another subject's, nor with one that was begun or given up, nor with a later one."""
    logs = (
        one(1, FINISHED, subject="Hundesteuer"),
        one(2, FINISHED, subject="HUNDESTEUER"),
        one(3, FINISHED, subject="Fischereischein"),
        one(4, Answered(NOON, "papier", "ja"), subject="Hundesteuer"),
        one(5, Abandoned(NOON), subject="Hundesteuer"),
        one(6, FINISHED, subject="Hundesteuer"),
        one(7, FINISHED, subject="Hundesteuer"),
    )
    session = Session(interviews=logs)
    found = archive.before(session, archive.state(logs[5]))
    assert found is not None
    assert found.log == "2"
    assert archive.before(session, archive.state(logs[0])) is None
    assert archive.before(session, archive.state(logs[2])) is None
