"""Where people stop, and that it tells of nobody."""

import datetime

from bot.insight.stopping import handovers, interview_stops
from bot.store.records import HandoverCourse, InterviewCourse, TicketState
from knowledge.model import Knowledge

NOW = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def test_each_interview_is_in_one_place(knowledge: Knowledge) -> None:
    """Finished, stopped at a question, or still going on; of fewer than three people nothing is told."""
    [definition, *_] = knowledge.interviews.values()
    first, second, *_ = (step.id for step in definition.steps)

    def course(person: int, step: str, age: datetime.timedelta, *, finished: bool = False) -> InterviewCourse:
        return InterviewCourse(definition.id, person, NOW - age, finished, step)

    courses = [
        *(course(person, first, 2 * DAY, finished=True) for person in range(3)),
        *(course(person, first, 2 * DAY) for person in range(10, 16)),
        *(course(20, second, 2 * DAY) for _ in range(5)),
        *(course(person, second, HOUR) for person in range(30, 33)),
        InterviewCourse("ein-anderes", 1, NOW, True, first),
    ]
    told = interview_stops(definition, courses, [], NOW)
    assert (told.began, told.finished, told.stopped) == (18, 3, 12)
    assert told.stops == ((definition.steps[0].title, 6),)
    assert told.gaps == ()
    few = interview_stops(definition, courses[:2], [], NOW)
    assert (few.began, few.finished, few.stopped) == (None, None, 0)


def test_answers_are_counted_by_how_soon_they_came() -> None:
    """In three spans; what nobody answered is in none."""
    took = [HOUR] * 3 + [2 * HOUR, DAY, DAY] + [2 * DAY, 3 * DAY, None, None, None]
    courses = [
        HandoverCourse(number, NOW, NOW + span if span else None, TicketState.CLOSED)
        for number, span in enumerate(took)
    ]
    told = handovers(courses)
    assert (told.passed_on, told.answered) == (12, 9)
    assert (told.within_an_hour, told.within_a_day, told.later) == (3, 3, None)
