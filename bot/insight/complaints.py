"""Why answers did not help, as far as that may be shown; pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.insight.disclosure import FEWEST, Tally
from bot.store.records import Unhelpful, UnhelpfulBecause


@dataclass(frozen=True)
class Remarks:
    """What several people wrote of one answer."""

    entry: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Complaints:
    """Why answers did not help; figures that are None are too small to be shown."""

    ratings: int | None
    """How often "not helpful" was said."""
    reasons: tuple[tuple[UnhelpfulBecause, int | None], ...]
    """The reasons, as they are asked for."""
    unreasoned: int | None
    """How often no reason was given."""
    remarks: tuple[Remarks, ...]
    """By answer, the most first: what was written, where enough people wrote something of the same answer."""


def complaints(found: Iterable[Unhelpful]) -> Complaints:
    """Count the reasons, and gather what was written."""
    counts, writing = Tally[UnhelpfulBecause | None](), Tally[str]()
    ratings = Tally[str]()
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for one in found:
        ratings.add("", one.person)
        counts.add(one.complaint.reason, one.person)
        if one.entry and (text := one.complaint.remark.strip()):
            writing.add(one.entry, one.person)
            texts[one.entry].append(text)
    told = [entry for entry in texts if writing.people(entry) >= FEWEST]
    told.sort(key=lambda entry: (-writing.people(entry), entry))
    return Complaints(
        ratings.shown(""),
        tuple((reason, counts.shown(reason)) for reason in UnhelpfulBecause),
        counts.shown(None),
        tuple(Remarks(entry, tuple(sorted(set(texts[entry])))) for entry in told),
    )
