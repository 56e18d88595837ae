"""Completes what was read: entries of which only the least was written, and the pages that they cite by address."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from knowledge.check import Draft, Located, table
from knowledge.deriving import Completing, Sources, sources_of
from knowledge.errors import Problem
from knowledge.model import Entry, SourcesFile, VocabularyFile, WrittenEntry
from knowledge.words import defect, phrase, remedy

_NEEDED = ("id", "title", "about", "aspect", "stand")


def complete(draft: Draft) -> list[Problem]:
    """Fill in what entries leave out; return a problem for everything that can't be derived."""
    sources = _cited_pages(draft)
    known = table(draft.documents)
    dates = {p.value.id: known[p.value.document].stand for p in draft.passages if p.value.document in known}
    completing = Completing(_values(draft.subjects), _values(draft.aspects), dates)
    taken = {located.value.id for located in draft.written if located.value.id}
    titles = {located.value.title for located in draft.written if located.value.title}
    problems: list[Problem] = []
    for located in draft.written:
        passages = tuple(sources.of_address.get(source, source) for source in located.value.sources)
        derived = completing.derived(located.value, passages, taken)
        if derived.get("title") in titles:
            derived["title"] = _other_than(derived["title"], titles)
        taken.update(filter(None, (derived.get("id"),)))
        titles.update(filter(None, (derived.get("title"),)))
        problems += _settle(draft, located, derived, passages)
    return problems


def _settle(
    draft: Draft, located: Located[WrittenEntry], derived: dict[str, str], passages: tuple[str, ...]
) -> Iterator[Problem]:
    """Take an entry into the draft as it is when completed."""
    content: dict[str, Any] = {**located.value.model_dump(), **derived, "sources": passages}
    missing = [key for key in _NEEDED if content[key] is None]
    known = {passage.owner for passage in draft.passages}
    unknown = [passage for passage in passages if passage not in known]
    if "stand" in missing and unknown and SourcesFile not in draft.incomplete:
        add = remedy("add_to_file", file="sources.yaml")
        yield located.problem(defect("leads_nowhere", key="sources", reference=unknown[0], remedy=add), "sources")
        missing.remove("stand")
        content["stand"] = None
    for key in missing:
        # Where the vocabulary could not be read, nobody can tell what would have been found in it.
        if not (key in {"about", "aspect"} and VocabularyFile in draft.incomplete) and not draft.withheld:
            yield located.problem(defect("underivable", key=key, remedy=phrase("left_out", key)))
    if missing or content["stand"] is None:
        draft.withheld.update(filter(None, (content["id"],)))
        return
    draft.entries.append(replace(cast("Located[Any]", located), value=Entry(**content), owner=content["id"]))
    if derived:
        draft.derived.append((replace(located, owner=content["id"]), derived))


def _cited_pages(draft: Draft) -> Sources:
    """Take pages that entries cite by address into the draft, as documents with one passage."""
    sources = sources_of(_values(draft.written), _values(draft.documents), _values(draft.passages))
    cited = {
        sources.of_address[s]: located
        for located in draft.written
        for s in located.value.sources
        if s in sources.of_address
    }
    for passage in sources.passages.values():
        at = cast("Located[Any]", cited[passage.id])
        draft.passages.append(replace(at, value=passage, owner=passage.id))
        if passage.document in sources.documents:
            draft.documents.append(replace(at, value=sources.documents[passage.document], owner=passage.document))
    return sources


def _values(located: list[Located[Any]]) -> list[Any]:
    return [item.value for item in located]


def _other_than(title: str, taken: set[str]) -> str:
    cut = title[:56].rstrip("…")
    return next(name for number in range(2, len(taken) + 3) if (name := f"{cut} ({number})") not in taken)
