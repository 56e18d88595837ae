"""Folding: which differences between two texts are none."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Bürger-Straße", "burger strasse"),
        ("BUERGER STRASSE", "burger strasse"),
        ("Bu\u0308rger\tstrasse!", "burger strasse"),
        ("Café — déjà vu", "cafe deja vu"),
        ("a_b - _ c", "a b c"),
        ("§ 10 und §§2, 3", "§10 und §2 3"),
        ("§-10", "§10"),
        ("\ufb01nden ² ①", "finden 2 1"),
        ("?! …", ""),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    """Case, umlaut spelling, ß/ss, accents, ligatures and punctuation make no difference."""
    assert fold(text) == folded


@pytest.mark.parametrize(
    "sign", [*"\u00ad\u200b\u200c\u200d\u2060\ufeff", *"\ufe0e\ufe0f\u200e\u200f\u202a\u202e\u2066\u2069"]
)
def test_invisible_signs_are_no_part_of_words(sign: str) -> None:
    """Soft hyphens, zero-width signs, variation selectors and marks of direction neither part words nor change them."""
    assert fold(f"{sign}Behörden{sign}konto{sign}{sign} §{sign}7{sign}") == "behordenkonto §7"


@pytest.mark.parametrize("text", ["neue", "treue", "quelle", "steuer", "bauen", "frauen", "queue"])
def test_an_e_that_is_no_umlaut_stays(text: str) -> None:
    """An "e" after "au", "eu" or "qu" spells no umlaut."""
    assert fold(text) == text


@pytest.mark.parametrize(("spelt", "umlaut"), [("ueber", "über"), ("oeffnen", "öffnen"), ("faellt", "fällt")])
def test_spelt_out_umlauts(spelt: str, umlaut: str) -> None:
    """Umlauts and their two letters are the same."""
    assert fold(spelt) == fold(umlaut)


@given(st.text() | st.text("aeouqß§_- 1A"))
def test_idempotent(text: str) -> None:
    """What is folded stays as it is, and its words are parted by one space."""
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split(" "))
    assert "  " not in folded


@pytest.mark.parametrize("part", ["a", "e", "§", "oeue", "aeue", "_-", "\u0308", "u\u0308"])
def test_linear(part: str) -> None:
    """A text that repeats what is hard to fold takes no longer than its length explains."""
    text = "a" + part * (100_000 // len(part))
    start = time.process_time()
    fold(text)
    assert time.process_time() - start < 2
