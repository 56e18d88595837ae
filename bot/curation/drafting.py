"""Drafts of knowledge and the YAML files that they become; pure.

Each entry gets a file of its own, and so do the phrases for an entry: a patch is easy to read, and one change seldom
touches the file of another.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

import yaml
from pydantic import Field, TypeAdapter

from bot.words import words
from knowledge.errors import KnowledgeError, Problem
from knowledge.fields import ID_FORM
from knowledge.naming import LONGEST_ID
from knowledge.writing import to_yaml

CHECKED = "checked.yaml"
SOURCES = "sources.yaml"
NOT_COVERED = "questions/nicht-abgedeckt.yaml"
OUTSIDE = "outside/nicht-unser-thema.yaml"
_NAMELESS = "neuer-eintrag"
"""What the file of an entry without a usable id is called; the check then complains of the id."""


@dataclass(frozen=True)
class NewSource:
    """A source that is not among the known ones yet."""

    title: str = ""
    section: str = ""
    stand: str = ""

    def __bool__(self) -> bool:
        return bool(self.title or self.section or self.stand)


@dataclass(frozen=True)
class NewEntry:
    """A new entry as it was typed: what is wrong with it, the check says."""

    id: str = ""
    title: str = ""
    question: str = ""
    about: str = ""
    aspect: str = ""
    phrases: tuple[str, ...] = ()
    answer: str = ""
    details: str = ""
    sources: tuple[str, ...] = ()
    stand: str = ""
    gueltig_bis: str = ""
    related: tuple[str, ...] = ()
    source: NewSource = NewSource()
    tests: tuple[str, ...] = ()
    """Test questions that it should answer."""
    kind: Literal["entry"] = "entry"


@dataclass(frozen=True)
class NewPhrases:
    """More ways to ask for an entry that is there already."""

    entry: str = ""
    phrases: tuple[str, ...] = ()
    kind: Literal["phrases"] = "phrases"


@dataclass(frozen=True)
class NotOurs:
    """Questions that nothing should answer."""

    questions: tuple[str, ...] = ()
    learnt: bool = True
    """Whether the assistant learns from them what is none of its matters; else they are test questions only."""
    kind: Literal["outside"] = "outside"


@dataclass(frozen=True)
class Checked:
    """Somebody compared entries with their sources, and found them right."""

    entries: tuple[str, ...]
    day: str
    kind: Literal["checked"] = "checked"


Draft: TypeAlias = NewEntry | NewPhrases | NotOurs | Checked
_DRAFT: TypeAdapter[Draft] = TypeAdapter(Annotated[Draft, Field(discriminator="kind")])

_OTHER_LINE_ENDS = frozenset("\r\x85\u2028\u2029")
_PLACE = re.compile(r"\(([^\s()]+\.yaml):(\d+)\)")

Files: TypeAlias = Mapping[str, str | None]
Reader: TypeAlias = Callable[[str], str | None]
"""Returns what a file of the overlay holds; None if it is not there."""


def as_json(draft: Draft) -> str:
    """Return the draft as the store keeps it."""
    return _DRAFT.dump_json(draft).decode()


def from_json(body: str) -> Draft:
    """Return the draft that `as_json` wrote; ValueError if another version wrote it."""
    return _DRAFT.validate_json(body)


def texts_of(draft: Draft) -> tuple[str, ...]:
    """Return the lines of a draft that may be people's own words."""
    match draft:
        case NewEntry():
            return (draft.question, *draft.phrases, *draft.tests)
        case NewPhrases():
            return draft.phrases
        case NotOurs():
            return draft.questions
        case Checked():
            return ()


def summary(draft: Draft) -> str:
    """Return what the draft does, for lists and the history; it holds no question of a person."""
    said = words().drafts
    match draft:
        case NewEntry():
            return said.entry.format(title=draft.title or draft.id or said.untitled)
        case NewPhrases(entry, phrases):
            return (said.one_phrase if len(phrases) == 1 else said.phrases).format(count=len(phrases), entry=entry)
        case NotOurs(questions, learnt):
            one, more = (said.one_foreign, said.foreign) if learnt else (said.one_unanswered, said.unanswered)
            return (one if len(questions) == 1 else more).format(count=len(questions))
        case Checked(entries):
            template = said.one_checked if len(entries) == 1 else said.checked
            return template.format(entry=entries[0], more=len(entries) - 1)


