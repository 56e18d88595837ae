"""What the conversation so far adds to a message like "und was kostet das?"."""

from collections.abc import Iterable, Sequence

from intents.match import Favour
from intents.meaning import Explanation, NotCovered, OutOfScope, Social, Understood
from intents.naming import ASPECT, SUBJECT, widening
from intents.normalise import is_filler
from knowledge.model import Entry, Knowledge, Role

_SHORT = 10
_CONTINUING = frozenset({"und", "auch", "oder", "aber", "dann"})
_POINTS_BACK = frozenset(
    {"da", "davon", "dazu", "daran", "darin", "dort", "dafur", "damit", "dabei", "daruber", "dahin", "dorthin", "es"}
)
_POINTING = _POINTS_BACK | {"das", "sie", "die", "der", "den"}  # these may be mere articles

# "Was kommt nach der Bestellung?": what may stand around the name and the word before it.
_BEFORE_NAME = {"nach": Role.NEXT, "nachdem": Role.NEXT, "hinter": Role.NEXT, "vor": Role.PREVIOUS}
_ARTICLES = frozenset({"der", "dem", "den", "die", "das"})
_HAPPENING = frozenset({"kommt", "folgt", "passiert", "geschieht", "dran", "weiter", "steht", "schritt", "nachste"})
_OTHER_QUESTIONS = frozenset({"wer", "wo", "wann", "warum", "wieso", "weshalb", "wen", "wem"})

# How much likelier the topic makes an answer, in the unit of evidence.
_RELATED, _JUST_SAID = 2.0, -6.0


def may_follow_up(alone: Explanation) -> bool:
    """Whether a message, read without its topic as `alone`, may need that topic to be understood."""
    read = alone.read_as
    if not read or len(read) > _SHORT or _is_foreign(alone):
        return False
    return read[0] in _CONTINUING or bool(_POINTS_BACK.intersection(read)) or not _subjects(alone)


def is_about_topic(alone: Explanation, followed: Explanation, last: Entry) -> bool:
    """Whether the reading with the topic is the better one; what was just told is not what is asked for now."""
    again = isinstance(followed.meaning, Understood) and followed.meaning.candidates[0].entry == last.id
    if again and ASPECT + last.aspect not in alone.concepts:
        return False
    if isinstance(followed.meaning, NotCovered) and _asks_the_same(alone, followed.meaning):
        return True
    if not isinstance(followed.meaning, Understood):
        return not isinstance(alone.meaning, Understood) and followed.sureness >= alone.sureness
    if not isinstance(alone.meaning, Understood):
        return True
    return _points_back(alone) or followed.sureness > alone.sureness


def _asks_the_same(alone: Explanation, missing: NotCovered) -> bool:
    """Whether what is `missing` was asked for: "und das Servicekonto?" after its price, or "was kostet das?"."""
    if isinstance(alone.meaning, OutOfScope | Social):
        return True
    return (
        missing.aspect is not None and alone.read_as[0] in _CONTINUING and SUBJECT + missing.subject in alone.concepts
    )


def _points_back(alone: Explanation) -> bool:
    """Whether something in a message stands for what was said before; "und HKR?" only names another thing."""
    read = alone.read_as
    if read[0] in _CONTINUING:
        names = any(concept.startswith((SUBJECT, ASPECT)) for concept in alone.concepts)
        return names or bool(_POINTS_BACK.intersection(read)) or all(map(is_filler, read))
    return bool(_POINTING.intersection(read))


def asks_for_an_aspect(alone: Explanation) -> bool:
    """Whether a message names an aspect, and hardly anything else: "was kostet das?"."""
    named = any(concept.startswith(ASPECT) for concept in alone.concepts)
    return named and sum(not is_filler(word) for word in alone.read_as) == 1


def with_topic(text: str, alone: Explanation, last: Entry, knowledge: Knowledge) -> tuple[str, Favour]:
    """Return the message as somebody would have put it who had to name the topic, and what the topic makes likelier."""
    favour = Favour({**dict.fromkeys(last.related, _RELATED), last.id: _JUST_SAID})
    aspects = _aspects(alone, knowledge)
    if _subjects(alone) and alone.read_as[0] in _CONTINUING:
        return (text if aspects else f"{knowledge.aspects[last.aspect].words[0]} {text}"), favour
    return f"{knowledge.subjects[_told(last.about, aspects, knowledge)].name} {text}", favour


