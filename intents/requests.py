"""Tells in which form a reply is wanted, "fass das zusammen", "bitte als Tabelle", from what it should tell; linear."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.folding import fold

_TOKEN = re.compile(r"\S+")
_SUMMARY = re.compile(r"zusammen(?:fass\w*|gefasst\w*|zufassen)|kurzfassung|fazit|recap|summar\w+")
_VERB, _PARTICLE = re.compile(r"fass(?:e|en|t)?"), "zusammen"
_TABLE = re.compile(r"(?:tabelle|folie|liste|ubersicht|stichpunkte?n?|stichworte?n?|aufzahlung)")
_MAKING = re.compile(r"(?:mach|mache|machen|bau|baue|gib|geben|zeig|zeige|zeigen|erstell\w*|schreib\w*|nenn\w*)")
_AROUND = frozenset(
    [
        "bitte",
        "mal",
        "mir",
        "uns",
        "kurz",
        "kurze",
        "kurzen",
        "als",
        "in",
        "eine",
        "einen",
        "ne",
        "nen",
        "einer",
        "das",
        "es",
        "daraus",
        "draus",
    ]
)
_A_KNOWN_ONE = frozenset(["die", "der", "den", "dieser", "diese", "welche", "welcher", "welchen", "keine"])
"""Before these words it is a list that is talked of, not one that is wanted."""
_BRIEF = re.compile(
    r"\b(?:in|mit) (?:einem|ein|zwei|drei|ein paar|wenigen|kurzen) (?:satz|s(?:ä|ae?)tzen|worten|zeilen)\b",
    re.IGNORECASE,
)
_FOR_WHOM = re.compile(
    r"(?:,? ?(?:damit|so dass|sodass|dass) (?:ich|wir)\b[^.?!;\n]{0,80}"
    r"|\bf(?:ü|ue?)r (?:den|die|das|meinen|meine|unseren|unsere|unsern|mein) "
    r"(?:chef|bürgermeister|kolleg|stadtrat|gemeinderat|amtsleit|amt\b|vorgesetzt|kämmer|landrat|team|protokoll)\w*)",
    re.IGNORECASE,
)
_OF_ALL = re.compile(
    r"\b(?:alles|alle|gesamte\w*|ganze\w*|wichtig\w*|geredet|besprochen|gesagt|bisher\w*|gesprach|unterhaltung)\b"
)


class Form(StrEnum):
    """How something should be told."""

    BRIEF = "brief"
    """In a few words."""
    LISTED = "listed"


@dataclass(frozen=True)
class Wish:
    """A message, without the words that only say in which form a reply is wanted."""

    form: Form
    rest: str
    """What should be told; empty if nothing was said of that."""
    of_all: bool
    """Whether all that was talked about is meant, not only the last answer."""


def wish(text: str) -> Wish | None:
    """Return the form that is wanted, and what should be told in it; None if no form is named."""
    kept = _FOR_WHOM.sub("", text)
    tokens = [(token, fold(token)) for token in _TOKEN.findall(kept)]
    folded = [word for _, word in tokens]
    form, named = _named(folded)
    brief = _BRIEF.search(kept)
    if form is None and not brief:
        return None
    dropped = named | _edges(folded, named)
    rest = _BRIEF.sub("", " ".join(token for i, (token, _) in enumerate(tokens) if i not in dropped))
    return Wish(form or Form.BRIEF, rest.strip(" ,.;:!?"), bool(_OF_ALL.search(fold(text))))


def _named(folded: Sequence[str]) -> tuple[Form | None, set[int]]:
    """Return the form that is named, and by which words."""
    for i, word in enumerate(folded):
        if _SUMMARY.fullmatch(word):
            return Form.BRIEF, {i}
        if _VERB.fullmatch(word) and _PARTICLE in folded[i + 1 :]:
            return Form.BRIEF, {i, folded.index(_PARTICLE, i + 1)}
        if _TABLE.fullmatch(word) and not (i and folded[i - 1] in _A_KNOWN_ONE):
            return Form.LISTED, {i}
    return None, set()


def _edges(folded: Sequence[str], named: set[int]) -> set[int]:
    """Return the words beside those that name the form, and at the beginning, that belong to the wish."""
    found: set[int] = set()
    for i in sorted(named):
        for step in (-1, 1):
            at = i + step
            while 0 <= at < len(folded) and (folded[at] in _AROUND or _MAKING.fullmatch(folded[at])):
                found.add(at)
                at += step
    return found
