"""What the program says where no template says it; the German stands in `words.yaml`, its shape here."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DocumentWords(_Section):
    """What an interview's result says as a file, by the names of its states."""

    weights: Mapping[str, str]
    sections: Mapping[str, str]
    stages: Mapping[str, str]
    task_headings: tuple[str, ...]
    why: str
    who: str
    how: str
    duration: str
    source: str


class SourceWords(_Section):
    """What stands before the sources of an answer."""

    one: str
    more: str


class ExplanationWords(_Section):
    """What an explanation of how a question was understood calls its parts; `signals` by their fields."""

    outcome: str
    read_as: str
    recognised: str
    followed_up: str
    is_so: str
    is_not_so: str
    ours: str
    threshold: str
    thresholds: str
    score: str
    evidence: str
    phrase: str
    signals: Mapping[str, str]


class FigureWords(_Section):
    """What charts and tables of figures are headed with, and said to those who do not see them."""

    outcomes: Mapping[str, str]
    units: Mapping[str, str]
    rule: str
    """With {fewest}."""
    shares_described: str
    trend_described: str
    entries_described: str
    trend_axis: str
    entries_sheet: str
    entries_headings: tuple[str, ...]
    other_entries: str
    outcomes_sheet: str
    outcomes_headings: tuple[str, ...]
    trend_sheet: str
    trend_headings: tuple[str, ...]
    subjects_sheet: str
    subjects_headings: tuple[str, ...]
    channels_sheet: str
    channels_headings: tuple[str, ...]
    notes_sheet: str
    span: str
    of_channel: str
    of_workshop: str
    of_subject: str
    all_questions: str


class PasswordWords(_Section):
    """Why a password is not taken."""

    short: str
    long: str
    easy: str


class DraftWords(_Section):
    """What drafts are called in lists, and what their form calls the keys of the files."""

    entry: str
    untitled: str
    one_phrase: str
    phrases: str
    one_foreign: str
    foreign: str
    one_unanswered: str
    unanswered: str
    one_checked: str
    checked: str
    missing: str
    add_it: str
    labels: Mapping[str, str]


class TerminalWords(_Section):
    """What the chat in a terminal says beside the assistant."""

    prompt: str
    hint: str
    toolbar: str
    help: str
    unknown_command: str
    fault: str
    saved: str
    not_saved: str
    exists: str
    check_folder: str
    thanks: str
    nothing_to_rate: str
    ask_erase: str
    yes_or_no: str
    kept: str
    erased: str
    nothing_stored: str
    farewell: str


class ProgramWords(_Section):
    """All of them."""

    documents: DocumentWords
    sources: SourceWords
    explanation: ExplanationWords
    figures: FigureWords
    passwords: PasswordWords
    drafts: DraftWords
    terminal: TerminalWords


@cache
def words() -> ProgramWords:
    """Return what `words.yaml` says; it is read once, when first asked for."""
    return ProgramWords.model_validate(yaml.safe_load(resources.files("bot").joinpath("words.yaml").read_text("utf-8")))
