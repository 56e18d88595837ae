"""Phrases in layers: each is learnt by itself, and neither changes what another makes of a text."""

import pytest

from intents.concepts import Concepts
from intents.layer import Layer, Phrase
from intents.match import Example, Matcher
from intents.normalise import words

BASE = [
    *(("was kostet der drucker", "kosten"), ("preis vom drucker", "kosten"), ("drucker teuer", "kosten")),
    *(("wo steht der drucker", "ort"), ("raum des druckers", "ort"), ("standort drucker", "ort")),
    *(("sperrmüll anmelden", None), ("wie wird das wetter", None), ("wann fährt der bus", None)),
]
ABOVE = [
    Example(text.format(thing), f"{kind}-{thing}", 1)
    for thing in ("sperrmüll", "ausweis", "reisepass", "wohngeld", "hundemarke", "biotonne", "parkausweis")
    for text, kind in (("was kostet {}", "preis"), ("wo bekomme ich {}", "stelle"), ("{} verloren", "verlust"))
]


@pytest.fixture(scope="module")
def alone() -> Matcher:
    return Matcher(BASE)


@pytest.fixture(scope="module")
def layered() -> Matcher:
    return Matcher([*BASE, *ABOVE])


@pytest.mark.parametrize("text", ["was kostet denn der drucker", "in welchem raum steht der drucker", "drucker"])
def test_a_layer_above_changes_nothing_for_what_is_not_its_own(alone: Matcher, layered: Matcher, text: str) -> None:
    """The same label, with the same evidence for and against it, as without the layer."""
    without, with_it = alone.rank(alone.read(text)), layered.rank(layered.read(text))
    assert with_it.matches[0] == without.matches[0]
    assert with_it.against == without.against


@pytest.mark.parametrize(
    ("text", "label"),
    [("wie viel kostet reisepass", "preis-reisepass"), ("hundemarke verloren was nun", "verlust-hundemarke")],
)
def test_a_layer_above_is_found(layered: Matcher, text: str, label: str) -> None:
    """What only the layer above knows is ranked first."""
    assert layered.rank(layered.read(text)).matches[0].label == label


def test_an_example_of_nothing_loses_its_force_where_a_layer_above_answers(layered: Matcher) -> None:
    """ "Sperrmüll anmelden" was not ours until somebody wrote entries on Sperrmüll."""
    near, far = "sperrmüll verloren anmelden", "wann fährt der bus sperrmüll"
    above = Layer(*phrases([(e.text, e.label) for e in ABOVE], [(near, None), (far, None)]), Concepts({}))
    strict = Layer(*phrases([(e.text, e.label) for e in ABOVE[3:]], [(near, None), (far, None)]), Concepts({}))
    reading = layered.read("sperrmüll anmelden")
    assert above.score(above.find(reading), reading, {})[1] < strict.score(strict.find(reading), reading, {})[1]


def phrases(*groups: list[tuple[str, str | None]]) -> list[list[Phrase]]:
    return [[Phrase(t, tuple(words(t)), tuple(words(t)), label) for t, label in group] for group in groups]


def test_what_is_known_of_a_label_is_told() -> None:
    """The number of phrases, and how like the text is to their centroid and to the nearest."""
    matcher = Matcher(BASE)
    match = matcher.rank(matcher.read("was kostet der drucker")).matches[0]
    assert match.phrases == 3
    assert match.nearest == pytest.approx(1.0, abs=0.01)
    assert 0 < match.centroid < match.nearest


def test_a_negation_on_one_side_only_is_told() -> None:
    """ "Wer muss keine Steuer zahlen" is the opposite of the phrase that is nearest to it."""
    matcher = Matcher([("wer muss hundesteuer zahlen", "pflicht"), ("wer muss keine miete zahlen", "miete")])
    assert matcher.rank(matcher.read("wer muss keine hundesteuer zahlen")).matches[0].opposed
    assert not matcher.rank(matcher.read("wer muss denn hundesteuer zahlen")).matches[0].opposed
    assert not matcher.rank(matcher.read("wer muss keine miete zahlen")).matches[0].opposed


def test_a_number_is_no_evidence_for_another() -> None:
    """2022 and 2020 share three digits, which say nothing."""
    matcher = Matcher([("antrag 2020", "alt"), ("bescheid", "neu"), ("wetter", None)])
    by_number = matcher.rank(matcher.read("2022"))
    assert max(by_number.evidence) - min(by_number.evidence) < 1


ANSWERED = [
    *(
        ("was kostet die abmeldung", "preis"),
        ("wie melde ich ein fahrzeug ab", "weg"),
        ("gibt es einen termin", "termin"),
    ),
    Example("bringen sie fahrzeugschein und kennzeichen mit", "weg", told=True),
]


def test_what_an_entry_answers_tells_what_it_is_about() -> None:
    """Nobody wrote "Kennzeichen" into a phrase, but the answer says it."""
    matcher = Matcher(ANSWERED)
    best = matcher.rank(matcher.read("brauche ich die kennzeichen")).matches[0]
    assert (best.label, best.phrase) == ("weg", "wie melde ich ein fahrzeug ab")
    assert best.phrases == 1


def test_an_answer_is_no_way_to_ask() -> None:
    """Who types a sentence of an answer has not asked for it word by word."""
    matcher = Matcher(ANSWERED)
    assert matcher.written(matcher.read("bringen sie fahrzeugschein und kennzeichen mit")) == ()
    assert matcher.written(matcher.read("wie melde ich ein fahrzeug ab")) == ("weg",)


ALIKE = Concepts({"%weg": ["verloren", "verlegt"], "%teuer": ["teuer", "preis"]}, loose="%")
FEW = [("schlüssel verloren", "verlust"), ("schlüssel nachmachen", "kopie"), ("schlüssel kaufen", "kauf")]


def test_words_used_for_one_another_tell_something_where_little_is_known() -> None:
    """ "Verlegt" is in no phrase, but people say it for "verloren"."""
    matcher, strict = Matcher(FEW, ALIKE), Matcher(FEW)
    with_them = matcher.rank(matcher.read("verlegt")).matches[0]
    assert with_them.label == "verlust"
    assert with_them.coverage > strict.rank(strict.read("verlegt")).matches[0].coverage


def test_words_used_for_one_another_tell_nothing_where_much_is_known() -> None:
    """With twenty phrases of each label, people's own words are there."""
    many = [(f"{text} {number}", label) for text, label in FEW for number in range(20)]
    matcher, strict = Matcher(many, ALIKE), Matcher(many)
    assert (matcher.rank(matcher.read("verlegt")).evidence == strict.rank(strict.read("verlegt")).evidence).all()


def test_each_layer_tells_what_it_makes_of_a_text_by_itself(alone: Matcher, layered: Matcher) -> None:
    """What the lowest makes of it is the same with and without a layer above it."""
    text = "was kostet der reisepass"
    lowest, above = layered.rank(layered.read(text)).layers
    assert lowest.matches == alone.rank(alone.read(text)).layers[0].matches
    assert above.matches[0].label == "preis-reisepass"
    assert above.fit > lowest.fit
