"""Lets a layer take back or correct what the layers below it say, by name; and tells what a layer weakens."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from knowledge.check import Draft, Located
from knowledge.errors import Problem
from knowledge.folding import fold
from knowledge.model import Correction, WrittenEntry
from knowledge.words import defect


def override(draft: Draft) -> list[Problem]:
    """Take out of the draft what higher layers retire, and put in what they correct; return what fits nothing."""
    return [*_retire_entries(draft), *_retire_texts(draft), *_correct(draft)]


def weakened(draft: Draft) -> Iterator[Problem]:
    """Yield everything of the layers below that a layer has no longer said, or has said otherwise."""
    for retired in draft.retired_entries:
        yield retired.problem(defect("entry_retired", name=retired.value))
    for retired in draft.retired_phrases:
        yield retired.problem(defect("phrase_retired", text=retired.value, owner=retired.owner))
    for retired in draft.retired_outside:
        yield retired.problem(defect("outside_retired", text=retired.value))
    for located in draft.corrections:
        yield located.problem(defect("answer_corrected", owner=located.owner, why=located.value.why))
    for texts, name in ((draft.outside, "outside_answered"), (draft.not_covered, "not_covered_answered")):
        still = {id(text) for text in draft.still_open(texts)}
        for text in texts:
            if id(text) not in still and text.layer >= 0:
                yield text.problem(defect(name, text=text.value))
    for located in draft.wordings:
        if located.layer > 0:
            keys = ", ".join(sorted(located.value.model_fields_set))
            yield located.problem(defect("worded_otherwise", keys=keys))


def _retire_entries(draft: Draft) -> Iterator[Problem]:
    gone: set[str] = set()
    for retired in draft.retired_entries:
        below = [
            located for located in draft.written if located.value.id == retired.value and located.layer < retired.layer
        ]
        if not below:
            yield retired.problem(defect("no_entry_below", name=retired.value))
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
            yield retired.problem(defect("no_example_below", name=retired.value))
        draft.outside = kept
    for retired in draft.retired_phrases:
        before = len(draft.phrases) + sum(len(located.value.phrases) for located in draft.written)
        own = [text for text in draft.phrases if text.owner == retired.owner and _is_below(text, retired)]
        draft.phrases = [text for text in draft.phrases if not any(text is one for one in own)]
        draft.written = [_without_phrase(located, retired) for located in draft.written]
        if len(draft.phrases) + sum(len(located.value.phrases) for located in draft.written) == before:
            yield retired.problem(defect("no_phrase_below", name=retired.value))


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
            yield correction.problem(defect("no_entry_below", name=told.entry))
            continue
        located = draft.written[found[-1]]
        draft.corrected[told.entry] = (told, located.value.sources)
        value = _corrected(located.value, told)
        draft.written[found[-1]] = replace(located, value=value, file=correction.file, at=correction.at)


def _corrected(entry: WrittenEntry, told: Correction) -> WrittenEntry:
    news = {"answer": told.answer, "details": told.details, "gueltig_bis": told.gueltig_bis, "sources": told.sources}
    return entry.model_copy(update={**news, "stand": told.stand})
