"""The JSON Schema of each sort of YAML file, for editors; generated from the models that also load them."""

from typing import Any

from knowledge.files import FOLDERS, SINGLE


def schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of each sort of file, by the name of the file or folder."""
    draft = "https://json-schema.org/draft/2020-12/schema"
    return {name: {"$schema": draft, **model.model_json_schema()} for name, model in (FOLDERS | SINGLE).items()}
