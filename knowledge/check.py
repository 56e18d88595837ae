"""Checks what only shows when the whole base is in view: references, repeated ids, phrases claimed twice."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from knowledge.errors import Problem
from knowledge.folding import fold
from knowledge.model import Aspect, Document, Entry, Passage, SmallTalk, Subject, last_day
from knowledge.wording import Wording

T = TypeVar("T")


@dataclass(frozen=True)
class Located(Generic[T]):
    """A part of the base and where it is written."""

    value: T
    path: str
    line: int

    def problem(self, problem: str, remedy: str) -> Problem:
        return Problem(self.path, self.line, getattr(self.value, "id", ""), problem, remedy)


@dataclass(frozen=True)
class LocatedText:
    """A phrase or test question that stands apart from its entry."""

    entry: str
    text: str
    path: str
    line: int

    def problem(self, problem: str, remedy: str) -> Problem:
        return Problem(self.path, self.line, self.entry, problem, remedy)


@dataclass
class Layer:
    """All that was read from the folders, before it is known to fit together."""

    entries: list[Located[Entry]] = field(default_factory=list)
    subjects: list[Located[Subject]] = field(default_factory=list)
    aspects: list[Located[Aspect]] = field(default_factory=list)
    documents: list[Located[Document]] = field(default_factory=list)
    passages: list[Located[Passage]] = field(default_factory=list)
    smalltalk: list[Located[SmallTalk]] = field(default_factory=list)
    phrases: list[LocatedText] = field(default_factory=list)
    questions: list[LocatedText] = field(default_factory=list)
    synonyms: list[tuple[str, ...]] = field(default_factory=list)
    translations: dict[str, str] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)
    not_covered: list[str] = field(default_factory=list)
    wording: Wording | None = None
    digest: Any = field(default_factory=hashlib.sha256)

    @staticmethod
    def table(items: Iterable[Located[Any]]) -> dict[str, Any]:
        return {item.value.id: item.value for item in items}

    @staticmethod
    def by_entry(texts: Iterable[LocatedText]) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for located in texts:
            found.setdefault(located.entry, []).append(located.text)
        return {entry: tuple(texts) for entry, texts in found.items()}

    def all_phrases(self) -> list[LocatedText]:
        """Return every phrase of entries and of small talk, wherever it stands."""
        owners: list[Located[Any]] = [*self.entries, *self.smalltalk]
        within = [
            LocatedText(located.value.id, phrase, located.path, located.line)
            for located in owners
            for phrase in located.value.phrases
        ]
        return within + self.phrases


def check(layer: Layer) -> list[Problem]:
    """Return what does not fit together; empty when all does."""
    return [
        *_repeated_ids(layer),
        *_dangling(layer),
        *_dates(layer),
        *_shared_phrases(layer),
        *_texts_apart(layer),
        *_endless(layer),
    ]


def _repeated_ids(layer: Layer) -> Iterator[Problem]:
    tables = (layer.entries, layer.subjects, layer.aspects, layer.documents, layer.passages, layer.smalltalk)
    for table in tables:
        first: dict[str, Located[Any]] = {}
        for item in table:
            known = first.setdefault(item.value.id, item)
            if known is not item:
                yield item.problem(f"Die Kennung gibt es schon ({known.path}:{known.line})", "Vergeben Sie eine neue.")


def _dangling(layer: Layer) -> Iterator[Problem]:
    entries, subjects, aspects = (set(layer.table(t)) for t in (layer.entries, layer.subjects, layer.aspects))
    documents, passages = set(layer.table(layer.documents)), set(layer.table(layer.passages))

    def missing(
        item: Located[Any], key: str, ids: Iterable[str | None], known: set[str], file: str
    ) -> Iterator[Problem]:
        for reference in ids:
            if reference is not None and reference not in known:
                yield item.problem(
                    f"„{key}“ verweist auf „{reference}“, das es nicht gibt",
                    f"Berichtigen Sie es, oder ergänzen Sie {file}.",
                )

    for entry in layer.entries:
        yield from missing(entry, "about", [entry.value.about], subjects, "vocabulary.yaml")
        yield from missing(entry, "aspect", [entry.value.aspect], aspects, "vocabulary.yaml")
        yield from missing(entry, "sources", entry.value.sources, passages, "sources.yaml")
        yield from missing(entry, "related", entry.value.related, entries, "die Einträge")
        if entry.value.id in entry.value.related:
            yield entry.problem("„related“ verweist auf den Eintrag selbst", "Entfernen Sie den Verweis.")
    for subject in layer.subjects:
        yield from missing(subject, "within", [subject.value.within], subjects, "vocabulary.yaml")
        yield from missing(subject, "next", [subject.value.next], subjects, "vocabulary.yaml")
    for passage in layer.passages:
        yield from missing(passage, "document", [passage.value.document], documents, "sources.yaml")


def _dates(layer: Layer) -> Iterator[Problem]:
    for located in layer.entries:
        entry = located.value
        if entry.gueltig_bis and last_day(entry.gueltig_bis) < last_day(entry.stand):
            yield located.problem("„gueltig_bis“ liegt vor „stand“", "Berichtigen Sie eines der beiden Daten.")


def _shared_phrases(layer: Layer) -> Iterator[Problem]:
    owners: dict[str, LocatedText] = {}
    for phrase in layer.all_phrases():
        folded = fold(phrase.text)
        if not folded:
            yield phrase.problem(f"Die Formulierung „{phrase.text}“ enthält kein Wort", "Ersetzen Sie sie.")
            continue
        owner = owners.setdefault(folded, phrase)
        if owner.entry != phrase.entry:
            yield phrase.problem(
                f"Die Formulierung „{phrase.text}“ gehört schon zu „{owner.entry}“ ({owner.path}:{owner.line})",
                "Lassen Sie sie nur bei einem Eintrag.",
            )


def _texts_apart(layer: Layer) -> Iterator[Problem]:
    """Texts that stand apart belong to an entry; a test question that is also a phrase would prove nothing."""
    entries = set(layer.table(layer.entries))
    for located in (*layer.phrases, *layer.questions):
        if located.entry not in entries:
            yield located.problem("Den Eintrag dazu gibt es nicht", "Berichtigen Sie die Kennung.")
    phrases = {fold(phrase.text) for phrase in layer.all_phrases()}
    for question in layer.questions:
        if fold(question.text) in phrases:
            yield question.problem(f"Die Testfrage „{question.text}“ ist auch eine Formulierung", "Ändern Sie eine.")


def _endless(layer: Layer) -> Iterator[Problem]:
    subjects: dict[str, Subject] = layer.table(layer.subjects)
    for located in layer.subjects:
        for key in ("within", "next"):
            seen, current = {located.value.id}, getattr(located.value, key)
            while current in subjects and current not in seen:
                seen.add(current)
                current = getattr(subjects[current], key)
            if current == located.value.id:
                yield located.problem(f"„{key}“ führt im Kreis zu sich selbst", "Entfernen Sie einen der Verweise.")
