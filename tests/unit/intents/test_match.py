"""Ranking labels by their phrases, whatever they are about."""

import math

import pytest

from intents.concepts import Concepts
from intents.match import Example, Favour, Matcher

EXAMPLES = [
    ("licht an", "licht"),
    ("mach bitte die lampe im flur an", "licht"),
    ("beleuchtung einschalten", "licht"),
    ("wie wird das wetter", "wetter"),
    ("regnet es morgen", "wetter"),
    ("brauche ich einen regenschirm", "wetter"),
    ("play some music", "musik"),
    ("next song please", "musik"),
    ("wer war goethe", None),
    ("zwei plus zwei", None),
]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(EXAMPLES)


def best(matcher: Matcher, text: str) -> str:
    return matcher.rank(matcher.read(text)).matches[0].label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("LICHT AN!", "licht"),
        ("lmape im flur", "licht"),
        ("die Beleuchtung einschaltn", "licht"),
        ("morgen regen?", "wetter"),
        ("regen schirm", "wetter"),
        ("the next song", "musik"),
    ],
)
def test_the_nearest_label_comes_first(matcher: Matcher, text: str, label: str) -> None:
    """Words, parts of words and slips of them lead to their label, in any language."""
    assert best(matcher, text) == label


def test_a_layer_is_learnt_once(matcher: Matcher) -> None:
    """What is laid over it leaves it as it is; with other concepts, or another phrase, it is learnt again."""
    more = [*EXAMPLES, Example("wo ist der schlüssel", "schluessel", 1)]
    [below] = matcher.learnt.layers
    assert Matcher(more, before=matcher.learnt).learnt.layers[0] is below
    assert Matcher(more, Concepts({"s": ["schlüssel"]}), before=matcher.learnt).learnt.layers[0] is not below
    assert Matcher(more[1:], before=matcher.learnt).learnt.layers[0] is not below
    both = Matcher(more, before=matcher.learnt), Matcher(more)
    for text, _, *_ in more:
        first, second = (one.rank(one.read(text)).matches for one in both)
        assert [(m.label, m.evidence) for m in first] == [(m.label, m.evidence) for m in second]


def test_every_phrase_is_its_own_best_match(matcher: Matcher) -> None:
    """A phrase typed as it stands is wholly similar and wholly covered."""
    for text, label in EXAMPLES:
        if label is not None:
            match = matcher.rank(matcher.read(text)).matches[0]
            assert (match.label, match.phrase, match.similarity) == (label, text, 1.0)
            assert match.coverage == pytest.approx(1.0)


def test_a_ranking_is_in_order_and_holds_every_label_once(matcher: Matcher) -> None:
    """Evidence falls from match to match, and shares lie between 0 and 1."""
    ranking = matcher.rank(matcher.read("wetter lampe unbekanntes"))
    assert sorted(match.label for match in ranking.matches) == ["licht", "musik", "wetter"]
    evidence = [match.evidence for match in ranking.matches]
    assert evidence == sorted(evidence, reverse=True)
    for match in ranking.matches:
        assert 0 <= match.similarity <= 1
        assert 0 <= match.coverage <= 1 + 1e-6
    assert 0 < ranking.unknown < 1


def test_examples_of_nothing_speak_against(matcher: Matcher) -> None:
    """What resembles them has more evidence against it than for any label; what does not, has less."""
    for text, foreign in (("wer war goethe eigentlich", True), ("licht an", False)):
        ranking = matcher.rank(matcher.read(text))
        assert (ranking.against > ranking.matches[0].evidence) is foreign


def test_without_examples_of_nothing_there_is_nothing_against() -> None:
    """Then any label is better than none."""
    matcher = Matcher([("a b", "x"), ("c d", "y")])
    assert matcher.rank(matcher.read("c")).against == -math.inf


def test_unknown_words_are_counted(matcher: Matcher) -> None:
    """All telling words foreign is 1, none is 0."""
    assert matcher.rank(matcher.read("quastenflosser bitte")).unknown == 1
    assert matcher.rank(matcher.read("wetter morgen")).unknown == 0


def test_favour_moves_a_label_up(matcher: Matcher) -> None:
    """What the conversation makes likelier wins where the text leaves it open; unknown labels do no harm."""
    reading = matcher.read("und das?")
    for label in matcher.labels:
        favour = Favour(labels={label: 50.0, "gone": 99.0})
        assert matcher.rank(reading, favour).matches[0].label == label


def test_a_named_concept_tells_labels_apart() -> None:
    """A name that stands in no phrase still leads to the label that is about it."""
    concepts = Concepts({"@auto": ["Auto", "Karre"], "@rad": ["Rad", "Drahtesel"]})
    matcher = Matcher([("auto kaufen", "a"), ("rad kaufen", "r")], concepts, ["karre", "drahtesel"])
    assert best(matcher, "Drahtesel") == "r"
    assert best(matcher, "Karren") == "a"


def test_foreign_words_are_translated() -> None:
    """A translated word is read as its German; one translated by nothing is left out."""
    matcher = Matcher([("preis", "x")], translations={"price": "preis", "the": ""})
    assert matcher.read("The price").words == ("preis",)


@pytest.mark.parametrize("text", ["", "?", "quastenflosser", "x" * 5_000, "a " * 5_000])
def test_any_text_is_ranked(matcher: Matcher, text: str) -> None:
    """Texts that say nothing have a ranking as well, with finite numbers."""
    ranking = matcher.rank(matcher.read(text))
    assert len(ranking.matches) == 3
    assert all(math.isfinite(match.evidence) for match in ranking.matches)


def test_hardly_any_examples_are_enough() -> None:
    """One example of one label, or an empty phrase, is no error."""
    assert best(Matcher([("hallo", "gruss")]), "was auch immer") == "gruss"
    assert best(Matcher([("", "leer"), ("hallo", "gruss")]), "hallo") == "gruss"


def test_filler_words_do_not_decide() -> None:
    """Reading keeps them, but they are not what a text tells."""
    matcher = Matcher([("wie ist der preis", "preis"), ("wo ist der laden", "laden")])
    reading = matcher.read("ist der laden da")
    assert reading.words == ("ist", "der", "laden", "da")
    assert reading.telling == 1
    assert matcher.rank(reading).matches[0].label == "laden"
