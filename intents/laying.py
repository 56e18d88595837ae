"""Lays parts of a knowledge base over the rest, with few phrases each, so that one sees how such entries look.

A part is made as foreign as somebody else's questions and answers would be: the rest knows nothing of its subjects.
Half as many entries again are left out, so that there are questions close by that nothing answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from zlib import crc32

from knowledge.fields import GENERAL_KIND
from knowledge.model import Entry, Knowledge, Subject

PARTS = 5
WAYS = (1, 4, 12)
"""In how many ways the entries laid over can be asked for, their question among them."""
_LEFT_OUT = 3
"""One in so many entries of a part is left out."""
_GENERAL = Subject(id="laid-over", kind=GENERAL_KIND, name="laid over")


@dataclass(frozen=True)
class Laid:
    """A knowledge base with a part of its entries laid over the others."""

    knowledge: Knowledge
    over: frozenset[str]
    gone: frozenset[str]
    """What is known no longer."""


def laid_over(knowledge: Knowledge) -> Iterator[Laid]:
    """Yield `knowledge` with each part of it laid over the others, in few and in more ways to ask."""
    for part in range(PARTS):
        taken = {s for s in knowledge.by_subject if crc32(s.encode()) % PARTS == part}
        entries = [entry for entry in knowledge.entries.values() if entry.about in taken]
        gone = {entry.id for entry in entries if crc32(entry.id.encode()) % _LEFT_OUT == 0}
        over = [entry for entry in entries if entry.id not in gone]
        for ways in WAYS:
            yield Laid(_laid(knowledge, over, gone, ways), frozenset(e.id for e in over), frozenset(gone))


def _laid(knowledge: Knowledge, over: list[Entry], gone: set[str], ways: int) -> Knowledge:
    above = {entry.id: _as_foreign(entry, knowledge, ways) for entry in over}
    entries = {
        e: above.get(e) or entry.model_copy(update={"related": tuple(r for r in entry.related if r not in gone)})
        for e, entry in knowledge.entries.items()
        if e not in gone
    }
    known = {entry.about for entry in entries.values()}
    subjects = {
        subject.id: subject if subject.id in known else _nameless(subject) for subject in knowledge.subjects.values()
    }
    return replace(
        knowledge,
        entries=entries,
        subjects={**subjects, _GENERAL.id: _GENERAL},
        phrases={
            entry: texts for entry, texts in knowledge.phrases.items() if entry not in above and entry not in gone
        },
        layers=dict.fromkeys(above, 1),
    )


def _as_foreign(entry: Entry, knowledge: Knowledge, ways: int) -> Entry:
    phrases = sorted((*entry.phrases, *knowledge.phrases.get(entry.id, ())), key=lambda text: crc32(text.encode()))
    return entry.model_copy(
        update={"about": _GENERAL.id, "phrases": tuple(phrases[: ways - 1]), "title": entry.question, "related": ()}
    )


def _nameless(subject: Subject) -> Subject:
    """Return a subject that is named nowhere."""
    return subject.model_copy(update={"name": f"{subject.id} ohne Namen", "names": ()})


def asked(knowledge: Knowledge, laid: Laid) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield all test questions, and which entries answer them now."""
    by_text: dict[str, set[str]] = {question: set() for question in knowledge.not_covered}
    for entry, questions in knowledge.questions.items():
        for question in questions:
            by_text.setdefault(question, set()).add(entry)
    for several in knowledge.asked.values():
        by_text.update((one.ask, {*one.any}) for one in several if not one.all)
    for question, entries in by_text.items():
        yield question, frozenset(entries) - laid.gone
