"""Finds entries among many, for whoever looks after them: searched, filtered, sorted, page by page; pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.insight.ageing import Aged
from knowledge.folding import fold
from knowledge.model import Entry, Knowledge

A_PAGE = 50


@dataclass(frozen=True)
class Sought:
    """What somebody looks for."""

    text: str = ""
    subject: str = ""
    kind: str = "alle"
    """One of `KINDS`."""
    order: str = "dringend"
    """A key of `ORDERS`."""
    page: int = 1


@dataclass(frozen=True)
class CataloguePage:
    """One page of what was found."""

    rows: Sequence[Aged]
    count: int
    """How many were found on all pages."""
    page: int
    pages: int
    first: int
    """The number of the first row, from 1; 0 if there is none."""


KINDS = ("alle", "pruefen", "schlecht", "ungenutzt", "meine")
ORDERS: Mapping[str, Callable[[Aged], tuple[object, ...]]] = {
    "dringend": lambda _: (),
    "titel": lambda one: (fold(one.entry.title),),
    "alter": lambda one: (one.since, one.entry.id),
    "gebraucht": lambda one: (-(one.counts.answers or 0), one.entry.id),
}


class Catalogue:
    """The entries of one version of the knowledge, ready to be searched."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read everything once; a second or so for ten thousand entries."""
        self.version = knowledge.version
        self._texts = {entry.id: fold(" ".join(_texts(entry, knowledge))) for entry in knowledge.entries.values()}

    def page(self, sought: Sought, everything: Iterable[Aged], mine: Collection[str] = ()) -> CataloguePage:
        """Return a page of what is sought of `everything`, which comes in the order of urgency."""
        words = fold(sought.text).split()
        is_sort = _is_of_kind(sought.kind, mine)
        found = [
            one
            for one in everything
            if sought.subject in {"", one.entry.about}
            and is_sort(one)
            and all(word in self._texts.get(one.entry.id, "") for word in words)
        ]
        found.sort(key=ORDERS.get(sought.order, ORDERS["dringend"]))
        pages = max(1, -(-len(found) // A_PAGE))
        page = min(max(1, sought.page), pages)
        start = (page - 1) * A_PAGE
        return CataloguePage(found[start : start + A_PAGE], len(found), page, pages, start + 1 if found else 0)


def _is_of_kind(kind: str, mine: Collection[str]) -> Callable[[Aged], bool]:
    match kind:
        case "pruefen":
            return lambda one: one.due
        case "schlecht":
            return lambda one: (one.counts.unhelpful or 0) > (one.counts.helpful or 0)
        case "ungenutzt":
            return lambda one: one.counts.answers == 0
        case "meine":
            return lambda one: one.entry.id in mine
        case _:
            return lambda _: True


def _texts(entry: Entry, knowledge: Knowledge) -> Iterable[str]:
    subject = knowledge.subjects[entry.about]
    yield from (entry.id, entry.title, entry.question, entry.answer, subject.name, *subject.names)
    yield from (*entry.phrases, *knowledge.phrases.get(entry.id, ()))
