"""The classifier where there is little to learn from, or much that contradicts itself."""

import pytest

from intents.classify import Classifier

TOPICS = {
    "licht": "licht an|mach das licht aus|lampe im flur einschalten|dimme die lampen|licht heller|lampen ausschalten",
    "wetter": "wie wird das wetter|regnet es morgen|brauche ich einen schirm|wetterbericht|scheint morgen die sonne",
    "wecker": "stell den wecker auf sieben|weck mich um acht|wecker aus|wann klingelt der wecker|lösch den wecker",
    "music": "play some music|next song please|stop the song|play jazz|turn the music up|who sings this song",
    "mail": "check my email|send an email to anna|any new email|delete the last email|reply to the email",
    "taxi": "call me a taxi|i need a cab|book a taxi to the airport|taxi now|order a cab for six|get me a taxi home",
}
EXAMPLES = [(text, label) for label, texts in TOPICS.items() for text in texts.split("|")]
FOREIGN = ["quastenflosser xylophon", "brzęczyszczykiewicz", "1234567", "кто там", "zzzz qqqq", "?!", "", "😀", "\x00"]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(EXAMPLES)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("bitte das Licht ausmachen", "licht"),
        ("weckr auf sieben", "wecker"),
        ("WETTER MORGEN?", "wetter"),
        ("another song please", "music"),
        ("send an emial", "mail"),
        ("book a taxi", "taxi"),
    ],
)
def test_learns_german_and_english_alike(classifier: Classifier, text: str, label: str) -> None:
    """No vocabulary is needed: words, their parts and slips of them are enough."""
    assert classifier.classify(text).label == label


@pytest.mark.parametrize("text", FOREIGN)
def test_gives_no_label_to_what_it_never_met(classifier: Classifier, text: str) -> None:
    """It has learnt by itself, from labels put aside, what a foreign text looks like."""
    assert classifier.classify(text).label is None


def test_says_the_same_each_time(classifier: Classifier) -> None:
    """What it draws by chance while learning is drawn with a seed."""
    again = Classifier(EXAMPLES)
    for text in ("licht im flur", "taxi song", *FOREIGN):
        assert classifier.classify(text) == again.classify(text)


@pytest.mark.parametrize("text", ["licht", "", "x" * 100_000, "licht " * 20_000, "\ud83d"])
def test_scores_are_proportions_for_any_text(classifier: Classifier, text: str) -> None:
    """Also for endless and for broken ones."""
    result = classifier.classify(text)
    assert 0 <= result.score <= 1
    shares = [share for _, share in result.top]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1 + 1e-9
    assert result.label in {None, result.top[0][0]}


@pytest.mark.parametrize(
    ("examples", "labels"),
    [
        ([("hallo", "gruss")], {"gruss"}),
        ([("hallo", "gruss"), ("guten tag", "gruss")], {"gruss"}),
        ([("hallo", "gruss"), ("tschüss", "abschied")], {"gruss"}),
        ([("hallo", "gruss"), ("hallo", "abschied"), ("hallo", "gruss")], {"gruss", "abschied", None}),
        ([("hallo", "gruss"), ("hallo", None)], {"gruss", None}),
        ([("hallo", None)], {None}),
        ([("", "leer"), ("hallo", "gruss")], {"gruss"}),
        ([], {None}),
    ],
)
def test_learns_from_hardly_anything(examples: list[tuple[str, str | None]], labels: set[str | None]) -> None:
    """One label, one example, none, an empty text, or one text with several labels: there is an answer each time."""
    assert Classifier(examples).classify("hallo").label in labels


def test_one_text_with_several_labels_shares_the_evidence() -> None:
    """Contradictions are shown, not hidden: the shares of both are near to each other."""
    other = [(f"{text} {i}", label) for i, (text, label) in enumerate(EXAMPLES)]
    result = Classifier([*other, ("hallo welt", "a"), ("hallo welt", "b")]).classify("hallo welt")
    (first, most), (second, less) = result.top[:2]
    assert {first, second} == {"a", "b"}
    assert most - less < 0.1
