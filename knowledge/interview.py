"""The shapes of an interview: what is asked, what each answer means, and what the dialogue says around it.

What refers to something else is checked in `check_interview.py`, where the whole base is in view.
"""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from knowledge.fields import Id, Line, Model, Text, Title
from knowledge.folding import fold
from knowledge.wording import check_placeholders

COUNT_FORM = r"^[0-9]{1,2}$"
Count = Annotated[str, StringConstraints(pattern=COUNT_FORM)]
"""A number, in quotation marks as everything is."""

Answers: TypeAlias = Mapping[Id, tuple[Id, ...]]
"""Steps, each with the answers of which it must have one."""

VerdictName: TypeAlias = Literal["ready", "ready_once", "not_yet", "under_way"]
Counted: TypeAlias = Literal["blocking", "missing", "unknown", "recommended", "open"]
"""What a rule can count: findings by their weight; `open` are all but what is merely recommended."""


class Meaning(StrEnum):
    """What an answer says of the matter that was asked about."""

    SETTLED = "settled"
    PARTLY = "partly"
    MISSING = "missing"
    UNKNOWN = "unknown"
    NEUTRAL = "neutral"
    """Neither good nor bad: it only decides what is asked next."""


class StepRole(StrEnum):
    """Who in a municipality may have to act."""

    FACHAMT = "Fachamt"
    IT = "IT"
    HAUPTAMT = "Hauptamt"
    KAEMMEREI = "Kämmerei"
    LEITUNG = "Leitung"


class Section(Model):
    """A group of steps."""

    id: Id
    title: Title


class AnswerOption(Model):
    """An answer that steps can offer."""

    id: Id
    label: Annotated[Title, Field(max_length=40)]
    means: Annotated[Meaning, Field(strict=False)]
    phrases: tuple[Line, ...] = ()
    """What people type for it."""


class Step(Model):
    """One question."""

    id: Id
    section: Id
    title: Title
    """The matter in a few words."""
    question: Line
    why: Text
    how: Text
    """What to do if it is not settled."""
    who: Annotated[tuple[Annotated[StepRole, Field(strict=False)], ...], Field(min_length=1)]
    answers: Annotated[tuple[Id, ...], Field(min_length=2)]
    """The usual one first: where a condition has no answer (yet), that one is supposed."""
    blocking: tuple[Id, ...] = ()
    """The answers with which one cannot go on."""
    follows: Mapping[Id, Text] = {}
    """What follows from an answer, where it is not simply `how`."""
    phrases: Mapping[Id, tuple[Line, ...]] = {}
    """What people type for an answer to this question in particular."""
    importance: Literal["required", "recommended"] = "required"
    asked_if: Answers = Field(default={})
    after: tuple[Id, ...] = ()
    """What should be settled first."""
    entry: Id
    """The entry that explains it, with its sources."""
    duration: Line | None = None


class StageTask(Model):
    """Something to do in a stage."""

    text: Line
    step: Id | None = None
    """The question that asks whether it is done."""


class StageDefinition(Model):
    """A stage on the way to the goal; they are numbered from 0 as they stand in the file."""

    id: Id
    title: Title
    who: Line
    entry: Id
    duration: Line | None = None
    current_if: Answers = Field(default={})
    """Where no condition holds, the first stage is the current one."""
    tasks: Annotated[tuple[StageTask, ...], Field(min_length=1)]


class VerdictRule(Model):
    """What the answers come down to, if all conditions hold; the first rule that does decides."""

    id: Id
    verdict: VerdictName
    headline: Line
    """With {matters}, or without."""
    explanation: Text
    """With {matters}, or without."""
    answers: Answers = Field(default={})
    at_most: Mapping[Counted, Count] = {}
    at_least: Mapping[Counted, Count] = {}

    @property
    def is_default(self) -> bool:
        """Whether it always holds."""
        return not (self.answers or self.at_most or self.at_least)

    @field_validator("headline", "explanation")
    @classmethod
    def _can_be_filled_in(cls, value: str) -> str:
        return check_placeholders(value, {"matters"} if "{" in value else set())