def beside_topic(alone: Explanation, topics: Sequence[str], knowledge: Knowledge) -> Entry | None:
    """Return the entry on what comes after (or before) the first of `topics` that is one of a row of subjects.

    None if not just that was asked for.
    """
    for role in (Role.NEXT, Role.PREVIOUS):
        if ASPECT + knowledge.roles.get(role, "") in alone.concepts:
            few = sum(not is_filler(word) for word in alone.read_as) <= 2
            found = (_neighbour(topic, role, knowledge) for topic in topics)
            around = {SUBJECT + wider for topic in topics for wider in widening(topic, knowledge)}
            return next(filter(None, found), None) if few and around.issuperset(_subjects(alone)) else None
    return None


def beside_named(read: Sequence[str], places: Iterable[tuple[int, int, str]], knowledge: Knowledge) -> Entry | None:
    """Return the entry on what comes after (or before) a subject, if nothing but that was asked for.

    `places` tells where in the words `read` something is named.
    """
    for start, end, concept in places:
        before = [word for word in read[:start] if word not in _ARTICLES]
        role = _role(before)
        around = {*read[:start], *read[end:]}
        if role is None or not concept.startswith(SUBJECT) or around & _OTHER_QUESTIONS:
            continue
        if all(word in _HAPPENING or word in _BEFORE_NAME or is_filler(word) for word in around) and (
            entry := _neighbour(concept.removeprefix(SUBJECT), role, knowledge)
        ):
            return entry
    return None


def _role(before: Sequence[str]) -> Role | None:
    """Return which neighbour is asked for by the words before a name: "nach", "vor", or "folgt auf"."""
    if before[-2:] == ["folgt", "auf"]:
        return Role.NEXT
    return _BEFORE_NAME.get(before[-1]) if before else None


def _neighbour(subject: str, role: Role, knowledge: Knowledge) -> Entry | None:
    """Return the entry on the subject beside `subject`; at the end of the row the one that says so."""
    following = {s.id: s.next for s in knowledge.subjects.values() if s.next}
    preceding = {after: before for before, after in following.items()}
    if subject not in following and subject not in preceding:
        return None
    if wanted := (following if role is Role.NEXT else preceding).get(subject):
        entries = knowledge.by_subject.get(wanted, ())
        return next((e for e in entries if e.aspect == knowledge.roles.get(Role.TASKS)), next(iter(entries), None))
    around = [entry for wider in widening(subject, knowledge) for entry in knowledge.by_subject.get(wider, ())]
    telling = (knowledge.roles.get(role), knowledge.roles.get(Role.NEXT))
    return next((entry for aspect in telling for entry in around if entry.aspect == aspect), None)


def _told(subject: str, aspects: Iterable[str], knowledge: Knowledge) -> str:
    """Return `subject`, or the nearest wider one of which one of `aspects` is known; itself if there is none."""
    for wider in widening(subject, knowledge):
        if any(entry.aspect in aspects for entry in knowledge.by_subject.get(wider, ())):
            return wider
    return subject


def _is_foreign(alone: Explanation) -> bool:
    """Whether a message speaks for itself as nothing of ours: "danke" or "Wie wird das Wetter?" have no topic."""
    if _POINTING.intersection(alone.read_as) and asks_for_an_aspect(alone):
        return False
    if isinstance(alone.meaning, Social):
        return alone.read_as[0] not in _CONTINUING and not _POINTS_BACK.intersection(alone.read_as)
    return bool(alone.candidates) and alone.candidates[0][1].against < 0


def _subjects(explanation: Explanation) -> list[str]:
    return [concept for concept in explanation.concepts if concept.startswith(SUBJECT)]


def _aspects(explanation: Explanation, knowledge: Knowledge) -> list[str]:
    """Return the aspects that were named, but for the one that any question may name."""
    named = [concept.removeprefix(ASPECT) for concept in explanation.concepts if concept.startswith(ASPECT)]
    return [aspect for aspect in named if aspect != knowledge.roles.get(Role.DEFINITION)]
