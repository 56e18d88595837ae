"""The classifier on labelled phrases of any kind."""

import pytest

from intents.classify import Classifier

LIGHT = ("mach das licht an", "licht aus bitte", "lampe im flur einschalten", "dimme die lampen", "beleuchtung an")
WEATHER = ("wie wird das wetter", "regnet es morgen", "brauche ich einen schirm", "wetterbericht", "temperatur draußen")
MUSIC = ("play some music", "next song please", "turn up the volume", "stop the song", "play jazz")
PHRASES = [
    (text, label) for label, texts in (("licht", LIGHT), ("wetter", WEATHER), ("music", MUSIC)) for text in texts
]


def test_finds_labels_in_german_and_english():
    """Texts near to the phrases of a label get that label, slips included."""
    classifier = Classifier(PHRASES)
    assert classifier.classify("lmape einschaltn").label == "licht"
    assert classifier.classify("regnets morgen").label == "wetter"
    assert classifier.classify("play the next song").label == "music"


def test_shares_and_scores_are_proportions():
    """Scores lie between 0 and 1, the best label comes first, and shares add up to at most 1."""
    result = Classifier(PHRASES).classify("licht an")
    assert 0 <= result.score <= 1
    assert result.top[0][0] == "licht"
    assert sum(share for _, share in result.top) <= 1.000001


def test_copes_with_hardly_any_examples():
    """One label, one example, no text, and examples of nothing: there is an answer each time."""
    assert Classifier([("hallo", "gruss")]).classify("hallo").label == "gruss"
    assert Classifier([("hallo", "gruss"), ("xyz", None)]).classify("").label in {None, "gruss"}
    assert Classifier([]).classify("irgendwas").label is None
    assert Classifier([("a b", "x"), ("a b", "y")]).classify("a b").label in {"x", "y", None}


def test_examples_of_nothing_teach_refusal():
    """What resembles the examples labelled None gets no label."""
    nothing = [
        (t, None) for t in ("wer war goethe", "erzähl einen witz", "was ist zwei plus zwei", "hauptstadt von peru")
    ]
    assert Classifier([*PHRASES, *nothing]).classify("erzähl noch einen witz").label is None


@pytest.mark.parametrize("nothing", ["", "!!!", "😀", "quastenflosser", "zzz qqq xxx"])
def test_no_label_without_evidence(nothing: str) -> None:
    """What holds no word, or none that is known, gets no label, however few labels there are."""
    for examples in (PHRASES, PHRASES[:5], PHRASES[:1]):
        assert Classifier(examples).classify(nothing).label is None


def test_one_label_alone_may_be_refused() -> None:
    """That there is no other label is no evidence for the only one."""
    only = Classifier([(text, "licht") for text in LIGHT])
    assert only.classify("mach die lampe im flur an").label == "licht"
    assert only.classify("wann kommt der nächste bus in die stadt").label is None


def test_scores_stay_comparable_when_more_is_learnt() -> None:
    """A further label of other words moves neither the score of a text nor its label by much."""
    before, text = Classifier(PHRASES), "lampe im flur einschalten bitte"
    after = Classifier([*PHRASES, ("wann fährt der bus", "bus"), ("haltestelle rathaus", "bus")])
    assert before.classify(text).label == after.classify(text).label == "licht"
    assert abs(before.classify(text).score - after.classify(text).score) < 0.05


def test_the_order_of_examples_does_not_matter() -> None:
    """The same phrases in another order give the same scores."""
    text = "regnet es heute noch"
    one, other = Classifier(PHRASES).classify(text), Classifier(PHRASES[::-1]).classify(text)
    assert (one.label, one.score) == (other.label, pytest.approx(other.score))


def test_most_of_what_other_labels_say_is_refused() -> None:
    """The threshold comes from phrases whose own label was left out: seven in ten of them lie below it."""
    classifier = Classifier(PHRASES)
    strangers = [
        max(match.likeness for match in classifier._rank(text).matches if match.label != label)
        for text, label in PHRASES
    ]
    assert sum(score < classifier.threshold for score in strangers) >= 0.7 * len(strangers)
