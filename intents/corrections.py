"""Takes apart what corrects something: the words that say so, what is denied, and what is meant instead; linear."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.folding import fold

Phrases = Mapping[str, tuple[tuple[str, ...], ...]]
"""By their first word, so that most words are passed over at a glance."""


def _phrases(*several: str) -> Phrases:
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in sorted({tuple(fold(one).split()) for one in several}):
        found[phrase[0]] = (*found.get(phrase[0], ()), phrase)
    return found


_MARKS = _phrases(
    *(
        "nein",
        "nee",
        "neee",
        "nö",
        "ne",
        "nope",
        "no",
        "quatsch",
        "unsinn",
        "stop",
        "stopp",
        "halt",
        "moment",
        "falsch",
    ),
    *("sorry", "entschuldigung", "pardon", "vertippt", "korrektur", "i mean", "i meant", "no i mean", "no i meant"),
    *("gemeint war", "gemeint ist", "gemeint sind", "doch", "besser gesagt", "vielmehr", "anders"),
    *("ich mein", "ich meine", "ich meinte", "wir meinen", "wir meinten", "mein ich", "meine ich", "meinte ich"),
    *("wollte ich sagen", "ich wollte ich sagen"),
)
"""What says that something is put right."""
_BEFORE = _phrases("ach", "äh", "äähm", "ähm", "oh", "oder", "ach so", "aber", "und")
_CLOSING = _phrases("mein ich", "meine ich", "meinte ich", "mein wir", "meinten wir", "wollte ich sagen", "ist gemeint")
"""The same at the end of what is meant."""
_SECOND_THOUGHT = _phrases("eigentlich will ich wissen", "will ich wissen", "ich wollte nach", "eigentlich")
_NOT, _SONDERN = frozenset({"nicht", "not", "nich", "ni"}), "sondern"
_DENYING = _phrases("nicht", "doch nicht")
_ARTICLES = frozenset(
    map(fold, ("das", "die", "der", "den", "dem", "vom", "von", "bei", "beim", "zum", "zur", "the", "mit"))
)
_NEW_START = frozenset({"das", "die", "der"})
_PAUSES, _STOPS = frozenset(",.;:–-"), frozenset(".;!")
_MOST_DENIED, _FEW = 3, 3
_TOKEN = re.compile(r"\S+")
_DASHES = frozenset({"-", "–"})


@dataclass(frozen=True)
class SelfCorrection:
    """A message without the words that merely correct."""

    kept: str
    """What is meant; empty if only something was denied."""
    denied: str = ""
    """What is not meant."""
    replaced: str = ""
    """What was said before the person corrected themselves within the message."""
    corrects: bool = False


@dataclass(frozen=True)
class _Token:
    typed: str
    word: str
    """The same, folded; empty if it is nothing but punctuation."""

    @property
    def end(self) -> str:
        return self.typed[-1]


def corrected(text: str) -> SelfCorrection:
    """Take the correction in `text` apart; `text` as it is, if there is none."""
    tokens = [_Token(found[0], fold(found[0])) for found in _TOKEN.finditer(text)]
    opening = _after_marks(tokens, 0)
    rest, closed = _without(tokens[opening:])
    replaced: Sequence[_Token] = ()
    if not opening and (within := _within(rest)):
        replaced, rest = rest[: within[0]], rest[within[1] :]
        rest = rest[_longest(rest, 0, _SECOND_THOUGHT) :]
    denied: Sequence[_Token] = ()
    if opening or replaced or _longest(rest, 0, _DENYING) or any(token.word == _SONDERN for token in rest):
        denied, rest = _parted(rest)
    elif closed and (comma := _last_comma(rest)) and comma <= _FEW:  # "amt24, formulareservice meinte ich"
        rest = rest[comma:]
    if not (opening or replaced or denied or closed):
        return SelfCorrection(text)
    return SelfCorrection(_text(rest), _text(denied).rstrip(",.;!?"), _text(replaced).rstrip(" ,.;:–-"), corrects=True)


def _after_marks(tokens: Sequence[_Token], at: int) -> int:
    """Return where what stands from `at` on goes on behind the words that correct; `at` if there are none."""
    while True:
        start = at + _longest(tokens, at, _BEFORE)
        marked = _longest(tokens, start, _MARKS)
        if not marked:
            return at
        at = start + marked
        while at < len(tokens) and not tokens[at].word:
            at += 1


def _without(tokens: Sequence[_Token]) -> tuple[Sequence[_Token], bool]:
    """Return the tokens without what says at the end of something that it was meant, and whether that was there."""
    left: list[_Token] = []
    at, closed = 0, False
    while at < len(tokens):
        if length := _longest(tokens, at, _CLOSING):
            at, closed = at + length, True
        else:
            left.append(tokens[at])
            at += 1
    return left, closed


def _within(tokens: Sequence[_Token]) -> tuple[int, int] | None:
    """Return where the first correction after a pause begins and ends; None if nothing follows, or there is none."""
    for at in range(1, len(tokens)):
        if tokens[at - 1].end in _PAUSES and (end := _after_marks(tokens, at)) > at:
            return (at, end) if end < len(tokens) else None
    return None


def _parted(tokens: Sequence[_Token]) -> tuple[Sequence[_Token], Sequence[_Token]]:
    """Return what is said not to be meant, of a few words at most, and all else."""
    for at, token in enumerate(tokens):
        if token.word in _NOT and (found := _denied(tokens, at + 1)):
            before = tokens[: at - 1] if at and tokens[at - 1].word == "doch" else tokens[:at]
            behind = tokens[found:]
            if behind and behind[0].word == _SONDERN:
                behind = behind[1:]
            return tokens[at + 1 : found], [*before, *behind]
    return (), tokens


def _denied(tokens: Sequence[_Token], start: int) -> int:
    """Return where the words that are denied end; 0 if they don't end soon."""
    first = start + (start < len(tokens) and tokens[start].word in _ARTICLES)
    for end in range(first + 1, min(len(tokens), first + _MOST_DENIED) + 1):
        last = tokens[end - 1]
        if end == len(tokens) or last.end == "," or last.end in _STOPS:
            return end
        if tokens[end].word == _SONDERN or (tokens[end].word in _NEW_START and end + 1 < len(tokens)):
            return end
    return 0


def _longest(tokens: Sequence[_Token], at: int, phrases: Phrases) -> int:
    """Return how many tokens from `at` on are one of the phrases."""
    longest = 0
    for phrase in phrases.get(tokens[at].word, ()) if at < len(tokens) else ():
        if len(phrase) > longest and tuple(token.word for token in tokens[at : at + len(phrase)]) == phrase:
            longest = len(phrase)
    return longest


def _last_comma(tokens: Sequence[_Token]) -> int:
    """Return how many tokens there are up to the last comma that something follows."""
    return max((at + 1 for at, token in enumerate(tokens[:-1]) if token.end == ","), default=0)


def _text(tokens: Iterable[_Token]) -> str:
    return " ".join(token.typed for token in tokens)
