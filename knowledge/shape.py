"""Turns a YAML file into its model, and says in German what does not fit; what does fit is kept and checked further."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from knowledge.fields import DATE_FORM, DAY_FORM, ID_FORM, LINE_FORM, Model
from knowledge.yamlfile import Location, YamlFile

_README = "Sehen Sie in der README der Wissensbasis nach."

_FORMS = {
    ID_FORM: "Erlaubt sind Kleinbuchstaben, Ziffern und einzelne Bindestriche dazwischen.",
    DATE_FORM: 'Schreiben Sie "2022", "2022-03" oder "2022-03-01".',
    DAY_FORM: 'Schreiben Sie einen Tag: "2022-03-01".',
    LINE_FORM: "Schreiben Sie alles in eine Zeile.",
}

_NO_MAPPING = ("„{key}“ hat nicht die Form „schlüssel: wert“", _README)
_NOT_ALLOWED = ("„{written}“ kommt für „{key}“ nicht infrage", "Erlaubt sind: {allowed}.")
_NO_TEXT = ("„{key}“ ist kein Text", "Schreiben Sie einen Text in Anführungszeichen.")

_GERMAN = {
    "missing": ("Die Angabe „{key}“ fehlt", "Ergänzen Sie sie."),
    "extra_forbidden": ("Der Schlüssel „{key}“ ist unbekannt", "{nearest}"),
    "string_type": _NO_TEXT,
    "string_unicode": _NO_TEXT,
    "tuple_type": ("„{key}“ ist keine Liste", "Schreiben Sie jeden Wert in eine eigene Zeile mit „- “."),
    "dict_type": _NO_MAPPING,
    "mapping_type": _NO_MAPPING,
    "model_type": _NO_MAPPING,
    "string_too_short": ("„{key}“ ist leer", "Tragen Sie etwas ein."),
    "too_short": ("„{key}“ hat zu wenige Werte", "Nötig sind mindestens {min_length}."),
    "string_too_long": ("„{key}“ ist länger als {max_length} Zeichen", "Kürzen Sie den Text."),
    "string_pattern_mismatch": ("„{key}“ hat nicht die richtige Form: „{written}“", "{form}"),
    "enum": _NOT_ALLOWED,
    "literal_error": _NOT_ALLOWED,
    "value_error": ("„{key}“: {error}", "Berichtigen Sie die Angabe."),
}
"""The problem and its remedy for each sort of mistake that pydantic finds."""


@dataclass(frozen=True)
class Shaped:
    """A file as its model, with the way back from each value to its line."""

    file: YamlFile
    content: Model | None
    """None if nothing of the file can be used."""
    withheld: frozenset[str] = frozenset()
    """The ids of what has mistakes and is therefore left out; who refers to them is not wrong."""
    complete: bool = True
    """Whether everything is there but what is withheld."""
    kept: Mapping[str, list[int]] = field(default_factory=dict)
    """The places in the file of the items of each list."""

    def items(self, key: str) -> Iterator[tuple[Location, Any]]:
        """Yield every item of a list, or of the lists (or every pair) of a mapping, with its location in the file."""
        value = getattr(self.content, key)
        if not isinstance(value, Mapping):
            yield from (((key, i), item) for i, item in zip(self.kept.get(key, ()), value, strict=True))
            return
        for name, below in value.items():
            if isinstance(below, tuple):
                yield from (((key, name, i), item) for i, item in enumerate(below))
            else:
                yield (key, name), (name, below)


def shape(file: YamlFile, model: type[Model]) -> Shaped:
    """Return the content of `file` as `model`, without what does not fit; that is noted as problems of the file."""
    value = {} if file.value is None else file.value
    if file.value is None and file.problems:
        return Shaped(file, None, complete=False)
    if not isinstance(value, dict):
        file.complain(1, "Die Datei besteht nicht aus „schlüssel: wert“", _README)
        return Shaped(file, None, complete=False)
    try:
        return Shaped(file, model.model_validate(_tuples(value)), kept=_kept(value, set()))
    except ValidationError as error:
        details = _telling(error.errors(include_url=False))
    for detail in details:
        problem, remedy = _german(detail, model)
        file.complain(file.line(detail["loc"]), problem, remedy, _owner(value, detail["loc"]))
    return _rest(file, model, value, {detail["loc"][:2] for detail in details})


def _telling(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Return what was found, without that a list is too short because its items are wrong."""
    lists = {detail["loc"][:-1] for detail in details}
    return [detail for detail in details if detail["type"] != "too_short" or detail["loc"] not in lists]


