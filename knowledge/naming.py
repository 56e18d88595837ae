"""Makes ids and titles out of what people write; pure."""

import re
import unicodedata
from collections.abc import Collection

from knowledge.fields import LONGEST_TITLE

LONGEST_ID = 39
_FOR_NUMBER = 3
"""What is left free for "-99"."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def id_for(title: str, taken: Collection[str] = ()) -> str:
    """Return an id made of a title, other than those that are `taken`; empty if it has no letter."""
    spelt_out = title.casefold().translate(_UMLAUTS)
    plain = unicodedata.normalize("NFKD", spelt_out).encode("ascii", "ignore").decode()
    whole = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    most = LONGEST_ID - _FOR_NUMBER
    short = whole if len(whole) <= most else whole[: most + 1].rpartition("-")[0] or whole[:most]
    return next((name for name in (short, *(f"{short}-{i}" for i in range(2, 100))) if name not in taken), "")


def title_for(question: str) -> str:
    """Return a title made of a question: the question itself, cut between two words where it is too long."""
    if len(question) <= LONGEST_TITLE:
        return question
    room = question[:LONGEST_TITLE]
    return f"{room.rpartition(' ')[0] or room[:-1]}…"
