"""Drafts of knowledge and the YAML files that they become; pure.

Each entry gets a file of its own, and so do the phrases for an entry: a patch is easy to read, and one change seldom
touches the file of another.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeAlias

import yaml
from pydantic import Field, TypeAdapter

from bot.words import words
from knowledge.deriving import Completing
from knowledge.errors import KnowledgeError, Problem
from knowledge.fields import ID_FORM, web_source
from knowledge.importing.layer import files_of
from knowledge.importing.proposing import Proposal
from knowledge.model import Knowledge, WrittenEntry
from knowledge.naming import LONGEST_ID
from knowledge.writing import to_yaml

CHECKED = "checked.yaml"
SOURCES = "sources.yaml"
OVERRIDES = "overrides.yaml"
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
    new_about: str = ""
    """The name of the subject, if nobody has written of it before; then `about` is the id that it gets."""
    new_aspect: str = ""
    """The same for the aspect."""
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


@dataclass(frozen=True)
class ImportDoubt:
    """What a person should look at; `entry` is empty if it is about no entry that was proposed."""

    entry: str
    text: str


@dataclass(frozen=True)
class OwnChange:
    """What a file says otherwise of an entry of the desk's own, and where that stands."""

    entry: str
    file: str
    told: dict[str, Any]


@dataclass(frozen=True)
class Imported:
    """Many entries that came in one file, and are taken live and back together."""

    name: str
    """What the file is called."""
    file: str = ""
    """What the files that it becomes are called."""
    items: tuple[dict[str, Any], ...] = ()
    """New entries, as our files have them."""
    tests: dict[str, list[str]] = field(default_factory=dict)
    content: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Subjects, sources and the like that they need, by their keys there."""
    changed: tuple[OwnChange, ...] = ()
    corrections: tuple[dict[str, Any], ...] = ()
    """Of entries that are not the desk's own, as `overrides.yaml` has them."""
    phrases: dict[str, list[str]] = field(default_factory=dict)
    unchanged: int = 0
    """How many entries are known just like that."""
    doubts: tuple[ImportDoubt, ...] = ()
    dropped: frozenset[str] = frozenset()
    """The entries that somebody does not want after all."""
    kind: Literal["import"] = "import"

    @property
    def kept(self) -> tuple[dict[str, Any], ...]:
        return tuple(item for item in self.items if item["id"] not in self.dropped)

    @property
    def touched(self) -> tuple[str, ...]:
        """The entries that are known and change."""
        found = (*(one.entry for one in self.changed), *(one["entry"] for one in self.corrections), *self.phrases)
        return tuple(dict.fromkeys(found))

    @property
    def named(self) -> frozenset[str]:
        """All entries that can be dropped."""
        return frozenset((*(item["id"] for item in self.items), *self.touched))

    @property
    def count(self) -> int:
        """How many entries change."""
        return len(self.named - self.dropped)


Draft: TypeAlias = NewEntry | NewPhrases | NotOurs | Checked | Imported
_DRAFT: TypeAdapter[Draft] = TypeAdapter(Annotated[Draft, Field(discriminator="kind")])

_OTHER_LINE_ENDS = frozenset("\r\x85\u2028\u2029")
_ABSENT = re.compile(r"Die Angabe „(\w+)“ fehlt")
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
        case Checked() | Imported():
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
        case Imported(name):
            return (said.one_imported if draft.count == 1 else said.imported).format(name=name, count=draft.count)


def entries_of(draft: Draft) -> tuple[str, ...]:
    """Return the entries that a draft makes, or makes better known."""
    match draft:
        case NewEntry(id=entry) | NewPhrases(entry=entry):
            return (entry,)
        case Imported():
            return tuple(item["id"] for item in draft.kept)
        case _:
            return ()


def derived(draft: NewEntry, knowledge: Knowledge) -> dict[str, str]:
    """Return the names of what is taken where the draft leaves something out, by its fields."""
    as_written = WrittenEntry.model_construct(
        id="-",
        question=draft.question,
        answer=draft.answer,
        sources=draft.sources,
        title=draft.title or None,
        about=draft.about or None,
        aspect=draft.aspect or None,
        stand=draft.stand or None,
    )
    dates = {p.id: knowledge.documents[p.document].stand for p in knowledge.passages.values()}
    completing = Completing(knowledge.subjects.values(), knowledge.aspects.values(), dates)
    found = completing.derived(as_written, draft.sources, ()) if draft.question else {}
    names = {one.id: one.name for one in knowledge.aspects.values()}
    names |= {one.id: one.name for one in knowledge.subjects.values()}
    return {field: names.get(value, value) for field, value in found.items()}


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
        case Imported():
            return _import_files(draft, read)


