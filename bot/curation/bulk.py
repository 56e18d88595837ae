"""Many entries at once, from what people have: read, compared with what is known, and proposed as one draft.

An entry that is known is not proposed again: what somebody changed of it, in a file that was exported here, is written
into the desk's own file, or corrects what is shipped.
"""

import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.curation.drafting import ImportDoubt, Imported, OwnChange
from bot.words import words
from knowledge.importing.material import FoundQuestion, ImportingError, Material, one_line
from knowledge.importing.proposing import Proposing, UsualSource
from knowledge.mending import mended, with_whole_addresses
from knowledge.model import Knowledge
from knowledge.naming import id_for

_CORRECTABLE = ("answer", "details", "sources", "stand", "gueltig_bis")
_COMPARED = ("question", "title", "about", "aspect", "related", *_CORRECTABLE, "phrases")


@dataclass(frozen=True)
class Known:
    """What an import is compared with."""

    knowledge: Knowledge
    entries: Mapping[str, Mapping[str, Any]]
    """The same as it would be exported, by the ids."""
    own: Mapping[str, str]
    """The desk's own entries, each with the file in which it stands."""


def read_upload(name: str, content: bytes) -> Material:
    """Read a file that somebody sent. Raises ImportingError."""
    from knowledge.importing.reading import read  # noqa: PLC0415 - it takes libraries that nothing else needs

    with tempfile.TemporaryDirectory(prefix="lotsenbot-") as folder:
        stem = id_for(Path(name).stem) or "datei"
        path = Path(folder) / f"{stem}{Path(name).suffix.lower()[:8]}"
        path.write_bytes(content)
        material = read(path)
    if not material.entries:
        raise ImportingError("Darin ist keine Frage mit Antwort zu finden.")
    return material


def proposed(name: str, material: Material, known: Known, origin: UsualSource) -> Imported:
    """Return the draft that a file leads to."""
    fresh = tuple(found for found in material.entries if found.id not in known.entries)
    draft = _changes(name, (found for found in material.entries if found.id in known.entries), known)
    proposing = Proposing(known.knowledge)
    stem = id_for(Path(name).stem) or "import"
    file = id_for(stem, {Path(path).stem for path in known.own.values()})
    proposing.add(replace(material, entries=fresh), file, origin)
    proposal = proposing.proposal
    return replace(
        draft,
        file=file,
        items=tuple(item for items in proposal.entries.values() for item in items),
        tests=proposal.tests,
        content=proposal.content,
        doubts=(*draft.doubts, *(ImportDoubt(one.entry, _placed(one.text, one.place)) for one in proposal.doubts)),
    )


def _placed(text: str, place: str) -> str:
    return f"{text} ({place})" if place else text


def _changes(name: str, entries: Iterable[FoundQuestion], known: Known) -> Imported:
    """Return what a file says otherwise of entries that are known."""
    draft = Imported(name)
    for found in entries:
        before = known.entries[found.id]
        told = _changed(found, before)
        if not told:
            draft = replace(draft, unchanged=draft.unchanged + 1)
        elif found.id in known.own:
            draft = replace(draft, changed=(*draft.changed, OwnChange(found.id, known.own[found.id], told)))
        else:
            draft = _correcting(draft, found.id, told, before)
    return draft


def _changed(found: FoundQuestion, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is not as before; what somebody left empty stays as it is."""
    item = {key: getattr(found, key) for key in _COMPARED}
    for key in ("answer", "details"):
        item[key] = with_whole_addresses(mended(item[key])).strip()
    told = {key: list(value) if isinstance(value, tuple) else value for key, value in item.items() if value}
    return {key: value for key, value in told.items() if _alike(value) != _alike(before.get(key, ""))}


def _alike(value: Any) -> Any:
    return [one_line(text) for text in value] if isinstance(value, (list, tuple)) else " ".join(str(value).split())


def _correcting(draft: Imported, entry: str, told: Mapping[str, Any], before: Mapping[str, Any]) -> Imported:
    """Return the draft with the correction of an entry that is not the desk's own."""
    said = words().bulk
    fixed = [label for key, label in said.labels.items() if key in told]
    if fixed:
        text = said.not_taken.format(fields=", ".join(fixed))
        draft = replace(draft, doubts=(*draft.doubts, ImportDoubt(entry, text)))
    if more := _without(told.get("phrases", ()), before.get("phrases", ())):
        draft = replace(draft, phrases={**draft.phrases, entry: more})
    if set(told) & set(_CORRECTABLE):
        whole = {key: told.get(key) or before.get(key) for key in _CORRECTABLE}
        given = {key: value for key, value in whole.items() if value}
        correction = {"entry": entry, "why": said.corrected.format(name=draft.name[:150]), **given}
        draft = replace(draft, corrections=(*draft.corrections, correction))
    return draft


def _without(texts: Collection[str], others: Collection[str]) -> list[str]:
    return [text for text in texts if text not in others]