def _rest(file: YamlFile, model: type[Model], value: dict[str, Any], wrong: set[Location]) -> Shaped:
    """Return what is left of the file without the keys and items that are `wrong`."""
    withheld = frozenset(_owner(value, at) for at in wrong if at and isinstance(at[-1], int))
    kept = _kept(value, wrong)
    rest = {key: _without(key, items, kept, wrong) for key, items in value.items() if (key,) not in wrong}
    complete = all(len(at) == 2 for at in wrong)  # a key that is unknown may be a list, misspelt
    try:
        return Shaped(file, model.model_validate(_tuples(rest)), withheld, complete, kept)
    except ValidationError:  # something is missing that nothing can stand in for
        return Shaped(file, None, withheld, complete=False)


def _kept(value: dict[str, Any], wrong: set[Location]) -> dict[str, list[int]]:
    return {
        key: [i for i in range(len(items)) if (key, i) not in wrong]
        for key, items in value.items()
        if isinstance(items, list)
    }


def _without(key: str, items: Any, kept: Mapping[str, list[int]], wrong: set[Location]) -> Any:
    if isinstance(items, list):
        return [items[i] for i in kept[key]]
    if isinstance(items, dict):
        return {name: item for name, item in items.items() if (key, name) not in wrong}
    return items


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _owner(value: dict[str, Any], location: Location) -> str:
    """Return the id of the entry (or whatever has one) in which `location` lies."""
    match location:
        case (str(key), int(index), *_) if isinstance(value.get(key), list):
            item = value[key][index]
            name = item.get("id") if isinstance(item, dict) else None
            return name if isinstance(name, str) else ""
        case ("questions" | "accepts" | "phrases" | "retired_phrases" | "checked", str(entry), *_):
            return entry
        case _:
            return ""


def _german(detail: ErrorDetails, model: type[Model]) -> tuple[str, str]:
    """Say what pydantic found, and what to do, in German."""
    context = detail.get("ctx", {})
    location = detail["loc"][:-2] if detail["loc"][-1:] == ("[key]",) else detail["loc"]
    key = next((part for part in reversed(location) if isinstance(part, str)), "")
    said = {
        "key": key,
        "nearest": _nearest(key, _keys(model, detail["loc"])) if detail["type"] == "extra_forbidden" else "",
        "written": str(detail["input"])[:60],
        "form": _FORMS.get(context.get("pattern", ""), ""),
        "allowed": str(context.get("expected", "")).replace("'", "").replace(" or ", ", "),
    }
    problem, remedy = _GERMAN.get(detail["type"], (f"„{{key}}“ ist nicht richtig ({detail['type']})", _README))
    return problem.format(**context, **said), remedy.format(**context, **said)


def _keys(model: type[Model], location: Location) -> list[str]:
    """Return the keys that are known where `location` lies."""
    for part in location[:-1]:
        if isinstance(part, str) and part in model.model_fields:
            model = next(_models_in(model.model_fields[part].annotation), model)
    return list(model.model_fields)


def _models_in(annotation: Any) -> Iterator[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _models_in(part)


def _nearest(key: str, known: list[str]) -> str:
    close = get_close_matches(key, known, n=1)
    return f"Meinten Sie „{close[0]}“?" if close else "Prüfen Sie die Schreibweise oder entfernen Sie ihn."
