"""What of a turn is remembered for the next one."""

from collections.abc import Iterable

from intents.context import Context, Matter, PastTurn
from intents.meaning import Ambiguous, Meaning, NotCovered, OutOfScope, Understood
from knowledge.model import Knowledge

_MOST_BESIDE = 3


def remember(meaning: Meaning, context: Context, knowledge: Knowledge) -> Context:
    """Return the context after a message that meant `meaning`; small talk, wishes and commands leave it as it is."""
    match meaning:
        case Understood(candidates, matter=matter):
            return context.after(PastTurn(matter, tuple(candidate.entry for candidate in candidates)))
        case Ambiguous(candidates, matter):
            entries = [candidate.entry for candidate in candidates]
            matter = matter if matter.subjects else Matter(_common([*entries], knowledge), matter.aspects)
            return _about(matter, context).offering(entries, asked_back=True)
        case NotCovered(subject, aspect, near):
            return context.after(PastTurn(Matter((subject,), (aspect,)))).offering(near)
        case OutOfScope(near=near, matter=matter):
            return _about(matter, context).offering(near)
        case _:
            return context


def beside(entries: Iterable[str], knowledge: Knowledge) -> tuple[str, ...]:
    """Return the entries that are shown as further questions beside an answer made of `entries`."""
    told = tuple(entries)
    related = dict.fromkeys(r for entry in told for r in knowledge.entries[entry].related if r not in told)
    return tuple(related)[:_MOST_BESIDE]


def _about(matter: Matter, context: Context) -> Context:
    return context.after(PastTurn(matter)) if matter.subjects else context


def _common(entries: list[str], knowledge: Knowledge) -> tuple[str, ...]:
    """Return the subject of all of `entries`, if there is but one."""
    subjects = {knowledge.entries[entry].about for entry in entries}
    return tuple(subjects) if len(subjects) == 1 else ()
