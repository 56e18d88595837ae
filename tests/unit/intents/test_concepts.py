"""Names of things, found in a text."""

import pytest

from intents.concepts import Concepts
from intents.naming import concept_names, family
from intents.normalise import Lexicon, words
from knowledge.model import Knowledge

LEXICON = Lexicon(words("amt 24 test system testsystem portal beteiligung kosten preis bürger schritt"))
CONCEPTS = Concepts(
    {"@portal": ["Portal", "Bürgerportal"], "@schritt-1": ["Schritt 1"], "#kosten": ["Kosten", "Preis"], "@leer": []},
    {"@": "#was"},
)


def found(text: str) -> dict[str, float]:
    return CONCEPTS.find(words(text), LEXICON)


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("Kosten des Portals", {"#kosten": 1.0, "@portal": 1.0}),
        ("PREIS", {"#kosten": 1.0}),
        ("was passiert im Schritt 1 danach", {"@schritt-1": 1.0}),
        ("Schritt 2", {}),
        ("1 Schritt", {}),
        ("", {}),
    ],
)
def test_names_are_found_in_any_inflection(text: str, concepts: dict[str, float]) -> None:
    """Subject and aspect are recognised apart from each other; a name of several words only as a whole."""
    assert found(text) == concepts


def test_a_name_inside_a_compound_counts_half() -> None:
    """A part of a compound hints at a concept, a name of its own tells it."""
    assert found("Portalkosten senken") == {"@portal": 0.5, "#kosten": 0.5}
    assert found("Portalkosten im Portal") == {"@portal": 1.0, "#kosten": 0.5}


def test_a_bare_name_implies_what_it_is() -> None:
    """Who names nothing but a subject wants to know what it is, filler words or not."""
    assert found("das Portal bitte") == {"@portal": 1.0, "#was": 1.0}
    assert "#was" not in found("Portal neu")
    assert "#was" not in found("Preis")


def test_without_names_nothing_is_found() -> None:
    """The vocabulary may be empty."""
    assert Concepts({}).find(["portal"], LEXICON) == {}
    assert Concepts({"@x": ["", "!?"]}).find(["portal"], LEXICON) == {}


def test_the_vocabulary_names_subjects_aspects_and_synonyms(small: Knowledge) -> None:
    """Each subject is found by its name and its further names, each aspect by its words."""
    names = concept_names(small)
    assert names["@kaffeemaschine"] == ("Kaffeemaschine", "Kaffeeautomat")
    assert names["#kosten"] == ("Kosten", "kostet", "Preis", "teuer")


def test_a_family_is_the_subject_and_all_around_it(small: Knowledge) -> None:
    """Wider subjects belong to it, narrower ones and neighbours do not."""
    assert family("drucker", small) == {"drucker", "geraete"}
    assert family("geraete", small) == {"geraete"}
    assert family(None, small) == frozenset()
