"""Looking up misspelt words."""

import random
import string

import pytest
from rapidfuzz.distance import OSA

from intents.spelling import Spelling


def test_finds_just_what_comparing_with_every_word_finds() -> None:
    """Leaving letters out loses no word that is near enough, and invents none."""
    chance = random.Random(7)  # noqa: S311 - the same words in every run
    words = sorted({"".join(chance.choices("abcde", k=chance.randint(1, 10))) for _ in range(3_000)})
    spelling = Spelling(words)
    for _ in range(300):
        typed = "".join(chance.choices("abcde", k=chance.randint(3, 10)))
        for slips in (1, 2) if len(typed) >= 8 else (1,):
            wanted = {word for word in words if OSA.distance(word, typed) <= slips}
            assert {word for word, _ in spelling.near(typed, slips)} == wanted


def test_the_nearest_comes_first() -> None:
    """Each word comes with the number of slips, in rising order."""
    found = Spelling(["antraege", "antrag", "auftrag"]).near("antragge", 2)
    assert found == [("antraege", 1), ("antrag", 2)]


@pytest.mark.parametrize("word", ["", "a", "q" * 1_000])
def test_any_word_may_be_looked_up(word: str) -> None:
    """The empty word, letters, and words without end have no neighbours among long ones, and take no time."""
    assert Spelling(["antrag", string.ascii_lowercase]).near(word, 2) == []
    assert Spelling([]).near(word, 1) == []
