"""The JSON Schema of each sort of YAML file, for editors; generated from the models that also load them."""

from typing import Any

from pydantic import BaseModel

from knowledge.model import (
    EntryFile,
    OutsideFile,
    PhraseFile,
    QuestionFile,
    SmallTalkFile,
    SourcesFile,
    VocabularyFile,
)
from knowledge.wording import Wording

_MODELS: dict[str, type[BaseModel]] = {
    "entries": EntryFile,
    "phrases": PhraseFile,
    "outside": OutsideFile,
    "questions": QuestionFile,
    "vocabulary": VocabularyFile,
    "sources": SourcesFile,
    "smalltalk": SmallTalkFile,
    "wording": Wording,
}


def schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of each sort of file, by the name of the file or folder."""
    draft = "https://json-schema.org/draft/2020-12/schema"
    return {name: {"$schema": draft, **model.model_json_schema()} for name, model in _MODELS.items()}
