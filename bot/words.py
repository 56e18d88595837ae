"""What the program says where no template says it; the German stands in `words.yaml`, its shape here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("words.yaml")
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is ten times faster, where it was built


@dataclass(frozen=True)
class DocumentWords:
    """What an interview's result says as a file, by the names of its states."""

    weights: Mapping[str, str]
    sections: Mapping[str, str]
    stages: Mapping[str, str]
    task_headings: Sequence[str]
    why: str
    who: str
    how: str
    duration: str
    source: str


@dataclass(frozen=True)
class SourceWords:
    """What stands before the sources of an answer."""

    one: str
    more: str


@dataclass(frozen=True)
class ExplanationWords:
    """What an explanation of how a question was understood calls its parts; `signals` by their fields."""

    outcome: str
    read_as: str
    recognised: str
    reading: str
    ours: str
    threshold: str
    thresholds: str
    score: str
    evidence: str
    phrase: str
    signals: Mapping[str, str]


@dataclass(frozen=True)
class ReadingWords:
    """What the readings of a message are called."""

    alone: str
    subject: str
    """With {subject}."""
    earlier_subject: str
    """With {subject} and {ago}."""
    aspect: str
    """With {aspects} and {subject}."""
    chosen: str
    again: str


@dataclass(frozen=True)
class FigureWords:
    """What charts and tables of figures are headed with, and said to those who do not see them."""

    outcomes: Mapping[str, str]
    units: Mapping[str, str]
    rule: str
    """With {fewest}."""
    counted: str
    """What is counted, and what shares are shares of."""
    shares_described: str
    trend_described: str
    entries_described: str
    trend_axis: str
    entries_sheet: str
    entries_headings: Sequence[str]
    other_entries: str
    outcomes_sheet: str
    outcomes_headings: Sequence[str]
    trend_sheet: str
    trend_headings: Sequence[str]
    subjects_sheet: str
    subjects_headings: Sequence[str]
    channels_sheet: str
    channels_headings: Sequence[str]
    notes_sheet: str
    span: str
    of_channel: str
    of_workshop: str
    of_subject: str
    all_questions: str


@dataclass(frozen=True)
class PasswordWords:
    """Why a password is not taken."""

    short: str
    long: str
    easy: str


@dataclass(frozen=True)
class DeskWords:
    """What the desk calls the ways to look through the knowledge, and says to who filled in a form wrongly."""

    kinds: Mapping[str, str]
    orders: Mapping[str, str]
    in_future: str
    """With {label}, as the next two; {year} besides in the third."""
    far_ahead: str
    long_ago: str
    check_date: str
    choose_file: str
    write_answer: str
    title_missing: str
    date_missing: str
    wait_a_second: str
    wait: str
    """With {seconds}."""
    wrong_login: str


@dataclass(frozen=True)
class BulkWords:
    """What is said of a file with many entries."""

    labels: Mapping[str, str]
    not_taken: str
    """With {fields}."""
    corrected: str
    """With {name}."""


@dataclass(frozen=True)
class DraftWords:
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
    one_imported: str
    imported: str
    missing: str
    add_it: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class SharingWords:
    """What is said to an office that filled in its section wrongly, and how its answers are signed in files."""

    office_missing: str
    nothing_answered: str
    signed: str
    """With {office} and {at}."""


@dataclass(frozen=True)
class TerminalWords:
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
    erased_later: str
    nothing_stored: str
    farewell: str


@dataclass(frozen=True)
class ProgramWords:
    """All of them."""

    documents: DocumentWords
    sources: SourceWords
    explanation: ExplanationWords
    readings: ReadingWords
    figures: FigureWords
    passwords: PasswordWords
    desk: DeskWords
    bulk: BulkWords
    drafts: DraftWords
    sharing: SharingWords
    terminal: TerminalWords


@cache
def words() -> ProgramWords:
    """Return what `words.yaml` says; it is read once, when first asked for."""
    said = yaml.load(_FILE.read_text("utf-8"), _LOADER)  # noqa: S506 - it is a safe one
    return ProgramWords(
        DocumentWords(**said["documents"]),
        SourceWords(**said["sources"]),
        ExplanationWords(**said["explanation"]),
        ReadingWords(**said["readings"]),
        FigureWords(**said["figures"]),
        PasswordWords(**said["passwords"]),
        DeskWords(**said["desk"]),
        BulkWords(**said["bulk"]),
        DraftWords(**said["drafts"]),
        SharingWords(**said["sharing"]),
        TerminalWords(**said["terminal"]),
    )
