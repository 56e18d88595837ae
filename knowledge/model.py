"""The shapes of everything that is known: frozen, typed, validated when built.

The same classes describe the YAML files (and give the JSON Schema for editors) and serve at run time.
References between them are checked in `check.py`, where the whole base is in view.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from knowledge.fields import (
    GENERAL_KIND,
    Date,
    Day,
    Id,
    Line,
    Model,
    SourceName,
    Text,
    Title,
    Url,
    german_date,
    last_day,
)
from knowledge.interview import InterviewDefinition, InterviewWording
from knowledge.service import ServiceProfile
from knowledge.wording import Wording


class SubjectKind(Model):
    """A sort of subjects, such as offices or laws."""

    id: Id
    group: Line
    """The heading under which its subjects are listed; several kinds may share one."""


class Subject(Model):
    """Something that a question can be about."""

    id: Id
    kind: Id = GENERAL_KIND
    name: Line
    names: tuple[Line, ...] = ()
    """Other names that people use for it."""
    within: Id | None = None
    """The wider subject that it belongs to."""
    next: Id | None = None
    """What comes after it, for "und danach?"."""


class Role(StrEnum):
    """What an aspect means to the understanding itself; at most one aspect plays each role."""

    DEFINITION = "definition"
    """What somebody wants who just names a subject."""
    TASKS = "tasks"
    """What is told of a subject that is reached as the neighbour of another."""
    NEXT = "next"
    """What comes after the subject."""
    PREVIOUS = "previous"
    """What comes before it."""
    DIFFERENCE = "difference"
    """What tells it from something else."""


class Aspect(Model):
    """What somebody wants to know of a subject."""

    id: Id
    name: Line
    words: Annotated[tuple[Line, ...], Field(min_length=1)]
    role: Annotated[Role | None, Field(strict=False)] = None
    instead: Id | None = None
    """The aspect that answers as well where nothing is known of this one."""
    applies_to: Literal["itself", "parts"] = "itself"
    """Whether what is known of a subject holds for all that lies within it, too."""


class Document(Model):
    """A document or a page that answers cite."""

    id: Id
    title: Line
    stand: Date
    """Of a page without a date of its own, the day on which it was read."""
    address: Url | None = None
    """Where it can be read."""
    read: Day | None = None
    """When somebody read it there."""
    undated: Line | None = None
    """What is said in place of `stand` of a document that carries no date."""
    note: Text | None = None
    """What one should know of its date or origin."""

    @property
    def dated(self) -> str:
        """What is said of its date wherever it is cited: "Stand 10.03.2020"."""
        if self.undated is None and self.read == self.stand:
            return f"gelesen am {german_date(self.stand)}"
        return self.undated or f"Stand {german_date(self.stand)}"

    @model_validator(mode="before")
    @classmethod
    def _dated_by_reading(cls, value: object) -> object:
        if isinstance(value, dict) and "stand" not in value and "read" in value:
            return {**value, "stand": value["read"]}
        return value


class Passage(Model):
    """A place in a document."""

    id: Id
    document: Id
    section: Line | None = None
    """None: the document as a whole."""
    paragraph: Line | None = None


class _EntryTexts(Model):
    """What an entry has in the files as well as when it is used."""

    question: Line
    """The question that the answer answers."""
    phrases: tuple[Line, ...] = ()
    """Ways in which people ask for it."""
    answer: Text
    details: Text | None = None
    gueltig_bis: Date | None = None
    """After this day somebody should check the entry."""
    related: tuple[Id, ...] = ()


class WrittenEntry(_EntryTexts):
    """An entry as it stands in a file: what can be derived may be left out."""

    id: Id | None = None
    title: Title | None = None
    about: Id | None = None
    aspect: Id | None = None
    sources: Annotated[tuple[SourceName, ...], Field(min_length=1)]
    stand: Date | None = None


class Entry(_EntryTexts):
    """One curated topic with a permanent id."""

    id: Id
    title: Title
    about: Id
    aspect: Id
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    stand: Date
    """The date of the source: a day, a month or a year."""


class Correction(Model):
    """What an entry of a layer below should have said."""

    entry: Id
    answer: Text
    details: Text | None = None
    why: Line
    """Shown with the sources: what was wrong, or has changed."""
    sources: Annotated[tuple[SourceName, ...], Field(min_length=1)]
    stand: Date | None = None
    gueltig_bis: Date | None = None


@dataclass(frozen=True)
class Corrected:
    """That an entry was corrected: why, and what its answer came from before."""

    why: str
    before: tuple[str, ...]
    """The passages."""


class Request(StrEnum):
    """What somebody may want of the last answer itself."""

    AGAIN = "again"
    SHORTER = "shorter"
    MORE = "more"
    SOURCE = "source"
    LIST = "list"
    """As a list."""
    SUMMARY = "summary"
    """In few words, together with what was answered before."""


class SmallTalk(Model):
    """Something social that people say, and what the assistant replies."""

    id: Id
    phrases: tuple[Line, ...] = ()
    """Beside those that come with the language, if it knows this id too."""
    reply: Text
    offers: Literal["human"] | None = None
    """What is offered with the reply, where that is possible."""
    request: Annotated[Request | None, Field(strict=False)] = None
    """What is wanted of the last answer; the reply is for who has not got any yet."""
    command: str | None = None
    """What it asks for in words of its own; the reply is for where that cannot be had."""


class EntryFile(Model):
    """A file of `entries/`."""

    entries: tuple[WrittenEntry, ...]


class PhraseFile(Model):
    """A file of `phrases/`: more ways to ask for entries, also for those of a folder below this one."""

    phrases: dict[Id, tuple[Line, ...]]


class OutsideFile(Model):
    """A file of `outside/`: messages on other matters, so that the understanding learns what is not ours."""

    outside: tuple[Line, ...]


class Response(StrEnum):
    """What kind of reply a message may get, other than an answer."""

    REFUSED = "refused"
    """It is said that this is not known."""
    ASKED_BACK = "asked back"
    """The person is asked what they mean."""
    SOCIAL = "social"
    INTERVIEW = "interview"
    """The readiness interview is offered, or begun."""


class Expected(Model):
    """What a good reply to a test question is; where several are named, each of them is good."""

    any: tuple[Id, ...] = ()
    """Entries, one of which should answer."""
    all: tuple[Id | tuple[Id, ...], ...] = ()
    """Entries that should all answer; of a list within, one."""
    never: tuple[Id, ...] = ()
    """Entries that must not answer."""
    picks: tuple[Annotated[str, StringConstraints(pattern=r"^(-1|[1-9])$")], ...] = ()
    """The numbers of the choices that should be picked from those of the reply before; -1 is the last one."""
    outcomes: Annotated[tuple[Annotated[Response, Field(strict=False)], ...], Field(alias="or")] = ()
    """What may come instead of an answer."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)

    @model_validator(mode="after")
    def _expects_something(self) -> "Expected":
        if not (self.any or self.all or self.picks or self.outcomes):
            raise ValueError("es fehlt, was erwartet wird")
        return self

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Entries of each of which one should answer."""
        grouped = tuple(group if isinstance(group, tuple) else (group,) for group in self.all)
        return (*grouped, self.any) if self.any else grouped

    @property
    def named(self) -> tuple[str, ...]:
        """All entries that are named."""
        return (*chain.from_iterable(self.groups), *self.never)


class PosedQuestion(Expected):
    """A test question, asked in some manner."""

    ask: Text


class DialogueTurn(Expected):
    """What a person says in a dialogue."""

    say: Text
    kind: Id
    """What sort of message it is: a first one, a follow-up, a correction, and so on."""


class ScriptedDialogue(Model):
    """A whole conversation, with what a good reply to each message is; never used for matching."""

    id: Id
    persona: Line
    """Who writes, in a few words."""
    turns: Annotated[tuple[DialogueTurn, ...], Field(min_length=1)]


class DialogueFile(Model):
    """A file of `dialogues/`."""

    dialogues: tuple[ScriptedDialogue, ...]


class QuestionFile(Model):
    """A file of `questions/`: what the base must (or must not) answer; never used for matching."""

    questions: dict[Id, tuple[Line, ...]] = Field(default={})
    """Test questions by the entry that answers them."""
    accepts: dict[Id, tuple[Line, ...]] = Field(default={})
    """Test questions of other layers that this entry answers better, so that it is right to take them."""
    not_covered: tuple[Line, ...] = ()
    """Questions that nothing here answers."""
    asked: dict[Id, tuple[PosedQuestion, ...]] = Field(default={})
    """Test questions by the manner in which they are asked, such as "keywords" or "mails"."""


class VocabularyFile(Model):
    """`vocabulary.yaml`."""

    kinds: tuple[SubjectKind, ...] = ()
    subjects: tuple[Subject, ...] = ()
    aspects: tuple[Aspect, ...] = ()
    numbered: tuple[Annotated[tuple[Line, ...], Field(min_length=1)], ...] = ()
    """Groups of names for things that have numbers ("§", "Paragraf"): another number is another matter."""
    synonyms: tuple[Annotated[tuple[Line, ...], Field(min_length=2)], ...] = ()
    """Groups of words that mean the same here."""
    alike: tuple[Annotated[tuple[Line, ...], Field(min_length=2)], ...] = ()
    """Groups of words that are used one for the other; they tell something where little is known of an entry."""
    translations: dict[Line, str] = Field(default={})
    """The German for foreign words that people may ask with; empty text drops the word."""


class OverridesFile(Model):
    """`overrides.yaml`: what the layers below say and this one does not let stand."""

    retired_entries: tuple[Id, ...] = ()
    retired_phrases: dict[Id, tuple[Line, ...]] = Field(default={})
    """By the entry that they should not lead to any more."""
    retired_outside: tuple[Line, ...] = ()
    """Examples of what is foreign that are none here."""
    corrections: tuple[Correction, ...] = ()


class SourcesFile(Model):
    """`sources.yaml`."""

    documents: tuple[Document, ...] = ()
    passages: tuple[Passage, ...] = ()


class CheckedFile(Model):
    """`checked.yaml`: when somebody last looked at an entry and found it right."""

    checked: dict[Id, Day] = Field(default={})


class SmallTalkFile(Model):
    """`smalltalk.yaml`: what is said beside the topics."""

    smalltalk: tuple[SmallTalk, ...] = ()


@dataclass(frozen=True)
class Source:
    """A passage with its document: what is shown below an answer."""

    document: Document
    passage: Passage

    @property
    def place(self) -> str:
        """Where in the document: "§ 4, Amt24"."""
        return ", ".join(filter(None, (self.passage.paragraph, self.passage.section)))

    @property
    def cited(self) -> str:
        """The source with what is said of its date."""
        return f"{self}, {self.document.dated}"

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.document.title, self.place)))


@dataclass(frozen=True)
class Knowledge:
    """Everything loaded, with all references known to hold."""

    entries: Mapping[str, Entry]
    subjects: Mapping[str, Subject]
    aspects: Mapping[str, Aspect]
    documents: Mapping[str, Document]
    passages: Mapping[str, Passage]
    synonyms: tuple[tuple[str, ...], ...]
    alike: tuple[tuple[str, ...], ...]
    translations: Mapping[str, str]
    smalltalk: Mapping[str, SmallTalk]
    outside: tuple[str, ...]
    service: "ServiceProfile"
    wording: "Wording"
    version: str
    """Changes whenever any of the content does, but for who looked at it."""
    layers: Mapping[str, int] = field(default_factory=dict)
    """In which folder laid over the base (1, 2, …) an entry stands that is not of the base itself."""
    outside_layers: Mapping[str, int] = field(default_factory=dict)
    """The same for the examples of what is outside."""
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Further phrases by entry, beside those that stand in the entry itself."""
    questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    checked: Mapping[str, str] = field(default_factory=dict)
    """The day on which each entry was last found right, where anybody looked."""
    not_covered: tuple[str, ...] = ()
    corrected: Mapping[str, Corrected] = field(default_factory=dict)
    """The entries whose answers a layer corrected."""
    kinds: Mapping[str, SubjectKind] = field(default_factory=dict)
    numbered: tuple[tuple[str, ...], ...] = ()
    """Groups of names for things that have numbers."""
    asked: Mapping[str, tuple[PosedQuestion, ...]] = field(default_factory=dict)
    """Test questions by the manner in which they are asked."""
    dialogues: tuple[ScriptedDialogue, ...] = ()
    interviews: Mapping[str, "InterviewDefinition"] = field(default_factory=dict)
    interview_wording: "InterviewWording | None" = None
    """There is one wherever there are interviews."""

    def sources(self, entry: Entry) -> list[Source]:
        """Return the passages that `entry` cites, with their documents."""
        passages = [self.passages[passage] for passage in entry.sources]
        return [Source(self.documents[passage.document], passage) for passage in passages]

    def is_outdated(self, entry: Entry, today: datetime.date) -> bool:
        """Whether `entry` is past its `gueltig_bis`, and nobody has found it right since."""
        if entry.gueltig_bis is None:
            return False
        ends = last_day(entry.gueltig_bis)
        return ends < today and last_day(self.checked.get(entry.id) or entry.stand) <= ends

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Questions that show what one can ask: those of the wording, or the first one on each of three subjects."""
        return self.wording.examples or tuple(entries[0].question for entries in self.by_subject.values())[:3]

    def command(self, folded: str) -> str | None:
        """Return the command that a folded text is, with or without a polite word, if it is one."""
        names = self.wording.command_names
        return names.get(folded) or names.get(self.wording.without_courtesy(folded))

    @cached_property
    def roles(self) -> Mapping[Role, str]:
        """The aspect that plays each role."""
        return {aspect.role: aspect.id for aspect in self.aspects.values() if aspect.role}

    @cached_property
    def by_subject(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries about each subject, in the order of the files."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries.values():
            found.setdefault(entry.about, []).append(entry)
        return {subject: tuple(entries) for subject, entries in found.items()}
