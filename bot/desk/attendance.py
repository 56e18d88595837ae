"""What a trainer sees of a workshop while it goes on; pure. Nothing is shown that fewer than three people said."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.message import Status
from bot.store.workshops import Asked
from knowledge.folding import fold
from knowledge.model import Knowledge

FEWEST = 3
"""Below this, nobody could be sure not to be recognised."""
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


def attendance(participants: int, asked: Iterable[Asked], knowledge: Knowledge) -> Attendance:
    """Return what may be shown of a workshop with so many participants."""
    if participants < FEWEST:
        return Attendance(participants, None, None)
    questions = [one for one in asked if one.outcome in {Status.ANSWER, Status.CLARIFY, Status.FALLBACK}]
    answered: defaultdict[str, set[object]] = defaultdict(set)
    missed: defaultdict[str, set[object]] = defaultdict(set)
    words: dict[str, str] = {}
    for number, one in enumerate(questions):
        who: object = one.person or number
        if one.outcome == Status.FALLBACK:
            words.setdefault(fold(one.question), one.question)
            missed[fold(one.question)].add(who)
        elif one.outcome == Status.ANSWER:
            for entry in json.loads(one.entries):
                answered[entry].add(who)
    shown = {text: len(people) for text, people in missed.items() if len(people) >= FEWEST}
    asked_for = Counter({entry: len(people) for entry, people in answered.items() if len(people) >= FEWEST})
    return Attendance(
        participants,
        len(questions),
        sum(1 for one in questions if one.outcome == Status.FALLBACK),
        tuple((knowledge.entries[e].question, n) for e, n in asked_for.most_common(_MOST) if e in knowledge.entries),
        tuple((words[text], count) for text, count in Counter(shown).most_common(_MOST)),
        len(missed) - len(shown),
    )
