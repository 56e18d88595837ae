"""Completes entries of which only the question, the answer and a source were written; pure.

What is derived is told, so that a command can write it down: an id must stay when the question changes.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from knowledge.fields import GENERAL_ASPECT, GENERAL_SUBJECT, web_source
from knowledge.folding import fold
from knowledge.model import Aspect, Document, Passage, Role, Subject, WrittenEntry
from knowledge.naming import id_for, title_for

_LONGEST_DOCUMENT = 200


@dataclass(frozen=True)
class Sources:
    """The documents and passages that the addresses in entries stand for."""

    documents: Mapping[str, Document]
    passages: Mapping[str, Passage]
    of_address: Mapping[str, str]
    """The passage that each address with its day stands for."""


def sources_of(
    entries: Iterable[WrittenEntry], documents: Collection[Document], passages: Collection[Passage]
) -> Sources:
    """Return a document and a passage for each address that entries cite and that is not known yet."""
    of_address = {f"{d.address}, {d.read}": d.id for d in documents if d.address and d.read}
    whole = {p.document: p.id for p in passages if not (p.section or p.paragraph)}
    known = {*whole.values(), *(d.id for d in documents), *(p.id for p in passages)}
    titles = {d.address: d.title for d in documents if d.address}
    made: dict[str, Document] = {}
    found: dict[str, Passage] = {}
    passage_of: dict[str, str] = {}
    for source in dict.fromkeys(source for entry in entries for source in entry.sources):
        if (web := web_source(source)) is None:
            continue
        document = of_address.get(source)
        if document is None:
            document = id_for(_shown(web[0]), {*known, *made, *found})
            title = titles.get(web[0]) or _shown(web[0])
            made[document] = Document(id=document, title=title, stand=web[1], address=web[0], read=web[1])
        passage = whole.get(document)
        if passage is None:
            passage = document
            found.setdefault(passage, Passage(id=passage, document=document))
        passage_of[source] = passage
    return Sources(made, found, passage_of)


def _shown(address: str) -> str:
    parts = urlsplit(address)
    shown = f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}"
    return shown if len(shown) <= _LONGEST_DOCUMENT else f"{shown[: _LONGEST_DOCUMENT - 1]}…"


class Completing:
    """Derives what was left out of entries, from the names that the vocabulary has for subjects and aspects."""

    def __init__(self, subjects: Iterable[Subject], aspects: Iterable[Aspect], dates: Mapping[str, str]) -> None:
        """Take the vocabulary, and the date of each passage."""
        subjects, aspects = list(subjects), list(aspects)
        self._dates = dates
        self._subjects = spelt({subject.id: (subject.name, *subject.names) for subject in subjects})
        self._aspects = spelt({aspect.id: aspect.words for aspect in aspects})
        definition = [aspect.id for aspect in aspects if aspect.role is Role.DEFINITION]
        known = {aspect.id for aspect in aspects}
        self._general_subject = GENERAL_SUBJECT if GENERAL_SUBJECT in {s.id for s in subjects} else None
        self._general_aspect = GENERAL_ASPECT if GENERAL_ASPECT in known else next(iter(definition), None)

    def aspect_of(self, question: str) -> str | None:
        """Return the aspect that a question names, or the general one, if there is one."""
        return named([question], self._aspects) or self._general_aspect

    def derived(self, entry: WrittenEntry, sources: Iterable[str], taken: Collection[str]) -> dict[str, str]:
        """Return what `entry` leaves out, as far as it can be derived; `taken`: the ids of other entries."""
        texts = (entry.question, entry.title or "")
        dates = [self._dates[source] for source in sources if source in self._dates]
        return {
            key: value
            for key, value in (
                ("id", id_for(entry.title or entry.question, taken)),
                ("title", title_for(entry.question)),
                ("about", named(texts, self._subjects) or self._general_subject),
                ("aspect", self.aspect_of(" ".join(texts))),
                ("stand", dates[0] if dates else None),
            )
            if value and getattr(entry, key) is None
        }


def spelt(names: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Return every spelling with what it names, the longest first."""
    spelt = [(f" {fold(spelling)} ", name) for name, spellings in names.items() for spelling in spellings]
    return sorted((pair for pair in spelt if pair[0].strip()), key=lambda pair: -len(pair[0]))


def named(texts: Iterable[str], spellings: Iterable[tuple[str, str]]) -> str | None:
    """Return what the longest spelling in the first of the texts that has one names."""
    spellings = list(spellings)
    for text in texts:
        read = f" {fold(text)} "
        if found := next((name for spelling, name in spellings if spelling in read), None):
            return found
    return None
