"""The one definition of "the same letters": what a comparison of texts ignores."""

import re
import unicodedata

# Umlauts go to their base letter, and ae/oe/ue as well: on a phone all three spellings occur.
_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
_DIGRAPH = re.compile(r"(?<![aeq])([aou])e")  # not "neue", "treue", "quelle"
_MARKS = re.compile(r"[\u0300-\u036f]")
_NOT_WORD = re.compile(r"[^\w§]+|_+")
_SECTION = re.compile(r"§+\s*(?=\w)")


def fold(text: str) -> str:
    """Return `text` blind to case, umlaut spelling, ß/ss, accents and punctuation; words are parted by one space.

    Idempotent. "Bürger-Straße", "BUERGER strasse" and "burger strasse" fold to the same.
    """
    text = unicodedata.normalize("NFKC", text).casefold().translate(_UMLAUTS)
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    text = _SECTION.sub("§", text)
    text = _NOT_WORD.sub(" ", text)
    previous = None
    while previous != text:
        previous, text = text, _DIGRAPH.sub(r"\1", text)
    return text.strip()
