"""Which of the choices a typed message means: "2", "die zweite bitte", "keine davon"; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.talk.actions import Action, NoneOfThese
from knowledge.folding import fold

_NUMBER = re.compile(r"[1-9][0-9]?")
_STEMS = ("erst", "zweit", "dritt", "viert", "fünft", "sechst", "siebt", "acht", "neunt", "zehnt")
_ORDINALS = {fold(stem + ending): i for i, stem in enumerate(_STEMS, 1) for ending in ("e", "en", "er", "es")}
_BESIDE = frozenset(
    {"die", "der", "das", "den", "bitte", "nr", "nummer", "nehme", "ich", "antwort", "auswahl", "punkt", "option"}
)
_NONE = frozenset(
    {"keine", "keins", "keiner", "keine davon", "keins davon", "nichts davon", "keine von denen", "keine von beiden"}
)
_NONE_IF_ASKED = frozenset({"weder noch", "nichts", "nein keine", "nein keins"})


@dataclass(frozen=True)
class OutOfRange:
    """A number that none of the choices has."""

    most: int


def picked(folded: str, offered: Sequence[Action], *, asked_back: bool, declines: bool) -> Action | OutOfRange | None:
    """Return the action that a folded text picks; None if it picks nothing.

    That it `declines`, saying no and nothing else, counts where the assistant asked back.
    """
    if not offered:
        return None
    if folded in _NONE or (asked_back and (declines or folded in _NONE_IF_ASKED)):
        return NoneOfThese()
    words = [word for word in folded.split() if word not in _BESIDE]
    if len(words) != 1:
        return None
    number = int(words[0]) if _NUMBER.fullmatch(words[0]) else _ORDINALS.get(words[0], 0)
    if not number:
        return None
    return offered[number - 1] if number <= len(offered) else OutOfRange(len(offered))
