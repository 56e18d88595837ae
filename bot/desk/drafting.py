"""Drafts of knowledge: what a trainer writes at the desk, and the overlay's files that it becomes; pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, TypeAdapter

from knowledge.folding import fold
from knowledge.model import ID_FORM

Files = Mapping[str, str]
"""The overlay's files: their text by their path within it."""


@dataclass(frozen=True)
class NewEntry:
    """A new entry, or another version of one that the overlay has."""

    id: str = ""
    title: str = ""
    question: str = ""
    about: str = ""
    aspect: str = ""
    phrases: tuple[str, ...] = ()
    answer: str = ""
    details: str = ""
    sources: tuple[str, ...] = ()
    stand: str = ""
    gueltig_bis: str = ""
    related: tuple[str, ...] = ()
    kind: Literal["entry"] = "entry"


@dataclass(frozen=True)
class NewPhrases:
    """More ways to ask for an entry that is there."""

    entry: str = ""
    phrases: tuple[str, ...] = ()
    kind: Literal["phrases"] = "phrases"


@dataclass(frozen=True)
class NotOurs:
    """Questions that nothing here shall answer."""

    questions: tuple[str, ...] = ()
    kind: Literal["outside"] = "outside"


@dataclass(frozen=True)
class Checked:
    """Somebody looked at entries and found them right."""

    entries: tuple[str, ...]
    day: str
    kind: Literal["checked"] = "checked"


Draft = Annotated[NewEntry | NewPhrases | NotOurs | Checked, Field(discriminator="kind")]
DRAFT: TypeAdapter[NewEntry | NewPhrases | NotOurs | Checked] = TypeAdapter(Draft)

_PHRASES, _OUTSIDE, _CHECKED = "phrases/schreibtisch.yaml", "outside/schreibtisch.yaml", "checked.yaml"


@dataclass(frozen=True)
class Change:
    """One file of the overlay, before and after; None: it is not there."""

    path: str
    before: str | None
    after: str | None

    def applied(self, files: Files) -> dict[str, str]:
        """Return the files after the change."""
        changed = {path: text for path, text in files.items() if path != self.path}
        return changed if self.after is None else {**changed, self.path: self.after}

    @property
    def undone(self) -> "Change":
        """Return the change back."""
        return replace(self, before=self.after, after=self.before)


def change_of(draft: Draft, files: Files) -> Change:
    """Return what a draft changes: always one file only, so that it happens wholly or not at all."""
    match draft:
        case NewEntry():
            path = f"entries/{draft.id if re.fullmatch(ID_FORM, draft.id) else 'entwurf'}.yaml"
            return Change(path, files.get(path), written({"entries": [_entry(draft)]}))
        case NewPhrases():
            known = _read(files, _PHRASES).get("phrases", {})
            phrases = {**known, draft.entry: _united(known.get(draft.entry, []), draft.phrases)}
            return Change(_PHRASES, files.get(_PHRASES), written({"phrases": phrases}))
        case NotOurs():
            outside = _united(_read(files, _OUTSIDE).get("outside", []), draft.questions)
            return Change(_OUTSIDE, files.get(_OUTSIDE), written({"outside": outside}))
        case Checked():
            days = {**_read(files, _CHECKED).get("checked", {}), **dict.fromkeys(draft.entries, draft.day)}
            return Change(_CHECKED, files.get(_CHECKED), written({"checked": dict(sorted(days.items()))}))


def written(content: Mapping[str, Any]) -> str:
    """Return content as YAML in the form of the shipped files: every text in quotation marks, but for ids."""
    return str(yaml.dump(dict(content), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000))


def proposed_id(title: str) -> str:
    """Return an id made of a title."""
    return re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:48].strip("-")


def _entry(draft: NewEntry) -> dict[str, Any]:
    told = {
        "id": draft.id,
        "title": draft.title,
        "question": draft.question,
        "about": draft.about,
        "aspect": draft.aspect,
        "phrases": list(draft.phrases),
        "answer": draft.answer,
        "details": draft.details or None,
        "sources": list(draft.sources),
        "stand": _Quoted(draft.stand),
        "gueltig_bis": _Quoted(draft.gueltig_bis) if draft.gueltig_bis else None,
        "related": list(draft.related) or None,
    }
    return {key: value for key, value in told.items() if value is not None}


def _united(known: list[str], more: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys([*known, *more]))


def _read(files: Files, path: str) -> dict[str, Any]:
    """Return what a file of the overlay holds; it was written by us and checked before."""
    content = yaml.safe_load(files.get(path, ""))
    return content if isinstance(content, dict) else {}


class _Quoted(str):
    """A text that is in quotation marks, whatever it looks like."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Writes as people write the shipped files."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = re.fullmatch(r"[a-z_][a-z0-9_-]*", text) is not None and text not in _RESERVED
    style = None if plain and not isinstance(text, _Quoted) else "|" if "\n" in text else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=style)


_RESERVED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_Dumper.add_representer(str, _text)
_Dumper.add_representer(_Quoted, _text)