class InterviewDefinition(Model):
    """A whole interview: `interview.yaml`, or a file of `interviews/`."""

    id: Id
    title: Title
    offer: Title
    """The choice that starts it."""
    intro: Text
    subjects: tuple[Title, ...] = ()
    """What it may be about in a municipality, as examples."""
    offered_with: tuple[Id, ...] = ()
    """The entries whose answers end with the offer."""
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    answers: Annotated[tuple[AnswerOption, ...], Field(min_length=2)]
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    stages: tuple[StageDefinition, ...] = ()
    verdicts: Annotated[tuple[VerdictRule, ...], Field(min_length=1)]

    @cached_property
    def step(self) -> Mapping[str, Step]:
        """The steps by their ids, in the order in which they are asked."""
        return {step.id: step for step in self.steps}

    @cached_property
    def option(self) -> Mapping[str, AnswerOption]:
        """The answers by their ids."""
        return {option.id: option for option in self.answers}

    @cached_property
    def version(self) -> str:
        """Changes whenever the interview does."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]


InterviewCommand: TypeAlias = Literal[
    "back", "skip", "change", "pause", "resume", "why", "stop", "where", "note", "help", "result", "share"
]

_FILLED_IN = {
    "question": {"number", "total", "question"},
    "why_this": {"title", "why", "who"},
    "where": {"bar", "answered", "total", "title"},
    "paused": {"answered", "total"},
    "resume_offer": {"title", "answered", "total", "date"},
    "resume_choice": {"title"},
    "resumed": {"title"},
    "open_ones": {"count"},
    "changed_answer": {"title", "answer"},
    "change_again": {"title", "answer"},
    "noted": {"note"},
    "noted_to": {"title", "note"},
    "change_choice": {"title", "answer"},
    "unclear": {"answers"},
    "understood_as": {"answer"},
    "about": {"subject"},
    "finding": {"title", "who"},
    "list_blocking": {"matters"},
    "list_missing": {"matters"},
    "list_unknown": {"matters"},
    "list_recommended": {"matters"},
    "next_step": {"number", "title", "how", "who"},
    "next_step_lasting": {"number", "title", "how", "who", "duration"},
    "since": {"date"},
    "change": {"title", "before", "after"},
    "and_more": {"count"},
    "answered_count": {"answered", "total"},
    "stage": {"mark", "number", "title", "who"},
    "stage_lasting": {"mark", "number", "title", "who", "duration"},
    "task": {"mark", "text"},
    "document": {"title"},
    "result_link": {"address"},
    "share_link": {"address"},
    "waiting_section": {"title", "answered", "total"},
    "answered_meanwhile": {"title", "answer", "office"},
}


class InterviewWording(Model):
    """The sentences of the dialogue around the questions: `interview-wording.yaml`."""

    invitation_heading: Line
    """On the first page of the web, above the invitation to an interview."""
    invitation: Text
    begin_choice: Line
    journey: Line
    """Above the stages, in the documents of a result."""
    made_by: Line
    """Below the documents of a result: who made them, and out of what."""
    ask_which: Line
    """Where there are several interviews."""
    ask_subject: Text
    no_subject: Line
    """The choice to go on without one."""
    about: Line
    question: Text
    """The question with its number."""
    why_this: Text
    where: Text
    bar_full: Annotated[Line, Field(max_length=1)]
    bar_empty: Annotated[Line, Field(max_length=1)]
    explain: Line
    """The choice that shows the entry behind a question."""
    back_choice: Line
    skip_choice: Line
    why_choice: Line
    pause_choice: Line
    paused: Text
    resume_offer: Text
    resume_choice: Line
    resume_now: Line
    resumed: Line
    new_choice: Line
    later_choice: Line
    later: Text
    open_ones: Text
    stopped: Text
    stopped_early: Text
    """Before the first question."""
    undo_stop: Line
    changed_answer: Line
    kept: Line
    """After a question was reopened and left as it was."""
    change_list: Text
    change_choice: Line
    change_again: Text
    """With {title} and {answer}; above a question that was answered before."""
    nothing_to_change: Text
    nothing_before: Text
    skipped: Line
    not_current: Text
    edited: Text
    """For an answer that was given before and is edited in the messenger."""
    definition_changed: Text
    noted: Line
    noted_to: Line
    how_to_note: Text
    names_hint: Text
    unclear: Text
    understood_as: Line
    help: Text
    back_to_it: Line
    """Between the answer to a question of the person's and the question of the interview."""
    finished: Line
    finding: Line
    result_link: Line
    """With {address}; below a result, where its page can be opened."""
    share: Text
    """That sections can be left to others."""
    share_choice: Line
    share_link: Line
    """With {address}; below that, where its page can be opened."""
    share_nowhere: Text
    """Instead of it, where no page can be opened."""
    waiting_for_others: Line
    """Above the sections that are left to others and not complete."""
    waiting_section: Line
    answered_meanwhile: Line
    """With {title}, {answer} and {office}: somebody else answered the question that was open."""
    list_blocking: Line
    list_missing: Line
    list_unknown: Line
    list_recommended: Line
    next_steps: Line
    next_step: Line
    next_step_lasting: Line
    nothing_next: Line
    since: Line
    change: Line
    no_change: Line
    answered_count: Line
    and_more: Line
    """With {count}; ends a list of matters that is too long."""
    not_answered: Line
    """Stands for the answer to a question that has none."""
    timeline: Line
    stage: Line
    stage_lasting: Line
    task: Line
    mark_done: Annotated[Line, Field(max_length=1)]
    mark_current: Annotated[Line, Field(max_length=1)]
    mark_ahead: Annotated[Line, Field(max_length=1)]
    timeline_choice: Line
    result_choice: Line
    change_some: Line
    document: Line
    document_choices: Mapping[Literal["pdf", "markdown", "calendar", "tasks"], Line]
    commands: Mapping[InterviewCommand, tuple[Line, ...]]
    question_words: tuple[Line, ...]
    """A message that begins with one of these asks something, and is no answer."""
    agree: tuple[Line, ...]
    decline: tuple[Line, ...]
    """What people type to take up an offer, or not to, beside the words for yes and no that hold everywhere."""
    negations: tuple[Line, ...]
    """Words that turn a "yes" around."""
    spellings: Mapping[Line, Line]
    """How people write single words of an answer as they speak, and what is meant."""

    @field_validator("*")
    @classmethod
    def _can_be_filled_in(cls, value: object, info: ValidationInfo) -> object:
        return check_placeholders(value, _FILLED_IN.get(info.field_name or "", set()))

    @cached_property
    def command_names(self) -> Mapping[str, InterviewCommand]:
        """The command that each folded spelling stands for."""
        return {fold(spelling): name for name, spellings in self.commands.items() for spelling in spellings}
