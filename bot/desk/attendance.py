"""What a trainer sees of a workshop while it goes on; pure. Nothing is shown that fewer than three people said."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.desk.grouping import FEWEST, Grouped
from bot.message import Status
from bot.store.workshops import Asked
from knowledge.model import Knowledge

_QUESTIONS = {Status.ANSWER, Status.CLARIFY, Status.FALLBACK}
_MOST = 10


@dataclass(frozen=True)
class Attendance:
    """A workshop in figures; None where there are too few to tell."""

    participants: int
    questions: int | None
    unanswered: int | None
    most_asked: tuple[tuple[str, int], ...] = ()
    """Questions of the knowledge, and how many people asked them."""
    open_questions: tuple[tuple[str, int], ...] = ()
    """Unanswered questions in people's own words (redacted), and how many people asked them."""
    hidden: int = 0
    """How many unanswered questions are not shown, since fewer than three people asked them."""


def attendance(participants: int, asked: Iterable[Asked], missed: Grouped, knowledge: Knowledge) -> Attendance:
    """Return what may be shown of a workshop with so many participants; `missed` is what stayed unanswered in it."""
    if participants < FEWEST:
        return Attendance(participants, None, None)
    questions = [one for one in asked if one.outcome in _QUESTIONS]
    people: defaultdict[str, set[object]] = defaultdict(set)
    for number, one in enumerate(questions):
        for entry in json.loads(one.entries) if one.outcome == Status.ANSWER else ():
            people[entry].add(one.person or number)
    counts = Counter({entry: len(who) for entry, who in people.items() if len(who) >= FEWEST})
    return Attendance(
        participants,
        len(questions),
        sum(len(group.turns) for group in missed.groups) + missed.hidden,
        tuple((knowledge.entries[e].question, n) for e, n in counts.most_common(_MOST) if e in knowledge.entries),
        tuple((group.label, group.people) for group in missed.groups[:_MOST]),
        missed.hidden,
    )
