"""Entries of which only the least was written: what is derived, and from what."""

import pytest

from knowledge.naming import id_for, title_for

LEAST = """\
entries:
  - question: "Wo steht der Drucker im Sommer?"
    answer: "Im Garten."
    sources: ["https://www.example.org/drucker/, 2026-03-01"]
"""


def test_question_answer_and_source_are_enough(base, overlay) -> None:
    """The id and title come from the question, subject and aspect from the names in it, the date from the source."""
    overlay.write("entries/least.yaml", LEAST)
    knowledge = base.load(overlay)
    entry = knowledge.entries["wo-steht-der-drucker-im-sommer"]
    assert (entry.title, entry.about, entry.aspect) == ("Wo steht der Drucker im Sommer?", "drucker", "ort")
    assert entry.stand == "2026-03-01"
    (source,) = knowledge.sources(entry)
    assert source.cited == "example.org/drucker, gelesen am 01.03.2026"
    assert source.document.address == "https://www.example.org/drucker/"


def test_a_page_that_is_known_keeps_its_name(base, overlay) -> None:
    """An address that stands in the sources is cited by the title that it has there."""
    overlay.write("entries/least.yaml", LEAST)
    overlay.replace(
        "sources.yaml",
        "passages:",
        '  - {id: seite, title: "Hilfe zum Drucker", address: "https://www.example.org/drucker/", read: "1.3.2026"}\n'
        "passages:",
    )
    knowledge = base.load(overlay)
    (source,) = knowledge.sources(knowledge.entries["wo-steht-der-drucker-im-sommer"])
    assert source.cited == "Hilfe zum Drucker, gelesen am 01.03.2026"


def test_one_page_for_several_entries(base, overlay) -> None:
    """Entries that cite the same page share it."""
    again = LEAST.replace("entries:\n", "").replace("im Sommer", "im Winter")
    overlay.write("entries/least.yaml", LEAST + again)
    knowledge = base.load(overlay)
    first, second = (knowledge.entries[f"wo-steht-der-drucker-im-{when}"] for when in ("sommer", "winter"))
    assert first.sources == second.sources


def test_what_cannot_be_derived_is_asked_for(base, overlay) -> None:
    """Where the question names nothing and no general subject exists, a subject has to be named."""
    overlay.write("entries/least.yaml", LEAST.replace("Drucker im Sommer", "Schrank"))
    problem = base.problem(overlay)
    assert problem.problem == "Die Angabe „about“ fehlt"
    assert problem.line == 2
    assert "lotsenbot knowledge subjects" in problem.remedy


def test_an_address_needs_its_day(base, overlay) -> None:
    """What a page said is worth little without the day on which it said so."""
    overlay.write("entries/least.yaml", LEAST.replace(", 2026-03-01", ""))
    assert "der Tag, an dem sie gelesen wurde" in base.problem(overlay).problem


def test_titles_are_cut_between_words() -> None:
    """A long question makes a title of at most 60 characters, without half a word."""
    title = title_for("Welche Unterlagen muss ich mitbringen, wenn ich mein Kind anmelden möchte?")
    assert title == "Welche Unterlagen muss ich mitbringen, wenn ich mein Kind…"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Öffnungszeiten", "oeffnungszeiten"),
        ("Straße & Café", "strasse-cafe"),
        ("Welche Unterlagen muss ich mitbringen?", "welche-unterlagen-muss-ich"),
        ("?!", ""),
    ],
)
def test_ids(title: str, name: str) -> None:
    """An id is spelt in plain letters, cut between words, and never one that is taken."""
    assert id_for(title) == name
    if name:
        assert id_for(title, {name}) == f"{name}-2"
