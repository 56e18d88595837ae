"""A base to begin with: the files of a whole, small assistant, which its owner replaces one by one; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.service import ServiceProfile
from knowledge.words import whole
from knowledge.writing import to_yaml


@dataclass(frozen=True)
class Beginning:
    """What somebody says who begins a base."""

    service: ServiceProfile
    folder: str
    """What the folder is called on the command line."""
    day: str
    """The day on which this is said; the examples cite it."""


def files_of(beginning: Beginning) -> dict[str, str]:
    """Return the files of the base by their names in it."""
    service, said = beginning.service, whole("beginning")
    told = {**service.model_dump(), "region": said["region"].format(region=service.region) if service.region else ""}
    comments = said["comments"]
    document = {"id": "eigene-angaben", "title": said["document"].format(**told), "stand": beginning.day}
    about = {"id": "assistent", "name": service.name}
    entries = [_example(entry, told, beginning.day) for entry in said["entries"]]
    return {
        "service.yaml": _headed(comments["service"], _told(service)),
        "vocabulary.yaml": _headed(comments["vocabulary"], {"subjects": [about]}),
        "sources.yaml": to_yaml(
            {"documents": [document], "passages": [{"id": "eigene-angaben", "document": "eigene-angaben"}]}
        ),
        "entries/beispiele.yaml": _headed(comments["entries"], {"entries": entries}),
        "questions/beispiele.yaml": _headed(
            comments["questions"], {"questions": said["questions"], "not_covered": said["not_covered"]}
        ),
        "README.md": said["readme"].format(name=service.name, folder=beginning.folder),
    }


def _headed(comment: str, content: dict[str, Any]) -> str:
    return f"{comment}\n{to_yaml(content)}"


def _told(service: ServiceProfile) -> dict[str, Any]:
    told = service.model_dump(exclude_none=True, exclude={"languages", "tiles"})
    return {**told, "languages": list(service.languages)}


def _example(entry: Mapping[str, Any], told: Mapping[str, Any], day: str) -> dict[str, Any]:
    return {
        "id": entry["id"],
        "title": entry["title"],
        "question": entry["question"].format(**told),
        "about": "assistent",
        "aspect": entry["aspect"],
        "phrases": entry["phrases"],
        "answer": entry["answer"].format(**told),
        "sources": ["eigene-angaben"],
        "stand": day,
    }
