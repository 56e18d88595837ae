"""What the conversation so far adds to a message like "und was kostet das?"."""

from intents.match import Favour
from intents.meaning import Explanation, Social, Understood
from intents.naming import ASPECT, SUBJECT
from intents.normalise import is_filler
from knowledge.model import Entry, Knowledge

NEXT, PREVIOUS = "naechster-schritt", "voriger-schritt"
"""The aspects that ask for the neighbour of the subject at hand."""

_TASKS = "aufgaben"
_SHORT = 10
_CONTINUING = frozenset({"und", "auch", "oder", "aber", "dann"})
_POINTS_BACK = frozenset({"da", "davon", "dazu", "daran", "darin", "dort", "dafur", "damit", "dabei", "daruber", "es"})
_POINTING = _POINTS_BACK | {"das", "sie", "die", "der", "den"}  # these may be mere articles

# How much likelier the topic makes an answer, in the unit of evidence.
_RELATED, _JUST_SAID = 2.0, -6.0


def may_follow_up(alone: Explanation) -> bool:
    """Whether a message, read without its topic as `alone`, may need that topic to be understood."""
    read = alone.read_as
    if not read or len(read) > _SHORT or _is_foreign(alone):
        return False
    return read[0] in _CONTINUING or bool(_POINTS_BACK.intersection(read)) or not _subjects(alone)


def is_about_topic(alone: Explanation, followed: Explanation) -> bool:
    """Whether the reading with the topic is the better one."""
    if not isinstance(followed.meaning, Understood):
        return not isinstance(alone.meaning, Understood) and followed.sureness >= alone.sureness
    if not isinstance(alone.meaning, Understood):
        return True
    points = alone.read_as[0] in _CONTINUING or bool(_POINTING.intersection(alone.read_as))
    return points or followed.sureness > alone.sureness


def with_topic(text: str, alone: Explanation, last: Entry, knowledge: Knowledge) -> tuple[str, Favour]:
    """Return the message as somebody would have put it who had to name the topic, and what the topic makes likelier."""
    favour = Favour(labels={**dict.fromkeys(last.related, _RELATED), last.id: _JUST_SAID})
    if _subjects(alone) and alone.read_as[0] in _CONTINUING:
        named_aspect = any(c.startswith(ASPECT) for c in alone.concepts if c != ASPECT + "was")
        return (text if named_aspect else f"{knowledge.aspects[last.aspect].words[0]} {text}"), favour
    return f"{knowledge.subjects[last.about].name} {text}", favour


def neighbour(alone: Explanation, last: Entry, knowledge: Knowledge) -> Entry | None:
    """Return the entry on what comes after (or before) the subject at hand, if nothing but that was asked for."""
    subject = knowledge.subjects[last.about]
    if ASPECT + NEXT in alone.concepts:
        wanted = subject.next
    elif ASPECT + PREVIOUS in alone.concepts:
        wanted = next((s.id for s in knowledge.subjects.values() if s.next == subject.id), None)
    else:
        return None
    telling = [word for word in alone.read_as if not is_filler(word)]
    entries = knowledge.by_subject.get(wanted or "", ())
    if not entries or len(telling) > 2:
        return None
    return next((entry for entry in entries if entry.aspect == _TASKS), entries[0])


def _is_foreign(alone: Explanation) -> bool:
    """Whether a message speaks for itself as nothing of ours: "danke" or "Wie wird das Wetter?" have no topic."""
    if isinstance(alone.meaning, Social):
        return alone.read_as[0] not in _CONTINUING
    return bool(alone.candidates) and alone.candidates[0][1].against < 0


def _subjects(explanation: Explanation) -> list[str]:
    return [concept for concept in explanation.concepts if concept.startswith(SUBJECT)]
