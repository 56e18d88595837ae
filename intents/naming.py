"""Turns the vocabulary into the concepts that a text can name."""

from collections.abc import Iterable, Iterator

from knowledge.model import Knowledge

SUBJECT = "@"
ASPECT = "#"
_SYNONYM = "="
ALIKE = "%"
"""Marks words that are used one for the other, but do not mean the same."""


def concept_names(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """Return the spellings of every subject, aspect and group of words that mean the same, or almost."""
    names = {SUBJECT + subject.id: (subject.name, *subject.names) for subject in knowledge.subjects.values()}
    names |= {ASPECT + aspect.id: aspect.words for aspect in knowledge.aspects.values()}
    names |= {_SYNONYM + group[0]: group for group in knowledge.synonyms}
    names |= {ALIKE + group[0]: group for group in knowledge.alike}
    return names


def widening(subject: str | None, knowledge: Knowledge) -> Iterator[str]:
    """Yield `subject` and all the wider subjects that it lies within, the nearest first."""
    while subject is not None:
        yield subject
        subject = knowledge.subjects[subject].within


def family(subject: str | None, knowledge: Knowledge) -> frozenset[str]:
    """Return `subject` and all the wider subjects that it lies within."""
    return frozenset(widening(subject, knowledge))


def named(kind: str, concepts: Iterable[str]) -> list[str]:
    """Return the names of the concepts of one kind."""
    return [concept.removeprefix(kind) for concept in concepts if concept.startswith(kind)]
