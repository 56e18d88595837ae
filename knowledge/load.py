"""Loads folders of knowledge: the shipped one, and any laid over it.

Either a whole, checked `Knowledge` comes out, or a `KnowledgeError` with all problems: a broken base never starts.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from knowledge.check import LANGUAGE, Draft, InterviewDraft, Located, check, table
from knowledge.check_interview import check_interviews
from knowledge.complete import complete
from knowledge.errors import KnowledgeError, Problem
from knowledge.fields import Model
from knowledge.files import knowledge_files, shown
from knowledge.folding import fold
from knowledge.interview import InterviewDefinition, InterviewWording
from knowledge.model import CheckedFile, Corrected, EntryFile, Knowledge, PosedQuestion, SmallTalk, SmallTalkFile
from knowledge.overriding import override
from knowledge.service import ServiceProfile
from knowledge.shape import Shaped, shape
from knowledge.wording import Wording, WordingFile, merged
from knowledge.words import defect
from knowledge.yamlfile import Location, read_yaml

T = TypeVar("T")

SHIPPED = Path(__file__).parent
LANGUAGES = {"de": SHIPPED / "languages" / "german"}
"""What any base may build on, by the language: everyday words, small talk, the assistant's own sentences."""
_SERVICE = "service.yaml"


def load(overlays: Iterable[Path] = (), base: Path = SHIPPED) -> Knowledge:
    """Load `base` with `overlays` laid over it, in this order.

    Raises KnowledgeError with every problem of every file.
    """
    draft, version, problems = _prepared([base, *overlays])
    wording, unworded = _worded(draft, base)
    problems += [*_missing(draft, base), *unworded]
    problems += check(draft)
    problems += check_interviews(draft)
    if problems or wording is None or draft.service is None:
        raise KnowledgeError(problems)
    return Knowledge(
        entries=table(draft.entries),
        subjects=table(draft.subjects),
        aspects=table(draft.aspects),
        documents=table(draft.documents),
        passages=table(draft.passages),
        corrected=_corrected(draft),
        kinds=table(sorted(draft.kinds, key=lambda kind: kind.layer == LANGUAGE)),
        numbered=_values(draft.numbered),
        synonyms=_values(draft.synonyms),
        alike=_values(draft.alike),
        translations=dict(_values(draft.translations)),
        smalltalk=_small_talk(draft),
        outside=_values(draft.still_open(draft.outside)),
        service=draft.service.value,
        wording=_with_open_examples(wording, draft),
        version=version,
        layers={entry.owner: entry.layer for entry in draft.entries if entry.layer > 0},
        outside_layers={text.value: text.layer for text in draft.outside if text.layer > 0},
        phrases=_by_owner(draft.phrases),
        questions=_by_owner([*draft.questions, *draft.accepts]),
        checked=_latest(_values(draft.checked)),
        not_covered=_values(draft.still_open(draft.not_covered)),
        asked=_by_owner(draft.asked),
        dialogues=_values(draft.dialogues),
        interviews={found.definition.id: found.definition for found in draft.interviews},
        interview_wording=draft.interview_wording.value if draft.interview_wording else None,
    )


def drafted(overlays: Iterable[Path] = (), base: Path = SHIPPED) -> tuple[Draft, list[Problem]]:
    """Return what stands in the folders, completed but not checked, and what can't be read of it."""
    draft, _, problems = _prepared([base, *overlays])
    return draft, problems


def _prepared(folders: Sequence[Path]) -> tuple[Draft, str, list[Problem]]:
    """Read the folders, let higher layers override lower ones, and complete what is left."""
    draft, version, problems = _read(folders)
    return draft, version, [*problems, *override(draft), *complete(draft)]


def _corrected(draft: Draft) -> dict[str, Corrected]:
    """Return what was corrected, with the passages cited before; a page that nothing cites any more is none of them."""
    known = {passage.owner for passage in draft.passages}
    return {
        entry: Corrected(told.why, tuple(source for source in before if source in known))
        for entry, (told, before) in draft.corrected.items()
    }


def packages(base: Path) -> list[Path]:
    """Return the folders that come with the languages of a base: they lie below it."""
    languages = read_yaml(base / _SERVICE, "").value
    named = languages.get("languages", ["de"]) if isinstance(languages, dict) else []
    return [LANGUAGES[name] for name in named if name in LANGUAGES] if isinstance(named, list) else []


