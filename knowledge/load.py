"""Loads folders of knowledge: the shipped one, and any laid over it.

Either a whole, checked `Knowledge` comes out, or a `KnowledgeError` with all problems: a broken base never starts.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from knowledge.check import Layer, Located, LocatedText, check
from knowledge.errors import KnowledgeError, Problem
from knowledge.model import (
    EntryFile,
    Knowledge,
    OutsideFile,
    PhraseFile,
    QuestionFile,
    SmallTalkFile,
    SourcesFile,
    VocabularyFile,
)
from knowledge.wording import Wording
from knowledge.yamlfile import Location, YamlFile, read_yaml

SHIPPED = Path(__file__).parent

_FOLDERS: dict[str, type[BaseModel]] = {
    "entries": EntryFile,
    "phrases": PhraseFile,
    "outside": OutsideFile,
    "questions": QuestionFile,
}
_FILES: dict[str, type[BaseModel]] = {
    "vocabulary.yaml": VocabularyFile,
    "sources.yaml": SourcesFile,
    "smalltalk.yaml": SmallTalkFile,
    "wording.yaml": Wording,
}


def load(overlays: Iterable[Path] = (), base: Path = SHIPPED) -> Knowledge:
    """Load `base` with `overlays` laid over it, in this order.

    Raises KnowledgeError with every problem of every file.
    """
    layer, problems = read_layers([base, *overlays])
    problems += check(layer)
    if problems:
        raise KnowledgeError(problems)
    wording = layer.wording
    if wording is None:
        raise KnowledgeError([Problem(str(base / "wording.yaml"), 1, "", "Die Datei fehlt", "Legen Sie sie an.")])
    return Knowledge(
        entries=layer.table(layer.entries),
        subjects=layer.table(layer.subjects),
        aspects=layer.table(layer.aspects),
        documents=layer.table(layer.documents),
        passages=layer.table(layer.passages),
        synonyms=tuple(layer.synonyms),
        translations=layer.translations,
        smalltalk=layer.table(layer.smalltalk),
        outside=tuple(layer.outside),
        wording=wording,
        version=layer.digest.hexdigest()[:12],
        phrases=layer.by_entry(layer.phrases),
        questions=layer.by_entry(layer.questions),
        not_covered=tuple(layer.not_covered),
    )


def read_layers(folders: Sequence[Path]) -> tuple[Layer, list[Problem]]:
    """Read all files of `folders` into one layer; what can't be read or has the wrong shape is a problem."""
    layer, problems = Layer(digest=hashlib.sha256()), []
    for folder in folders:
        if not folder.is_dir():
            problems.append(Problem(str(folder), 1, "", "Den Ordner gibt es nicht", "Prüfen Sie den Pfad."))
            continue
        for path, model in _files(folder):
            file = read_yaml(path, _shown(path))
            parsed = _parse(file, model)
            problems += file.problems
            if parsed is not None:
                layer.digest.update(parsed.model_dump_json().encode())
                _add(layer, parsed, file)
    return layer, problems


def _files(folder: Path) -> Iterable[tuple[Path, type[BaseModel]]]:
    for name, model in _FILES.items():
        if (folder / name).exists():
            yield folder / name, model
    for name, model in _FOLDERS.items():
        for path in sorted((folder / name).glob("*.y*ml")):
            yield path, model