def field_of(draft: Draft, files: Files, problem: Problem) -> str:
    """Return the field of the draft that a problem is about; empty if it is about something else.

    `files` are those that the draft changes. A problem may stand elsewhere and name a place in them. Of an import it
    is the entry.
    """
    if isinstance(draft, Imported):
        return problem.entry if problem.entry in entries_of(draft) else ""
    named = _PLACE.search(problem.problem)
    places = [(problem.path, problem.line), *([(named[1], int(named[2]))] if named else [])]
    for name, line in places:
        if (text := files.get(name)) is not None:
            if absent := _ABSENT.match(problem.problem):
                return absent[1]
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
        case NewEntry() if name.startswith("vocabulary/"):
            return "new_aspect" if "aspects" in location else "new_about"
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
    page = f"{draft.source.title}, {draft.source.stand}"
    by_address = web_source(page) is not None
    new_source = [page if by_address else _source_id(draft)] if draft.source else []
    told: dict[str, object] = {
        "title": draft.title,
        "question": draft.question,
        "about": draft.about,
        "aspect": draft.aspect,
        "phrases": list(draft.phrases),
        "answer": draft.answer,
        "details": draft.details,
        "sources": [*draft.sources, *new_source],
        "stand": draft.stand,
        "gueltig_bis": draft.gueltig_bis,
        "related": list(draft.related),
    }
    needed = ("question", "answer", "sources")
    entry = {"id": draft.id, **{key: value for key, value in told.items() if value or key in needed}}
    files = {}
    if terms := _new_terms(draft):
        terms_file = f"vocabulary/{_safe(draft.id)}.yaml"
        files[terms_file] = _added(read, terms_file, terms)
    if draft.source and not by_address:
        source = _source_id(draft)
        document = {"id": source, "title": draft.source.title, "stand": draft.source.stand}
        passage = {"id": source, "document": source, "section": draft.source.section}
        files[SOURCES] = _added(read, SOURCES, {"documents": [document], "passages": [passage]})
    files[name] = _added(read, name, {"entries": [entry]})
    if draft.tests:
        tests = f"questions/{_safe(draft.id)}.yaml"
        files[tests] = _added(read, tests, {"questions": {draft.id: list(draft.tests)}})
    return files


def _import_files(draft: Imported, read: Reader) -> dict[str, str]:
    tests = {entry: texts for entry, texts in draft.tests.items() if entry not in draft.dropped}
    files = files_of(Proposal({draft.file: list(draft.kept)} if draft.kept else {}, tests, draft.content))
    for name in files:
        if read(name) is not None:
            raise KnowledgeError([Problem(name, 1, "", "Diese Datei gibt es schon", "Lesen Sie die Datei neu ein.")])
    for change in draft.changed:
        if change.entry not in draft.dropped:
            content = {**_content(lambda name: files.get(name) or read(name), change.file)}
            items = [{**one, **change.told} if one.get("id") == change.entry else one for one in content["entries"]]
            files[change.file] = to_yaml({**content, "entries": items})
    for entry, texts in draft.phrases.items():
        if entry not in draft.dropped:
            name = f"phrases/{_safe(entry)}.yaml"
            files[name] = _added(read, name, {"phrases": {entry: texts}})
    corrections = [one for one in draft.corrections if one["entry"] not in draft.dropped]
    if corrections:
        content = _content(read, OVERRIDES)
        again = {one["entry"] for one in corrections}
        before = [one for one in content.get("corrections") or [] if one.get("entry") not in again]
        files[OVERRIDES] = to_yaml({**content, "corrections": [*before, *corrections]})
    return files


def _new_terms(draft: NewEntry) -> dict[str, list[dict[str, Any]]]:
    """Return the subject and the aspect that the draft brings along, each in the file of its entry."""
    terms: dict[str, list[dict[str, Any]]] = {}
    if draft.new_about:
        terms["subjects"] = [{"id": draft.about, "name": draft.new_about}]
    if draft.new_aspect:
        terms["aspects"] = [{"id": draft.aspect, "name": draft.new_aspect, "words": [draft.new_aspect]}]
    return terms


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