def _read(folders: Sequence[Path]) -> tuple[Draft, str, list[Problem]]:
    """Return what the files of `folders` hold, its version, and what can't be read or has the wrong shape."""
    draft, digest, problems = Draft(), hashlib.sha256(), []
    layers = [(LANGUAGE, package) for package in packages(folders[0])] + list(enumerate(folders))
    service = _service(folders)
    for i, (layer, folder) in enumerate(layers):
        if folder.resolve() in {before.resolve() for _, before in layers[:i]}:
            problems.append(Problem(shown(folder), 1, "", *defect("folder_twice")))
            continue
        files, found = knowledge_files(folder)
        problems += found
        for path, model in files:
            file = read_yaml(path, shown(path))
            if service is not None and model in {WordingFile, SmallTalkFile}:
                file.value = service.filled_in(file.value)
            shaped = shape(file, model)
            problems += shaped.file.problems
            draft.withheld |= shaped.withheld
            if not shaped.complete:
                draft.incomplete.add(model)
            if shaped.content is not None:
                if model is not CheckedFile:  # who looked at an entry changes no answer
                    digest.update(shaped.content.model_dump_json().encode())
                _add(draft, shaped.content, shaped, layer)
    return draft, digest.hexdigest()[:12], problems


def _service(folders: Iterable[Path]) -> ServiceProfile | None:
    """Return whose assistant it is, by the last folder that says so; what is wrong with its file is told elsewhere."""
    found = [read_yaml(path, "") for folder in folders if (path := folder / _SERVICE).is_file()]
    told = [content for file in found if isinstance(content := shape(file, ServiceProfile).content, ServiceProfile)]
    return told[-1] if told else None


def _worded(draft: Draft, base: Path) -> tuple[Wording | None, list[Problem]]:
    """Return the sentences of all layers, and which of them are missing."""
    wording, missing = merged(located.value for located in draft.wordings)
    if WordingFile in draft.incomplete or not draft.wordings:
        return wording, []
    path = shown(base / "wording.yaml")
    return wording, [Problem(path, 1, "", *defect("missing", key=key)) for key in missing]


def _with_open_examples(wording: Wording, draft: Draft) -> Wording:
    """Leave out examples that nothing answers any more, since a layer retired what did."""
    told = {fold(text.value) for text in (*draft.all_phrases(), *draft.questions)}
    return wording.model_copy(update={"examples": tuple(one for one in wording.examples if fold(one) in told)})


def _small_talk(draft: Draft) -> dict[str, SmallTalk]:
    """Return what is said beside the topics: of several with one id all phrases and the last reply."""
    ours = {fold(text.value) for text in draft.all_phrases()}
    found: dict[str, SmallTalk] = {}
    for located in draft.smalltalk:
        talk, before = located.value, found.get(located.owner, located.value)
        phrases = tuple(phrase for phrase in (*before.phrases, *talk.phrases) if fold(phrase) not in ours)
        told = {key: getattr(talk, key) for key in talk.model_fields_set}
        found[located.owner] = before.model_copy(update={**told, "phrases": tuple(dict.fromkeys(phrases))})
    return found


def _missing(draft: Draft, base: Path) -> Iterable[Problem]:
    for name, there, model in (("wording", draft.wordings, WordingFile), ("service", draft.service, ServiceProfile)):
        if not there and model not in draft.incomplete:
            yield Problem(shown(base / f"{name}.yaml"), 1, "", *defect("file_missing"))
    if not draft.written and not draft.withheld and EntryFile not in draft.incomplete:
        yield Problem(shown(base / "entries"), 1, "", *defect("no_entry"))


def _add(draft: Draft, content: Model, shaped: Shaped, layer: int) -> None:
    """Add the content of a file to `draft`, whose lists have the same names as those in the files."""
    if isinstance(content, WordingFile):
        draft.wordings.append(Located(content, "", shaped.file, (), layer))
        return
    if isinstance(content, ServiceProfile):
        draft.service = Located(content, "", shaped.file, (), layer)
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
        case (str() | PosedQuestion(), (_, str(owner), *_)) | (_, ("checked", str(owner))):  # it stands below an id
            return owner
        case _:
            return str(getattr(item, "id", None) or getattr(item, "entry", ""))


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
