"""German words as typed, brought to known ones."""

import pytest

from intents.normalise import MAX_CHARS, MAX_WORDS, Lexicon, is_filler, stem, words
from knowledge.folding import fold

LEXICON = Lexicon(
    words(
        "behörde behörden konto behördenkonto antrag anträge system test testsystem zahlung zahlungsart art straße"
        " formular service beteiligung portal schritt amt24 10 kosten kasten rat kart"
    )
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("STRASSE", "straße"),
        ("Straße", "Strasse"),
        ("Bürger-Büro", "buerger buero"),
        ("Bu\u0308rger", "Bürger"),
        ("Zuständigkeit", "zustandigkeit"),
        ("Größe", "GROESSE"),
        ("ﬁnden", "finden"),
        ("§ 10", "§10"),
        ("§§  2", "§2"),
        ("e-mail_adresse", "e mail adresse"),
        ("  was\t ist\n das ?! ", "was ist das"),
        ("Über", "UEBER"),
    ],
)
def test_spellings_of_one_word_fold_to_the_same(one: str, other: str) -> None:
    """Case, umlauts, ß, accents, ligatures, hyphens and blanks make no difference."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    "word", ["neue", "treue", "bauen", "steuer", "neuer", "quelle", "abenteuer", "frauen", "zuschauer"]
)
def test_an_e_that_is_no_umlaut_stays(word: str) -> None:
    """Vowels that merely meet are not taken for an umlaut spelt out."""
    assert fold(word) == word


@pytest.mark.parametrize(
    ("one", "other"), [("schon", "schoen gut"), ("masse", "maße mehr"), ("§ 1", "§ 11"), ("a", "")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    """Folding does not make everything equal."""
    assert fold(one) != fold(other)


@pytest.mark.parametrize("text", ["§", "§ ", "ae", "_", "\u0301", "qu", "a"])
def test_folding_reads_each_character_a_few_times_at_most(text: str) -> None:
    """100,000 signs of any sort are folded at once, not after minutes."""
    assert len(fold(text * 100_000)) <= 200_000


def test_long_texts_are_cut() -> None:
    """What is compared is bounded, however much was typed; a "§" is a word of its own."""
    assert len(words("ab " * 100_000)) == MAX_WORDS
    assert sum(map(len, words("x" * 100_000))) == MAX_CHARS
    assert words("§22 Abs. 1") == ["§", "22", "abs", "1"]


@pytest.mark.parametrize("nothing", ["", " \n\t", "😀🎉", "?!…", "\u200b\u202e\u200f", "\x00\x07"])
def test_texts_without_a_letter_have_no_words(nothing: str) -> None:
    """Emoji, marks of direction and control characters are not words."""
    assert words(nothing) == []


def test_inflected_forms_share_their_stem() -> None:
    """Plural and case endings do not matter."""
    assert len({stem(fold(word)) for word in ("Antrag", "Antrags", "Anträge", "Anträgen")}) == 1
    assert stem("antrag") != stem("antwort")


def test_filler_words_are_known_in_every_spelling() -> None:
    """Words without a topic are recognised once folded; those with one are not fillers."""
    assert all(is_filler(fold(word)) for word in ("für", "FUER", "Über", "daß", "bitte", "the"))
    assert not any(is_filler(fold(word)) for word in ("Antrag", "Kosten", "Amt24"))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Behördenkotno", "behordenkonto"),  # swapped
        ("Behördnkonto", "behordenkonto"),  # missing
        ("Behörddenkonto", "behordenkonto"),  # doubled
        ("Behördenkomto", "behordenkonto"),  # the neighbouring key
        ("tesstystem", "testsystem"),
        ("tset", "test"),
        ("straße", "strasse"),
    ],
)
def test_a_slip_is_corrected(typed: str, read: str) -> None:
    """Swapped, missing, doubled and wrong letters lead to the word that was meant."""
    assert LEXICON.correct(fold(typed)) == read


@pytest.mark.parametrize("word", ["xylophon", "11", "99", "rot", "ab", "bitte", "kosten", "kust"])
def test_what_is_no_slip_stays(word: str) -> None:
    """Foreign words, numbers, short words, fillers and words that are right are left alone."""
    assert LEXICON.correct(word) == word


def test_two_equally_near_words_are_not_chosen_between() -> None:
    """A short word that may be a slip of two others is left as it is."""
    assert Lexicon(["hasen", "hosen"]).correct("hisen") == "hisen"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("behörden konto", ["behordenkonto"]),
        ("test system", ["testsystem"]),
        ("zahlungs art", ["zahlungsart"]),
        ("das test system hier", ["das", "testsystem", "hier"]),
        ("konto antrag", ["konto", "antrag"]),
        ("", []),
        ("konto", ["konto"]),
    ],
)
def test_split_compounds_are_joined(typed: str, read: list[str]) -> None:
    """Two words that are one known word are read as one; others stay apart."""
    assert LEXICON.read(words(typed)) == read


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("formularservice", ("formular", "service")),
        ("beteiligungsportal", ("beteiligung", "portal")),
        ("beteiligungsportalkosten", ("beteiligung", "portal", "kosten")),
        ("antragskosten", ("antrag", "kosten")),
        ("testxyz", ()),
        ("konto", ()),
        ("", ()),
    ],
)
def test_compounds_fall_into_known_words(compound: str, parts: tuple[str, ...]) -> None:
    """A compound nobody wrote before is known by the stems of its parts, linking letters or not."""
    assert tuple(map(stem, LEXICON.parts(compound))) == tuple(map(stem, parts))


def test_a_compound_has_few_parts() -> None:
    """ "Basis-Workshop" is a workshop, though there are works and shops."""
    assert Lexicon(["basis", "work", "shop", "workshop"]).parts("basisworkshop") == ("basis", "workshop")


def test_a_lexicon_may_be_empty() -> None:
    """Without known words everything stays as typed."""
    assert Lexicon([]).read(["irgend", "etwas"]) == ["irgend", "etwas"]
    assert Lexicon([]).parts("beteiligungsportal") == ()


def test_a_new_compound_is_parted_and_no_slip() -> None:
    """ "Bezahlarten" is made of known words; a slip is still one."""
    lexicon = Lexicon(["bezahlen", "bezahlten", "arten", "zahlarten"])
    assert lexicon.read(["bezahlarten"]) == ["bezahl", "arten"]
    assert lexicon.read(["zahlartn"]) == ["zahlarten"]


def test_two_words_without_a_topic_are_not_joined() -> None:
    """ "Wie der" is not "wieder", though both are words."""
    assert Lexicon(["wie", "der", "wieder", "antrag"]).read(["wie", "der", "antrag"]) == ["wie", "der", "antrag"]
