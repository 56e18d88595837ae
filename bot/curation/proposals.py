"""One proposal of a draft with many: what of it can be written anew, and the draft with that; pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.curation.drafting import Imported

EDITABLE = ("question", "title", "answer", "details", "phrases")
NEEDED = frozenset({"question", "answer"})
"""What may not be left empty, where it is there."""


def editable(draft: Imported, entry: str) -> dict[str, str]:
    """Return what can be written anew of a proposal, by keys; phrases are lines. Empty if there is no such proposal."""
    for item in draft.items:
        if item["id"] == entry:
            return {key: _shown(item.get(key, "")) for key in EDITABLE}
    told: dict[str, Any] = {}
    for correction in draft.corrections:
        if correction["entry"] == entry:
            told |= correction
    for change in draft.changed:
        if change.entry == entry:
            told |= change.told
    if entry in draft.phrases:
        told["phrases"] = draft.phrases[entry]
    return {key: _shown(told[key]) for key in EDITABLE if key in told}


def edited(draft: Imported, entry: str, fields: Mapping[str, str]) -> Imported:
    """Return the draft with a proposal as it is written now; hints on it are settled by that."""
    written = {key: _read(key, fields[key]) for key in editable(draft, entry) if key in fields}
    phrases = dict(draft.phrases)
    if entry in phrases and "phrases" in fields:
        phrases[entry] = _lines(fields["phrases"])
    return replace(
        draft,
        items=tuple(_with(item, written) if item["id"] == entry else item for item in draft.items),
        changed=tuple(
            replace(one, told={**one.told, **{key: value for key, value in written.items() if key in one.told}})
            if one.entry == entry
            else one
            for one in draft.changed
        ),
        corrections=tuple(
            {**one, **{key: value for key, value in written.items() if key in one}} if one["entry"] == entry else one
            for one in draft.corrections
        ),
        phrases={key: texts for key, texts in phrases.items() if texts},
        doubts=tuple(doubt for doubt in draft.doubts if doubt.entry != entry),
    )


def _with(item: Mapping[str, Any], written: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry with what is written; what is empty is left out, as our files do."""
    whole = {**item, **written}
    return {key: value for key, value in whole.items() if value or key in NEEDED or key not in written}


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else "\n".join(value)


def _read(key: str, text: str) -> str | list[str]:
    if key == "phrases":
        return _lines(text)
    if key in {"question", "title"}:
        return " ".join(text.split())
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line for part in text.splitlines() if (line := " ".join(part.split()))))
