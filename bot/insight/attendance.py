"""What a trainer sees of a workshop while it goes on; pure. Only what may be shown (see `disclosure`)."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.insight.disclosure import FEWEST, Tally, shown
from bot.insight.grouping import Grouped
from bot.store.records import WorkshopQuestion
from bot.talk.message import Status
from knowledge.model import Knowledge

_QUESTIONS = {Status.ANSWER, Status.CLARIFY, Status.FALLBACK}
_MOST = 10


@dataclass(frozen=True)
class Attendance:
    """A workshop in figures; None where there are too few to tell."""

    participants: int
    """The true number: that somebody came says nothing of what they asked."""
    questions: int | None
    """None until three people asked."""
    unanswered: int | None
    most_asked: tuple[tuple[str, int], ...] = ()
    """Questions of the knowledge, and how many people asked them."""
    open_questions: tuple[tuple[str, int], ...] = ()
    """Unanswered questions in people's own words (redacted), and how many people asked them."""
    hidden: int | None = 0
    """How many unanswered questions are not shown, since fewer than three people asked them."""


def attendance(
    participants: int, asked: Iterable[WorkshopQuestion], missed: Grouped, knowledge: Knowledge
) -> Attendance:
    """Return what may be shown of a workshop with so many participants; `missed` is what stayed unanswered in it."""
    questions = [one for one in asked if one.outcome in _QUESTIONS]
    who = [one.person or number for number, one in enumerate(questions)]
    if min(participants, len(set(who))) < FEWEST:
        return Attendance(participants, None, None)
    people = {
        (entry, person)
        for one, person in zip(questions, who, strict=True)
        for entry in (one.entries if one.outcome == Status.ANSWER else ())
    }
    answers = Tally[str]()
    for entry, person in people:
        answers.add(entry, person)
    return Attendance(
        participants,
        shown(len(questions)),
        shown(sum(len(group.turns) for group in missed.groups) + missed.hidden),
        tuple((knowledge.entries[e].question, n) for e, n in answers.ranked() if e in knowledge.entries)[:_MOST],
        tuple((group.label, shown(group.people) or FEWEST) for group in missed.groups[:_MOST]),
        shown(missed.hidden),
    )
