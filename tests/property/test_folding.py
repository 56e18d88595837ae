"""Laws of comparing texts: what a fold ignores, it ignores everywhere, and folding twice is folding once."""

from hypothesis import assume, example, given
from hypothesis import strategies as st

from intents.normalise import MAX_CHARS, MAX_WORDS, Lexicon, stem, words
from intents.questions import split_clauses, split_sentences
from knowledge.folding import fold

_GERMAN = st.text("abcdefghijklmnopqrstuvwxyzäöüßABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜ 0123456789-_§.,?!", max_size=60)
_TEXTS = st.one_of(st.text(max_size=60), _GERMAN, st.text("aeouäöüqß§ e\u0308", max_size=20))
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_WORDS = st.from_regex(r"[bcdfghjklmnprstvwxyz]{1,3}[äöüaou][bcdfghjklmnprstvwxyz]{1,4}", fullmatch=True)
_LEXICON = Lexicon(words("behörde konto behördenkonto test system testsystem zahlung art portal kosten amt24"))


@given(_TEXTS)
@example("§ §3")
@example("aeaueoe")
@example("\u0345\u0301")
def test_folding_twice_changes_nothing_more(text: str) -> None:
    """A folded text is its own fold."""
    once = fold(text)
    assert fold(once) == once


@given(_TEXTS)
def test_a_fold_is_words_parted_by_one_blank(text: str) -> None:
    """No punctuation, no capitals, no blank at either end."""
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert not set(folded) & set("äöüß.,?!-_\n\t")


@given(_GERMAN)
def test_case_does_not_matter(text: str) -> None:
    """Neither shouting nor whispering."""
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@given(_GERMAN)
def test_sharp_s_is_two_s(text: str) -> None:
    """ß and ss are one."""
    assert fold(text.replace("ß", "ss")) == fold(text)


@given(st.lists(_WORDS, max_size=6).map(" ".join))
def test_umlauts_may_be_spelt_out_or_left_bare(text: str) -> None:
    """ü, ue and u are one, between consonants."""
    assert fold(text.translate(_SPELT_OUT)) == fold(text)
    assert fold(text.translate(str.maketrans("äöü", "aou"))) == fold(text)


@given(_GERMAN)
def test_punctuation_and_blanks_do_not_matter(text: str) -> None:
    """What stands around a message, or between its words, changes nothing."""
    assert fold(f" ¿{text}?! ") == fold(text)
    assert fold(text.replace(" ", " \t- ")) == fold(text)


@given(st.text(max_size=300), st.integers(1, 40))
def test_words_are_bounded(text: str, times: int) -> None:
    """However much is typed, so much is read: no word is empty, and a "§" stands alone."""
    read = words(text * times)
    assert len(read) <= MAX_WORDS
    assert sum(map(len, read)) <= 20 * MAX_CHARS
    assert all(word and (word == "§" or "§" not in word) for word in read)


@given(_TEXTS)
def test_reading_leaves_nothing_empty_and_says_the_same_twice(text: str) -> None:
    """Corrected words are words, never more of them than typed, and the same each time."""
    typed = words(text)
    read = _LEXICON.read(typed)
    assert read == _LEXICON.read(typed)
    assert len(read) <= len(typed)
    assert all(read)


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789", max_size=40))
def test_the_parts_of_a_compound_are_known_and_cover_it_in_order(word: str) -> None:
    """Only linking letters lie between them."""
    parts = _LEXICON.parts(word)
    place = 0
    for part in parts:
        assert part in _LEXICON
        assert part in word[place:]
        place = word.index(part, place) + len(part)
    assert not parts or place == len(word)


@given(_GERMAN)
def test_a_known_word_is_right_as_it_is(text: str) -> None:
    """Whatever the lexicon holds, or shares a stem with, is not corrected."""
    for word in words(text):
        assume(stem(word))
        assert Lexicon([word]).correct(word) == word


@given(st.text(max_size=200))
def test_parts_of_a_message_stand_in_it(text: str) -> None:
    """Taking a message apart invents nothing and keeps the order."""
    for parts in (split_sentences(text), split_clauses(text)):
        place = 0
        for part in parts:
            place = text.index(part, place) + len(part)
