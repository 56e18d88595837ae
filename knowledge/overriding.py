"""Lets a layer take back or correct what the layers below it say, by name; and tells what a layer weakens."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from knowledge.check import Draft, Located
from knowledge.errors import Problem
from knowledge.folding import fold
from knowledge.model import Correction, WrittenEntry

_NOT_BELOW = "Berichtigen Sie die Angabe, oder entfernen Sie sie."


def override(draft: Draft) -> list[Problem]:
    """Take out of the draft what higher layers retire, and put in what they correct; return what fits nothing."""
    return [*_retire_entries(draft), *_retire_texts(draft), *_correct(draft)]


def weakened(draft: Draft) -> Iterator[Problem]:
    """Yield everything of the layers below that a layer has no longer said, or has said otherwise."""
    for retired in draft.retired_entries:
        yield retired.problem(f"Der Eintrag „{retired.value}“ gilt nicht mehr", "")
    for retired in draft.retired_phrases:
        yield retired.problem(f"„{retired.value}“ führt nicht mehr zu „{retired.owner}“", "")
    for retired in draft.retired_outside:
        yield retired.problem(f"„{retired.value}“ gilt nicht mehr als fremd", "")
    for located in draft.corrections:
        yield located.problem(f"Die Antwort von „{located.owner}“ ist berichtigt: {located.value.why}", "")
    for texts, said in ((draft.outside, "als fremd"), (draft.not_covered, "als ohne Antwort")):
        still = {id(text) for text in draft.still_open(texts)}
        for text in texts:
            if id(text) not in still and text.layer >= 0:
                yield text.problem(f"„{text.value}“ gilt nicht mehr {said}: Ein Eintrag darüber beantwortet es", "")
    for located in draft.wordings:
        if located.layer > 0:
            yield located.problem(f"Anders formuliert: {', '.join(sorted(located.value.model_fields_set))}", "")


def _retire_entries(draft: Draft) -> Iterator[Problem]:
    gone: set[str] = set()
    for retired in draft.retired_entries:
        below = [
            located for located in draft.written if located.value.id == retired.value and located.layer < retired.layer
        ]
        if not below:
            yield retired.problem(f"Den Eintrag „{retired.value}“ gibt es nicht darunter", _NOT_BELOW)
            continue
        gone.add(retired.value)
        draft.written = [located for located in draft.written if not any(located is one for one in below)]
    kept = {located.value.id for located in draft.written}
    gone -= kept
    draft.written = [_without_related(located, gone) for located in draft.written]
    for name in ("phrases", "questions", "checked"):
        items = [item for item in getattr(draft, name) if _owner(item) not in gone]
        setattr(draft, name, items)


def _owner(item: Located[Any]) -> str:
    return item.value[0] if isinstance(item.value, tuple) else item.owner


def _without_related(located: Located[WrittenEntry], gone: set[str]) -> Located[WrittenEntry]:
    entry = located.value
    if not gone & set(entry.related):
        return located
    return replace(
        located, value=entry.model_copy(update={"related": tuple(r for r in entry.related if r not in gone)})
    )


def _retire_texts(draft: Draft) -> Iterator[Problem]:
    for retired in draft.retired_outside:
        kept = [text for text in draft.outside if not _is_below(text, retired)]
        if len(kept) == len(draft.outside):
            yield retired.problem(f"Das Beispiel „{retired.value}“ gibt es nicht darunter", _NOT_BELOW)
        draft.outside = kept
    for retired in draft.retired_phrases:
        before = len(draft.phrases) + sum(len(located.value.phrases) for located in draft.written)
        own = [text for text in draft.phrases if text.owner == retired.owner and _is_below(text, retired)]
        draft.phrases = [text for text in draft.phrases if not any(text is one for one in own)]
        draft.written = [_without_phrase(located, retired) for located in draft.written]
        if len(draft.phrases) + sum(len(located.value.phrases) for located in draft.written) == before:
            problem = f"Die Formulierung „{retired.value}“ gibt es nicht darunter"
            yield retired.problem(problem, _NOT_BELOW)


def _is_below(text: Located[str], retired: Located[str]) -> bool:
    return text.layer < retired.layer and fold(text.value) == fold(retired.value)


def _without_phrase(located: Located[WrittenEntry], retired: Located[str]) -> Located[WrittenEntry]:
    entry = located.value
    if entry.id != retired.owner or located.layer >= retired.layer:
        return located
    kept = tuple(phrase for phrase in entry.phrases if fold(phrase) != fold(retired.value))
    return replace(located, value=entry.model_copy(update={"phrases": kept}))


def _correct(draft: Draft) -> Iterator[Problem]:
    for correction in draft.corrections:
        told = correction.value
        found = [
            i for i, one in enumerate(draft.written) if one.value.id == told.entry and one.layer < correction.layer
        ]
        if not found:
            yield correction.problem(f"Den Eintrag „{told.entry}“ gibt es nicht darunter", _NOT_BELOW)
            continue
        located = draft.written[found[-1]]
        draft.corrected[told.entry] = (told, located.value.sources)
        value = _corrected(located.value, told)
        draft.written[found[-1]] = replace(located, value=value, file=correction.file, at=correction.at)


def _corrected(entry: WrittenEntry, told: Correction) -> WrittenEntry:
    news = {"answer": told.answer, "details": told.details, "gueltig_bis": told.gueltig_bis, "sources": told.sources}
    return entry.model_copy(update={**news, "stand": told.stand})
