"""The one definition of "the same letters": what a comparison of texts ignores."""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e01ef]+"
)
"""Soft hyphens, marks of direction, joiners, variation selectors, fillers: what is copied along and never seen."""
_MARKS = re.compile(r"[\u0300-\u036f]+")
_NOT_WORD = re.compile(r"(?:[^\w§]|_)+")
_SECTION = re.compile(r"(?<!§)§++ ?(?=\w)")  # a run of them is tried once, not from each of its signs
_VOWELS = re.compile(r"q?[aeou]{2,}")


def without_invisible(text: str) -> str:
    """Return `text` without what nobody sees in it."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


@lru_cache(maxsize=20_000)  # each phrase is folded half a dozen times while it is checked and learnt
def fold(text: str) -> str:
    """Return `text` blind to case, umlaut spelling, ß/ss, accents and punctuation; words are parted by one space.

    Umlauts go to their base letter, and ae/oe/ue as well: on a phone all three spellings occur. What is invisible, such
    as a soft hyphen, is no part of a word and parts none.
    Idempotent, and linear in the length of the text. "Bürger-Straße", "BUERGER strasse" and "burger strasse" fold to
    the same.
    """
    text = unicodedata.normalize("NFKC", without_invisible(text)).casefold()
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    text = _NOT_WORD.sub(" ", text)
    if "§" in text:
        text = _SECTION.sub("§", text)
    return _VOWELS.sub(_without_digraphs, text).strip()


def _without_digraphs(run: re.Match[str]) -> str:
    """Drop each "e" that spells an umlaut: one after a, o, u, but not in "neue", "treue", "quelle", "aue"."""
    kept: list[str] = []
    for letter in run.group():
        if letter == "e" and kept and kept[-1] in "aou" and not (len(kept) > 1 and kept[-2] in "aeq"):
            continue
        kept.append(letter)
    return "".join(kept)
