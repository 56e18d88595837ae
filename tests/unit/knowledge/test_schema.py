"""The JSON Schemas: one for each sort of file, as strict as the loader."""

import json
from typing import Any

import pytest

from knowledge.files import FOLDERS, SINGLE
from knowledge.load import SHIPPED
from knowledge.schema import schemas
from knowledge.yamlfile import read_yaml


def objects(schema: Any) -> list[dict[str, Any]]:
    """Return every part of a schema that describes a mapping with keys of its own."""
    found: list[dict[str, Any]] = []
    if isinstance(schema, dict):
        found += [schema] if "properties" in schema else []
        schema = list(schema.values())
    for part in schema if isinstance(schema, list) else ():
        found += objects(part)
    return found


def test_every_sort_of_file_has_a_schema() -> None:
    """There is a schema for each file and folder that the loader reads, and it is plain JSON."""
    made = schemas()
    assert set(made) == set(FOLDERS) | set(SINGLE)
    for schema in made.values():
        assert json.loads(json.dumps(schema)) == schema
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", sorted(FOLDERS | SINGLE))
def test_as_strict_as_the_loader(name: str) -> None:
    """Every mapping in a schema refuses unknown keys, as the loader does."""
    parts = objects(schemas()[name])
    assert parts
    assert all(part["additionalProperties"] is False for part in parts)


def test_an_entry() -> None:
    """The schema of an entry knows its keys, which of them are needed, and the forms of their values."""
    entry = schemas()["entries"]["$defs"]["WrittenEntry"]
    keys = entry["properties"]
    assert set(entry["required"]) == {"question", "answer", "sources"}
    assert keys["id"]["anyOf"][0]["pattern"] == "^[a-z0-9]+(-[a-z0-9]+)*$"
    assert keys["title"]["anyOf"][0]["maxLength"] == 60
    assert keys["answer"]["minLength"] == 1
    assert keys["sources"]["minItems"] == 1
    assert "pattern" in keys["stand"]["anyOf"][0]


def test_the_shipped_files_fit() -> None:
    """Every shipped file is valid by its schema."""
    validate = pytest.importorskip("jsonschema").validate
    made = schemas()
    said = SHIPPED / "words"  # sentences of the program, no knowledge
    for path in (path for path in SHIPPED.rglob("*.yaml") if not path.is_relative_to(said)):
        in_layer = path.parent in {SHIPPED, *SHIPPED.glob("languages/*")}
        name = path.stem if in_layer else path.parent.name
        validate(read_yaml(path, path.name).value, made[name])