def _shown(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _parse(file: YamlFile, model: type[BaseModel]) -> BaseModel | None:
    """Return the file's content as `model`, leaving out the list items that don't fit (each with its problem)."""
    if file.problems and file.value is None:
        return None
    value = {} if file.value is None else file.value
    if not isinstance(value, dict):
        file.complain(
            1, "Die Datei muss aus „schlüssel: wert“ bestehen", "Sehen Sie in der README dieses Ordners nach."
        )
        return None
    try:
        return model.model_validate(_tuples(value))
    except ValidationError as error:
        details = error.errors(include_url=False)
    for detail in details:
        _report(file, value, detail)
    try:
        return model.model_validate(_tuples(_without(value, [detail["loc"] for detail in details])))
    except ValidationError:
        return None  # reported above; what depends on this file is not checked


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _without(value: dict[str, Any], locations: Iterable[Location]) -> dict[str, Any]:
    """Drop the top-level keys or list items that hold a mistake, so that the rest is still checked."""
    bad = {location[:2] for location in locations}
    return {
        key: [item for i, item in enumerate(items) if (key, i) not in bad] if isinstance(items, list) else items
        for key, items in value.items()
        if (key,) not in bad
    }


def _report(file: YamlFile, value: dict[str, Any], detail: ErrorDetails) -> None:
    location = detail["loc"]
    problem, remedy = _german(detail)
    file.complain(file.line(location), problem, remedy, _owner(value, location))


def _owner(value: dict[str, Any], location: Location) -> str:
    """Return the id of the list item in which `location` lies, if it has one."""
    match location:
        case (str(key), int(index), *_) if isinstance(value.get(key), list):
            item = value[key][index]
            name = item.get("id") if isinstance(item, dict) else None
            return name if isinstance(name, str) else ""
        case ("questions" | "phrases", str(entry), *_):
            return entry
        case _:
            return ""


def _german(detail: ErrorDetails) -> tuple[str, str]:  # noqa: C901, PLR0911 - one case for each kind of mistake
    """Say what pydantic found, and what to do, in German."""
    key = next((part for part in reversed(detail["loc"]) if isinstance(part, str)), "")
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return f"Die Angabe „{key}“ fehlt", "Ergänzen Sie sie."
        case "extra_forbidden":
            return f"Der Schlüssel „{key}“ ist unbekannt", "Prüfen Sie die Schreibweise oder entfernen Sie ihn."
        case "string_type":
            return f"„{key}“ ist kein Text", "Setzen Sie den Wert in Anführungszeichen."
        case "tuple_type" | "list_type":
            return f"„{key}“ ist keine Liste", "Schreiben Sie jeden Wert in eine eigene Zeile mit „- “."
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"„{key}“ hat nicht die Form „schlüssel: wert“", "Sehen Sie in der README dieses Ordners nach."
        case "string_too_short" | "too_short":
            return f"„{key}“ ist leer", "Tragen Sie etwas ein."
        case "string_too_long":
            return f"„{key}“ ist länger als {context.get('max_length')} Zeichen", "Kürzen Sie den Text."
        case "string_pattern_mismatch":
            return f"„{key}“ hat nicht die richtige Form: „{str(detail['input'])[:60]}“", _FORMS.get(
                key, "Nur eine Zeile, ohne Umbruch."
            )
        case "enum":
            return f"„{key}“ kennt den Wert „{detail['input']}“ nicht", f"Erlaubt sind: {context.get('expected')}."
        case "value_error":
            return f"„{key}“: {context.get('error')}", "Berichtigen Sie die Angabe."
        case other:
            return f"„{key}“ ist nicht richtig ({other})", "Sehen Sie in der README dieses Ordners nach."


_ID_FORM = "Kleinbuchstaben, Ziffern und Bindestriche, höchstens 48 Zeichen."
_DATE_FORM = "Schreiben Sie das Datum als „2022“, „2022-03“ oder „2022-03-01“."
_FORMS = dict.fromkeys(
    ("id", "about", "aspect", "sources", "related", "document", "within", "next", "questions"), _ID_FORM
) | dict.fromkeys(("stand", "gueltig_bis"), _DATE_FORM)


def _add(layer: Layer, parsed: BaseModel, file: YamlFile) -> None:  # noqa: C901 - one case for each kind of file
    def located(key: str, items: Iterable[Any]) -> list[Located[Any]]:
        written = file.value.get(key) or ()
        lines = {item.get("id"): file.line((key, i)) for i, item in enumerate(written) if isinstance(item, dict)}
        return [Located(item, file.path, lines.get(item.id, 1)) for item in items]

    def texts(key: str, by_entry: Mapping[str, tuple[str, ...]]) -> list[LocatedText]:
        return [
            LocatedText(entry, text, file.path, file.line((key, entry, i)))
            for entry, texts in by_entry.items()
            for i, text in enumerate(texts)
        ]

    match parsed:
        case EntryFile():
            layer.entries += located("entries", parsed.entries)
        case VocabularyFile():
            layer.subjects += located("subjects", parsed.subjects)
            layer.aspects += located("aspects", parsed.aspects)
            layer.synonyms += parsed.synonyms
            layer.translations |= parsed.translations
        case SourcesFile():
            layer.documents += located("documents", parsed.documents)
            layer.passages += located("passages", parsed.passages)
        case SmallTalkFile():
            layer.smalltalk += located("smalltalk", parsed.smalltalk)
        case OutsideFile():
            layer.outside += parsed.outside
        case PhraseFile():
            layer.phrases += texts("phrases", parsed.phrases)
        case QuestionFile():
            layer.questions += texts("questions", parsed.questions)
            layer.not_covered += parsed.not_covered
        case Wording():
            layer.wording = parsed
