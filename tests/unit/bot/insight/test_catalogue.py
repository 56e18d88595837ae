"""Finding entries among many."""

import datetime
from dataclasses import replace

import pytest

from bot.insight.ageing import Aged, aged
from bot.insight.answering import Counts
from bot.insight.catalogue import A_PAGE, Catalogue, Sought
from knowledge.model import Entry, Knowledge

DAY = datetime.date(2026, 1, 15)


def ids(known: Knowledge, sought: Sought, rows: list[Aged] | None = None, mine: tuple[str, ...] = ()) -> list[str]:
    found = Catalogue(known).page(sought, rows if rows is not None else aged(known, {}, DAY), mine)
    return [one.entry.id for one in found.rows]


def test_every_word_must_occur(small: Knowledge) -> None:
    """In whatever is written of an entry, in any order and spelling of umlauts."""
    everything = ids(small, Sought())
    assert len(everything) == len(small.entries)
    assert ids(small, Sought("STEHT drucker")) == ["drucker-ort"]
    assert ids(small, Sought("drucker gibtesnicht")) == []


@pytest.mark.parametrize(
    ("kind", "counts", "found"),
    [
        ("schlecht", Counts(9, 0, 3, 6), True),
        ("schlecht", Counts(9, 0, 6, 3), False),
        ("schlecht", Counts(), False),
        ("ungenutzt", Counts(0, 0, 0, 0), True),
        ("ungenutzt", Counts(), False),
        ("pruefen", Counts(), True),
        ("meine", Counts(), False),
    ],
)
def test_kinds(small: Knowledge, kind: str, counts: Counts, found: bool) -> None:
    """What may not be shown counts as neither bad nor unused."""
    one = replace(aged(small, {}, DAY)[0], counts=counts, due=True)
    assert bool(ids(small, Sought(kind=kind), [one])) is found


def test_whose_an_entry_is(small: Knowledge) -> None:
    """What somebody took live themselves."""
    assert ids(small, Sought(kind="meine"), mine=("drucker-ort",)) == ["drucker-ort"]


def test_five_thousand_come_page_by_page(small: Knowledge) -> None:
    """In the order that was asked for; a page beyond the last is the last."""
    made = aged(small, {}, DAY)[0]

    def entry(number: int) -> Entry:
        return made.entry.model_copy(update={"id": f"e-{number}", "title": f"Titel {number:05}"})

    rows = [replace(made, entry=entry(number)) for number in range(5000, 0, -1)]
    found = Catalogue(small).page(Sought(order="titel", page=3), rows)
    assert (found.count, found.pages, found.first) == (5000, 100, 101)
    assert found.rows[0].entry.id == "e-101"
    assert len(found.rows) == A_PAGE
    assert Catalogue(small).page(Sought(page=10**5), rows).page == 100
