"""Finds the step beside another: what comes after the order, or before the one that was just told."""

from collections.abc import Iterable, Sequence

from intents.match import Reading
from intents.naming import ASPECT, SUBJECT, widening
from intents.normalise import is_filler
from knowledge.model import Entry, Knowledge, Role

# "Was kommt nach der Bestellung?": what may stand around the name and the word before it.
_BEFORE_NAME = {"nach": Role.NEXT, "nachdem": Role.NEXT, "hinter": Role.NEXT, "vor": Role.PREVIOUS}
_ARTICLES = frozenset({"der", "dem", "den", "die", "das"})
_HAPPENING = frozenset({"kommt", "folgt", "passiert", "geschieht", "dran", "weiter", "steht", "schritt", "nachste"})
_OTHER_QUESTIONS = frozenset({"wer", "wo", "wann", "warum", "wieso", "weshalb", "wen", "wem"})


def beside_topic(read: Reading, topics: Sequence[str], knowledge: Knowledge) -> Entry | None:
    """Return the entry on what comes after (or before) the first of `topics` that is one of a row of subjects.

    None if not just that was asked for.
    """
    for role in (Role.NEXT, Role.PREVIOUS):
        if ASPECT + knowledge.roles.get(role, "") in read.concepts:
            few = read.telling <= 2 and not _OTHER_QUESTIONS.intersection(read.words)
            found = (_neighbour(topic, role, knowledge) for topic in topics)
            around = {SUBJECT + wider for topic in topics for wider in widening(topic, knowledge)}
            named = {concept for concept in read.concepts if concept.startswith(SUBJECT)}
            return next(filter(None, found), None) if few and around.issuperset(named) else None
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