def written(draft: Draft, read: Reader) -> dict[str, str]:
    """Return the overlay's files that the draft changes, as they then are; each before those that refer to it.

    Raises KnowledgeError if one of them can't be read.
    """
    match draft:
        case NewEntry():
            return _entry_files(draft, read)
        case NewPhrases(entry, phrases):
            name = f"phrases/{_safe(entry)}.yaml"
            return {name: _added(read, name, {"phrases": {entry: list(phrases)}})}
        case NotOurs(questions, learnt):
            name, key = (OUTSIDE, "outside") if learnt else (NOT_COVERED, "not_covered")
            return {name: _added(read, name, {key: list(questions)})}
        case Checked(entries, day):
            content = _content(read, CHECKED)
            days = dict(content.get("checked") or {}) | dict.fromkeys(entries, day)
            return {CHECKED: to_yaml(content | {"checked": dict(sorted(days.items()))})}


def field_of(draft: Draft, files: Files, problem: Problem) -> str:
    """Return the field of the draft that a problem is about; empty if it is about something else.

    `files` are those that the draft changes. A problem may stand elsewhere and name a place in them.
    """
    named = _PLACE.search(problem.problem)
    places = [(problem.path, problem.line), *([(named[1], int(named[2]))] if named else [])]
    for name, line in places:
        if (text := files.get(name)) is not None:
            return _field(draft, name, _location(text, line))
    return ""


def _field(draft: Draft, name: str, location: Sequence[str]) -> str:
    match draft:
        case NewPhrases():
            return "phrases"
        case NewEntry() if name == SOURCES:
            return "source"
        case NewEntry() if name.startswith("questions/"):
            return "tests"
        case NewEntry():
            return location[1] if len(location) > 1 else ""
        case _:
            return "questions"


def _location(text: str, line: int) -> tuple[str, ...]:
    """Return the keys that lead to what begins on a line of a YAML file, or last before it."""
    found: tuple[int, tuple[str, ...]] = (0, ())
    waiting: list[tuple[tuple[str, ...], yaml.Node | None]] = [((), yaml.compose(text))]
    while waiting:
        keys, node = waiting.pop()
        if isinstance(node, yaml.SequenceNode):
            waiting += [(keys, item) for item in node.value]
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                begins = key.start_mark.line + 1
                if begins <= line:
                    found = max(found, (begins, (*keys, key.value)))
                waiting.append(((*keys, key.value), value))
    return found[1]


def _entry_files(draft: NewEntry, read: Reader) -> dict[str, str]:
    name = f"entries/{_safe(draft.id)}.yaml"
    sources = [*draft.sources, *([_source_id(draft)] if draft.source else [])]
    entry: dict[str, object] = {
        "id": draft.id,
        "title": draft.title,
        "question": draft.question,
        "about": draft.about,
        "aspect": draft.aspect,
        "phrases": list(draft.phrases),
        "answer": draft.answer,
    }
    entry |= {"details": draft.details} if draft.details else {}
    entry |= {"sources": sources, "stand": draft.stand}
    entry |= {"gueltig_bis": draft.gueltig_bis} if draft.gueltig_bis else {}
    entry |= {"related": list(draft.related)} if draft.related else {}
    files = {}
    if draft.source:
        source = _source_id(draft)
        document = {"id": source, "title": draft.source.title, "stand": draft.source.stand}
        passage = {"id": source, "document": source, "section": draft.source.section}
        files[SOURCES] = _added(read, SOURCES, {"documents": [document], "passages": [passage]})
    files[name] = _added(read, name, {"entries": [entry]})
    if draft.tests:
        tests = f"questions/{_safe(draft.id)}.yaml"
        files[tests] = _added(read, tests, {"questions": {draft.id: list(draft.tests)}})
    return files


def _source_id(draft: NewEntry) -> str:
    return f"quelle-{_safe(draft.id)}"[:LONGEST_ID].strip("-")


def _safe(name: str) -> str:
    return name if re.fullmatch(ID_FORM, name) and len(name) <= LONGEST_ID else _NAMELESS


def _added(read: Reader, name: str, more: Mapping[str, Any]) -> str:
    """Return a file with `more` behind what is in it."""
    content = _content(read, name)
    for key, value in more.items():
        if isinstance(value, dict):
            before = dict(content.get(key) or {})
            content[key] = before | {k: [*(before.get(k) or []), *texts] for k, texts in value.items()}
        else:
            content[key] = [*(content.get(key) or []), *value]
    return to_yaml(content)


def _content(read: Reader, name: str) -> dict[str, Any]:
    text = read(name)
    try:
        content = yaml.load(text, yaml.BaseLoader) if text else {}  # noqa: S506 - it knows nothing but texts
        if isinstance(content, dict):
            return content
    except yaml.YAMLError:
        pass
    raise KnowledgeError([Problem(name, 1, "", "Die Datei ist nicht lesbar", "Berichtigen Sie sie.")])
