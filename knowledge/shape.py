"""Turns a YAML file into its model, and says in German what does not fit; what does fit is kept and checked further."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from knowledge.fields import DATE_FORM, DAY_FORM, ID_FORM, LINE_FORM, Model
from knowledge.words import Defect, defect, meant, phrase, remedy
from knowledge.yamlfile import Location, YamlFile

_FORMS = {ID_FORM: "id", DATE_FORM: "date", DAY_FORM: "day", LINE_FORM: "line"}
_DEFECTS = {
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "string_type": "no_text",
    "string_unicode": "no_text",
    "tuple_type": "no_list",
    "dict_type": "no_mapping",
    "mapping_type": "no_mapping",
    "model_type": "no_mapping",
    "string_too_short": "empty",
    "too_short": "too_few",
    "string_too_long": "too_long",
    "string_pattern_mismatch": "wrong_form",
    "enum": "not_allowed",
    "literal_error": "not_allowed",
    "value_error": "wrong_value",
}
"""What each sort of mistake that pydantic finds is called here."""


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
        file.complain(1, defect("no_pairs"))
        return Shaped(file, None, complete=False)
    try:
        return Shaped(file, model.model_validate(_tuples(value)), kept=_kept(value, set()))
    except ValidationError as error:
        details = _telling(error.errors(include_url=False))
    for detail in details:
        file.complain(file.line(detail["loc"]), _defect(detail, model), _owner(value, detail["loc"]))
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


def _defect(detail: ErrorDetails, model: type[Model]) -> Defect:
    """Say what pydantic found, and what to do."""
    context = detail.get("ctx", {})
    location = detail["loc"][:-2] if detail["loc"][-1:] == ("[key]",) else detail["loc"]
    key = next((part for part in reversed(location) if isinstance(part, str)), "")
    form = _FORMS.get(context.get("pattern", ""))
    said = {
        "key": key,
        "type": detail["type"],
        "written": str(detail["input"])[:60],
        "form": phrase("forms", form) if form else "",
        "allowed": str(context.get("expected", "")).replace("'", "").replace(" or ", ", "),
    }
    if detail["type"] == "extra_forbidden":
        said["nearest"] = meant(key, _keys(model, detail["loc"]), remedy("check_spelling"))
    return defect(_DEFECTS.get(detail["type"], "wrong"), **context, **said)


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
