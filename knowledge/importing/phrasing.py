"""Other ways to ask a question that follow from its words alone: safe to propose, since nothing is added."""

import re
from collections.abc import Iterator

_PARTICLES = (
    "ab an auf aus bei ein frei her hin mit nach um vor weg weiter zurück zusammen fest teil statt los fort".split()  # noqa: SIM905 - one a line would fill a page
)
_PERSONS = "(?:ich|wir|man|mein kind)"
_SEPARABLE = re.compile(
    rf"(?:wie|wo|womit)\s+(?P<verb>\w{{2,}}e)\s+ich\s+(?P<what>.+?)\s+(?P<particle>{'|'.join(_PARTICLES)})",
    re.IGNORECASE,
)
_SIMPLE = re.compile(r"(?:wie|wo|womit)\s+(?P<verb>\w{3,}e)\s+ich\s+(?P<what>.+)", re.IGNORECASE)
_MODAL = re.compile(
    rf"(?:(?:wie|wo|wann|womit)\s+)?(?:kann|darf|muss|soll|können|dürfen|müssen)\s+{_PERSONS}\s+(?P<rest>.+)",
    re.IGNORECASE,
)
_COST = re.compile(r"(?:was|wie ?viel)\s+(?:kostet|kosten)\s+(?P<what>.+?)", re.IGNORECASE)
_OPENING = re.compile(r"wann\s+(?:hat|haben|ist|sind)\s+(?P<what>.+?)\s+(?:geöffnet|offen|auf)", re.IGNORECASE)
_OWN = re.compile(r"^(?:meine[nmrs]?|mein|unsere[nmrs]?|unser|eine[nmrs]?|ein|de[nmrs]|die|das)\s+", re.IGNORECASE)
_UNSAFE = re.compile(r"[,;:]|\b(?:wenn|falls|obwohl|nicht|kein\w*|ohne|und|oder)\b", re.IGNORECASE)
"""Where a question has parts, or denies something, leaving words out could turn its meaning."""
_MOST_WORDS = 9


def rephrased(question: str) -> tuple[str, ...]:
    """Return other ways to ask `question`, each shorter than it; none where that is not safe."""
    asked = question.strip().rstrip("?!. ")
    if _UNSAFE.search(asked) or len(asked.split()) > _MOST_WORDS:
        return ()
    return tuple(
        dict.fromkeys(text for text in _ways(asked) if len(text.split()) > 1 and text.casefold() != asked.casefold())
    )


def _ways(asked: str) -> Iterator[str]:
    if found := _SEPARABLE.fullmatch(asked):
        what = _OWN.sub("", found["what"])
        yield f"{what} {found['particle'].lower()}{_infinitive(found['verb'])}"
    elif found := _SIMPLE.fullmatch(asked):
        yield f"{_OWN.sub('', found['what'])} {_infinitive(found['verb'])}"
    if found := _MODAL.fullmatch(asked):
        yield _OWN.sub("", found["rest"])
    if found := _COST.fullmatch(asked):
        what = _OWN.sub("", found["what"])
        yield f"{what} Kosten"
        yield f"Preis {what}"
    if found := _OPENING.fullmatch(asked):
        yield f"Öffnungszeiten {_OWN.sub('', found['what'])}"


def _infinitive(verb: str) -> str:
    """Return the infinitive of a verb in the first person: "melde" is "melden", "ändere" "ändern"."""
    verb = verb.lower()
    if verb.endswith("ere") and not re.search("[^e]iere$", verb):
        return f"{verb[:-1]}n"
    if verb.endswith("le") and verb[-3:-2] in "bdfgkmpst":
        return f"{verb[:-2]}eln"
    return f"{verb}n"
