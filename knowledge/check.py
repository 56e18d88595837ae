"""Checks what only shows when the whole base is in view: references, repeated ids, texts claimed twice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Generic, TypeVar

from knowledge.errors import Problem
from knowledge.fields import Model, last_day
from knowledge.folding import fold
from knowledge.interview import InterviewDefinition, InterviewWording
from knowledge.model import (
    Aspect,
    Correction,
    Document,
    Entry,
    EntryFile,
    Passage,
    PosedQuestion,
    Role,
    ScriptedDialogue,
    SmallTalk,
    SourcesFile,
    Subject,
    SubjectKind,
    VocabularyFile,
    WrittenEntry,
)
from knowledge.service import ServiceProfile
from knowledge.words import Defect, defect, meant, remedy
from knowledge.yamlfile import Location, YamlFile

LANGUAGE = -1
"""The layer below the base: everything in it gives way to what the others say."""

T = TypeVar("T")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Located(Generic[T]):
    """A part of the base and where it is written."""

    value: T
    owner: str
    """The id of what it is, or of the entry (or small talk, or command) that it belongs to."""
    file: YamlFile
    at: Location
    layer: int
    """0 in the base, 1 in the first folder laid over it, and so on; LANGUAGE in what comes with a language."""

    @property
    def place(self) -> str:
        return f"{self.file.path}:{self.file.line(self.at)}"

    def problem(self, found: Defect, *within: str | int) -> Problem:
        """Return a problem of this, or of the part of it that is named by `within`."""
        return Problem(self.file.path, self.file.line((*self.at, *within)), self.owner, *found)

    def part(self, key: str, text: str) -> "Located[str]":
        """Return a text within this."""
        return Located(text, self.owner, self.file, (*self.at, key), self.layer)

    def parts(self, key: str, texts: Iterable[str]) -> "Iterator[Located[str]]":
        """Yield the texts of a list within this."""
        return (Located(text, self.owner, self.file, (*self.at, key, i), self.layer) for i, text in enumerate(texts))


@dataclass(frozen=True)
class InterviewDraft:
    """An interview as far as its file could be read."""

    located: Located[InterviewDefinition]
    withheld: frozenset[str]
    kept: Mapping[str, list[int]]
    """The places in the file of the items of each list."""
    complete: bool

    @property
    def definition(self) -> InterviewDefinition:
        return self.located.value

    def item(self, key: str, index: int, value: M) -> Located[M]:
        """Return an item of one of the lists with its place in the file."""
        owner = str(getattr(value, "id", self.located.owner))
        return Located(value, owner, self.located.file, (key, self.kept[key][index]), self.located.layer)


@dataclass
class Draft:
    """All that was read from the folders, before it is known to fit together."""

    written: list[Located[WrittenEntry]] = field(default_factory=list)
    """Entries as they stand in the files."""
    entries: list[Located[Entry]] = field(default_factory=list)
    """The same, with what was left out."""
    derived: list[tuple[Located[WrittenEntry], dict[str, str]]] = field(default_factory=list)
    """What was left out, and is worth being written down."""
    kinds: list[Located[SubjectKind]] = field(default_factory=list)
    subjects: list[Located[Subject]] = field(default_factory=list)
    aspects: list[Located[Aspect]] = field(default_factory=list)
    documents: list[Located[Document]] = field(default_factory=list)
    passages: list[Located[Passage]] = field(default_factory=list)
    smalltalk: list[Located[SmallTalk]] = field(default_factory=list)
    phrases: list[Located[str]] = field(default_factory=list)
    questions: list[Located[str]] = field(default_factory=list)
    accepts: list[Located[str]] = field(default_factory=list)
    """Test questions of others that an entry may answer."""
    not_covered: list[Located[str]] = field(default_factory=list)
    asked: list[Located[PosedQuestion]] = field(default_factory=list)
    """Owned by the manner."""
    dialogues: list[Located[ScriptedDialogue]] = field(default_factory=list)
    outside: list[Located[str]] = field(default_factory=list)
    synonyms: list[Located[tuple[str, ...]]] = field(default_factory=list)
    alike: list[Located[tuple[str, ...]]] = field(default_factory=list)
    numbered: list[Located[tuple[str, ...]]] = field(default_factory=list)
    translations: list[Located[tuple[str, str]]] = field(default_factory=list)
    checked: list[Located[tuple[str, str]]] = field(default_factory=list)
    """Entries and days; of several for one entry, the last counts."""
    retired_entries: list[Located[str]] = field(default_factory=list)
    retired_phrases: list[Located[str]] = field(default_factory=list)
    retired_outside: list[Located[str]] = field(default_factory=list)
    corrections: list[Located[Correction]] = field(default_factory=list)
    corrected: dict[str, tuple[Correction, tuple[str, ...]]] = field(default_factory=dict)
    """What was corrected, by the entry, with the sources that it named before."""
    service: Located[ServiceProfile] | None = None
    wordings: list[Located[Any]] = field(default_factory=list)
    """The sentences of each layer that has any."""
    interviews: list[InterviewDraft] = field(default_factory=list)
    interview_wording: Located[InterviewWording] | None = None
    withheld: set[str] = field(default_factory=set)
    """The ids of what was left out for its mistakes."""
    incomplete: set[type[Model]] = field(default_factory=set)
    """The shapes of the files of which more than that is missing."""

    def all_phrases(self) -> Iterator[Located[str]]:
        """Yield every text that means an entry, wherever it stands: its phrases, its question and its title."""
        for entry in self.entries:
            yield entry.part("question", entry.value.question)
            yield entry.part("title", entry.value.title)
            yield from entry.parts("phrases", entry.value.phrases)
        yield from self.phrases

    def commands(self) -> Iterator[Located[str]]:
        """Yield every spelling of every command."""
        told = {name: located for located in self.wordings for name in located.value.commands or ()}
        for name, located in told.items():
            yield from replace(located, owner=name, at=("commands",)).parts(name, located.value.commands[name])

    def still_open(self, texts: Iterable[Located[str]]) -> list[Located[str]]:
        """Return those of `texts` that no folder laid over theirs claims to answer."""
        told = chain(self.all_phrases(), self.questions, self.accepts)
        answered = {fold(text.value): text.layer for text in told}
        return [text for text in texts if answered.get(fold(text.value), LANGUAGE) <= text.layer]


def table(items: Iterable[Located[M]]) -> dict[str, M]:
    """Return the values by their ids."""
    return {item.owner: item.value for item in items}


def check(draft: Draft) -> list[Problem]:
    """Return what does not fit together; empty when all does."""
    return [
        *_repeated_ids(draft),
        *_dangling(draft),
        *_dates(draft),
        *_endless(draft),
        *_repeated_roles(draft),
        *_contradicting_translations(draft),
        *_shared_texts(draft),
    ]


def _repeated_ids(draft: Draft) -> Iterator[Problem]:
    tables: tuple[list[Located[Any]], ...] = (
        [*draft.entries, *draft.smalltalk],
        [*draft.kinds],
        [*draft.subjects],
        [*draft.aspects],
        [*draft.documents],
        [*draft.passages],
        [*draft.dialogues],
    )
    for items in tables:
        first: dict[str, Located[Any]] = {}
        for item in items:
            known = first.setdefault(item.owner, item)
            if known.layer == LANGUAGE < item.layer:
                first[item.owner] = item
            elif known is not item:
                yield item.problem(defect("repeated_id", place=known.place))


def _dangling(draft: Draft) -> Iterator[Problem]:
    known: dict[type[Model], dict[str, Iterable[str]]] = {
        VocabularyFile: {
            "kind": table(draft.kinds),
            "subject": table(draft.subjects),
            "aspect": table(draft.aspects),
        },
        SourcesFile: {"document": table(draft.documents), "passage": table(draft.passages)},
        EntryFile: {"entry": table(draft.entries)},
    }
    # Where a file could not be read, nobody can tell what refers to nothing.
    ids = {
        sort: draft.withheld.union(names)
        for shape in known.keys() - draft.incomplete
        for sort, names in known[shape].items()
    }
    for items, key, sort in (
        (draft.entries, "about", "subject"),
        (draft.entries, "aspect", "aspect"),
        (draft.entries, "sources", "passage"),
        (draft.entries, "related", "entry"),
        (draft.subjects, "kind", "kind"),
        (draft.subjects, "within", "subject"),
        (draft.subjects, "next", "subject"),
        (draft.aspects, "instead", "aspect"),
        (draft.passages, "document", "document"),
    ):
        for item in items if sort in ids else ():
            yield from _missing(item, key, ids[sort], sort)
    if draft.service and "kind" in ids:
        yield from _missing(draft.service, "tiles", ids["kind"], "kind")
    yield from _of_no_entry(draft, ids.get("entry"))


_WRITTEN_IN = {
    **dict.fromkeys(("subject", "aspect", "kind"), "vocabulary.yaml"),
    **dict.fromkeys(("passage", "document"), "sources.yaml"),
}
"""Where what is referred to is written, by its sort."""


def _missing(item: Located[Any], key: str, known: set[str], sort: str) -> Iterator[Problem]:
    value = getattr(item.value, key)
    for i, reference in enumerate(value if isinstance(value, tuple) else [value]):
        if reference == item.owner and key == "related":
            yield item.problem(defect("of_itself"), key, i)
        elif reference is not None and reference not in known:
            add = remedy("add_entry") if sort == "entry" else remedy("add_to_file", file=_WRITTEN_IN[sort])
            found = defect("leads_nowhere", key=key, reference=reference, remedy=meant(reference, known, add))
            yield item.problem(found, key, i)


def _of_no_entry(draft: Draft, entries: set[str] | None) -> Iterator[Problem]:
    """Complain of what is expected of no entry, once for each list of phrases or questions."""
    if entries is not None:
        yield from _expecting_nothing(draft, entries)
    for checked in draft.checked:
        if entries is not None and checked.value[0] not in entries:
            yield checked.problem(defect("of_no_entry"))
    lists = {(text.file.path, text.at[:-1]): text for text in (*draft.questions, *draft.accepts, *draft.phrases)}
    for text in lists.values():
        if entries is not None and text.owner not in entries:
            yield replace(text, at=text.at[:-1]).problem(defect("of_no_entry"))


def _expecting_nothing(draft: Draft, entries: set[str]) -> Iterator[Problem]:
    """Complain of test questions and dialogues that expect an entry that does not exist."""
    expected = [(located, located.value.named) for located in draft.asked]
    for dialogue in draft.dialogues:
        for i, turn in enumerate(dialogue.value.turns):
            expected.append((replace(dialogue, at=(*dialogue.at, "turns", i)), turn.named))  # type: ignore[arg-type]  # only its place counts
    for located, named in expected:
        for unknown in dict.fromkeys(entry for entry in named if entry not in entries):
            yield located.problem(defect("expects_nothing", entry=unknown))


def _dates(draft: Draft) -> Iterator[Problem]:
    for located in draft.entries:
        entry = located.value
        if entry.gueltig_bis and last_day(entry.gueltig_bis) < last_day(entry.stand):
            yield located.problem(defect("over_before"), "gueltig_bis")


def _endless(draft: Draft) -> Iterator[Problem]:
    chains: tuple[tuple[Sequence[Located[Any]], str], ...] = (
        (draft.subjects, "within"),
        (draft.subjects, "next"),
        (draft.aspects, "instead"),
    )
    for items, key in chains:
        known = table(items)
        for located in items:
            seen, current = {located.owner}, getattr(located.value, key)
            while current in known and current not in seen:
                seen.add(current)
                current = getattr(known[current], key)
            if current == located.owner:
                yield located.problem(defect("circle", key=key), key)


def _repeated_roles(draft: Draft) -> Iterator[Problem]:
    first: dict[Role, Located[Aspect]] = {}
    for aspect in draft.aspects:
        role = aspect.value.role if aspect.layer != LANGUAGE else None
        if role and (known := first.setdefault(role, aspect)) is not aspect:
            found = defect("repeated_role", role=role, owner=known.owner, place=known.place)
            yield aspect.problem(found, "role")


def _contradicting_translations(draft: Draft) -> Iterator[Problem]:
    known: dict[str, Located[tuple[str, str]]] = {}
    for item in draft.translations:
        if item.layer == LANGUAGE:
            continue
        foreign, german = item.value
        first = known.setdefault(fold(foreign), item)
        if fold(first.value[1]) != fold(german):
            found = defect("translated_otherwise", foreign=foreign, german=first.value[1], place=first.place)
            yield item.problem(found)


def _shared_texts(draft: Draft) -> Iterator[Problem]:
    """Complain of texts with two meanings, and of test questions that would prove nothing."""
    own = (located for located in draft.smalltalk if located.layer != LANGUAGE)
    talk = chain.from_iterable(located.parts("phrases", located.value.phrases) for located in own)
    claims: dict[str, Located[str]] = {}
    yield from _claim((*draft.all_phrases(), *talk), claims)
    # What is said beside the topics may be a command as well: either reply is right.
    small_talk = table(draft.smalltalk)
    of_entries = {folded: text for folded, text in claims.items() if text.owner not in small_talk}
    yield from _claim(draft.commands(), of_entries)
    yield from _unasked_examples(draft, claims)
    not_covered = {fold(text.value): text for text in draft.not_covered}
    for text in (*draft.outside, *draft.not_covered):
        claim = claims.get(fold(text.value))
        if claim and claim.layer <= text.layer:
            yield text.problem(_claimed(text, claim))
    for text in draft.questions:
        same, unanswered = claims.get(fold(text.value)), not_covered.get(fold(text.value))
        if same and same.at[-1] not in ("title", "question"):
            yield text.problem(defect("question_is_phrase", text=text.value, place=same.place))
        if unanswered and unanswered.layer >= text.layer:
            yield text.problem(defect("question_not_covered", text=text.value, place=unanswered.place))


def _unasked_examples(draft: Draft, claims: Mapping[str, Located[str]]) -> Iterator[Problem]:
    """Complain of examples that nothing answers: they are the first that anybody tries."""
    if draft.withheld or EntryFile in draft.incomplete or not draft.entries:
        return  # who can't see all entries can't tell
    told = {*claims, *(fold(text.value) for text in draft.questions)}
    retired = max((one.layer for one in (*draft.retired_entries, *draft.retired_phrases)), default=LANGUAGE)
    for located in draft.wordings:
        if located.layer < retired:  # whoever wrote the examples could not know
            continue
        for text in located.parts("examples", located.value.examples or ()):
            if fold(text.value) not in told:
                yield text.problem(defect("example_unanswered", text=text.value))


def _claim(texts: Iterable[Located[str]], claims: dict[str, Located[str]]) -> Iterator[Problem]:
    for text in texts:
        folded = fold(text.value)
        if not folded:
            yield text.problem(defect("without_word", text=text.value))
            continue
        first = claims.setdefault(folded, text)
        if first.owner != text.owner:
            yield text.problem(_claimed(text, first))


def _claimed(text: Located[str], first: Located[str]) -> Defect:
    return defect("claimed", text=text.value, owner=first.owner, place=first.place)
