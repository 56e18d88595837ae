"""Writes a proposal as a folder of knowledge, and beside it what a person must look at."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from knowledge.importing.material import ImportingError
from knowledge.importing.proposing import Doubt, Proposal
from knowledge.words import table
from knowledge.writing import to_yaml

TO_CHECK = "pruefen.md"
_VOCABULARY = ("kinds", "subjects", "aspects")
_SOURCES = ("documents", "passages")
_MOST_ENTRIES = 200
"""So many stand in one file: more nobody overlooks, and files have a largest size."""


def files_of(proposal: Proposal) -> dict[str, str]:
    """Return the files of the layer by their names in it."""
    files: dict[str, str] = {}
    first = next(iter(proposal.entries), "")
    for folder, keys in (("vocabulary", _VOCABULARY), ("sources", _SOURCES)):
        content = {key: proposal.content[key] for key in keys if proposal.content.get(key)}
        if content:
            files[f"{folder}/{first}.yaml"] = to_yaml(content)
    for name, entries in proposal.entries.items():
        for number, start in enumerate(range(0, len(entries), _MOST_ENTRIES), 1):
            part = entries[start : start + _MOST_ENTRIES]
            file = f"{name}-{number}" if len(entries) > _MOST_ENTRIES else name
            files[f"entries/{file}.yaml"] = to_yaml({"entries": part})
            tests = {e["id"]: proposal.tests[e["id"]] for e in part if e["id"] in proposal.tests}
            if tests:
                files[f"questions/{file}.yaml"] = to_yaml({"questions": tests})
    return files


def doubts_as_text(proposal: Proposal) -> str:
    """Return what has to be looked at as a list, entry by entry."""
    before = table("importing")["files"]["to_check"].format(count=proposal.count)
    return "\n".join([before, *_listed(proposal.doubts), ""])


def _listed(doubts: list[Doubt]) -> Iterator[str]:
    for doubt in doubts:
        about = f"**{doubt.entry}**: " if doubt.entry else ""
        place = f" ({doubt.place})" if doubt.place else ""
        yield f"- [ ] {about}{doubt.text}{place}"


def write(files: Mapping[str, str], folder: Path) -> None:
    """Write the files; ImportingError if one of them is there already, before anything is written."""
    there = [name for name in files if (folder / name).exists() and name != TO_CHECK]
    if there:
        raise ImportingError(f"In „{folder}“ gibt es schon {', '.join(there)}. Bitte wählen Sie einen anderen Ordner.")
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ImportingError(f"In „{folder}“ lässt sich nicht schreiben ({error.strerror}).") from error
