"""The classifier on labelled phrases of any kind."""

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
