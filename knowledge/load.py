"""Loads folders of knowledge: the shipped one, and any laid over it.

Either a whole, checked `Knowledge` comes out, or a `KnowledgeError` with all problems: a broken base never starts.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from knowledge.check import Draft, InterviewDraft, Located, check, table
from knowledge.check_interview import check_interviews
from knowledge.complete import complete
from knowledge.errors import KnowledgeError, Problem
from knowledge.files import knowledge_files, shown
from knowledge.interview import InterviewDefinition, InterviewWording
from knowledge.model import Asked, EntryFile, Knowledge, Model
from knowledge.shape import Shaped, shape
from knowledge.wording import Wording
from knowledge.yamlfile import Location, read_yaml

T = TypeVar("T")

SHIPPED = Path(__file__).parent


def load(overlays: Iterable[Path] = (), base: Path = SHIPPED) -> Knowledge:
    """Load `base` with `overlays` laid over it, in this order.

    Raises KnowledgeError with every problem of every file.
    """
    folders = [base, *overlays]
    draft, version, problems = _read(folders)
    problems += complete(draft)
    problems += _missing(draft, base)
    problems += check(draft)
    problems += check_interviews(draft)
    if problems or draft.wording is None:
        raise KnowledgeError(problems)
    return Knowledge(
        entries=table(draft.entries),
        subjects=table(draft.subjects),
        aspects=table(draft.aspects),
        documents=table(draft.documents),
        passages=table(draft.passages),
        kinds=table(draft.kinds),
        numbered=_values(draft.numbered),
        synonyms=_values(draft.synonyms),
        translations=dict(_values(draft.translations)),
        smalltalk=table(draft.smalltalk),
        outside=_values(draft.still_open(draft.outside)),
        wording=draft.wording.value,
        version=version,
        layers={entry.owner: entry.layer for entry in draft.entries if entry.layer},
        outside_layers={text.value: text.layer for text in draft.outside if text.layer},
        phrases=_by_owner(draft.phrases),
        questions=_by_owner(draft.questions),
        checked=_latest(_values(draft.checked)),
        not_covered=_values(draft.still_open(draft.not_covered)),
        asked=_by_owner(draft.asked),
        dialogues=_values(draft.dialogues),
        interviews={found.definition.id: found.definition for found in draft.interviews},
        interview_wording=draft.interview_wording.value if draft.interview_wording else None,
    )


def _read(folders: Sequence[Path]) -> tuple[Draft, str, list[Problem]]:
    """Return what the files of `folders` hold, its version, and what can't be read or has the wrong shape."""
    draft, digest, problems = Draft(), hashlib.sha256(), []
    for layer, folder in enumerate(folders):
        if folder.resolve() in {before.resolve() for before in folders[:layer]}:
            problems.append(Problem(shown(folder), 1, "", "Der Ordner ist doppelt angegeben", "Nennen Sie ihn einmal."))
            continue
        files, found = knowledge_files(folder)
        problems += found
        for path, model in files:
            shaped = shape(read_yaml(path, shown(path)), model)
            problems += shaped.file.problems
            draft.withheld |= shaped.withheld
            if not shaped.complete:
                draft.incomplete.add(model)
            if shaped.content is not None:
                digest.update(shaped.content.model_dump_json().encode())
                _add(draft, shaped.content, shaped, layer)
    return draft, digest.hexdigest()[:12], problems


def _missing(draft: Draft, base: Path) -> Iterable[Problem]:
    if draft.wording is None and Wording not in draft.incomplete:
        yield Problem(shown(base / "wording.yaml"), 1, "", "Die Datei fehlt", "Legen Sie sie an.")
    if not draft.written and not draft.withheld and EntryFile not in draft.incomplete:
        yield Problem(shown(base / "entries"), 1, "", "Es gibt keinen einzigen Eintrag", "Legen Sie einen an.")


def _add(draft: Draft, content: Model, shaped: Shaped, layer: int) -> None:
    """Add the content of a file to `draft`, whose lists have the same names as those in the files."""
    if isinstance(content, Wording):
        draft.wording = Located(content, "", shaped.file, (), layer)
        return
    if isinstance(content, InterviewWording):
        draft.interview_wording = Located(content, "", shaped.file, (), layer)
        return
    if isinstance(content, InterviewDefinition):
        interview = Located(content, content.id, shaped.file, (), layer)
        draft.interviews.append(InterviewDraft(interview, shaped.withheld, shaped.kept, complete=shaped.complete))
        return
    for key in content.model_fields_set:
        located = (Located(item, _owner(item, at), shaped.file, at, layer) for at, item in shaped.items(key))
        getattr(draft, "written" if key == "entries" else key).extend(located)


def _owner(item: Any, at: Location) -> str:
    match item, at:
        case (str() | Asked(), (_, str(owner), *_)) | (_, ("checked", str(owner))):  # it stands below an id
            return owner
        case _:
            return getattr(item, "id", "")


def _values(located: Iterable[Located[T]]) -> tuple[T, ...]:
    return tuple(item.value for item in located)


def _by_owner(located: Iterable[Located[T]]) -> dict[str, tuple[T, ...]]:
    found: dict[str, list[T]] = {}
    for item in located:
        found.setdefault(item.owner, []).append(item.value)
    return {owner: tuple(items) for owner, items in found.items()}


def _latest(days: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the last day of each entry, whichever folder knows it; days are compared as texts."""
    found: dict[str, str] = {}
    for entry, day in days:
        found[entry] = max(day, found.get(entry, day))
    return found
