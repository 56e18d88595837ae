"""Takes apart what corrects something: the words that say so, what is denied, and what is meant instead."""

import re
from dataclasses import dataclass

_MARK = (
    r"nein|nee+|nö+|ne|nope|no|quatsch|unsinn|stopp?|halt|moment|falsch|sorry|entschuldigung|pardon|vertippt|korrektur"
    r"|(?:no,? )?i mean[t]?|gemeint (?:war|ist|sind)|doch|besser gesagt|vielmehr|anders"
    r"|(?:ich|wir) mein(?:e|te|ten|en)?|mein(?:e|te)? ich|(?:ich )?wollte ich sagen"
)
_BEFORE = r"(?:ach|äh+|ähm|oh|oder|ach so|aber|und)?,?\s*"
_OPENING = re.compile(rf"^\s*(?:{_BEFORE}(?:{_MARK})\b[\s,.!:;–-]*)+", re.IGNORECASE)
_WITHIN = re.compile(rf"\s*[,.;:–-]\s*{_BEFORE}(?:{_MARK})\b[\s,.!:;–-]*(?:(?:{_MARK})\b[\s,.!:;–-]*)*", re.IGNORECASE)
_CLOSING = re.compile(
    r"\s*,?\s*\b(?:mein(?:te|e)? (?:ich|wir)|wollte ich sagen|ist gemeint|mein ich)\b\s*[.!:?]*", re.IGNORECASE
)
_SECOND_THOUGHT = re.compile(r"^(?:(?:eigentlich )?will ich wissen,?|ich wollte nach|eigentlich)\s*", re.IGNORECASE)
_DENIED = re.compile(
    r"(?:^|[\s,])(?:doch )?(?:nicht|not|nich|ni)\s+"
    r"(?P<what>(?:(?:das|die|der|den|dem|vom|von|beim?|zum|zur|the|mit)\s+)?(?:[^\s,.;?!]+\s?){1,3}?)\s*(?:,\s*(?:sondern\b)?|\bsondern\b|[.;!]\s+|\s(?=(?:das|die|der)\s\w)|$|(?=\?$))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Correction:
    """A message without the words that merely correct."""

    kept: str
    """What is meant; empty if only something was denied."""
    denied: str = ""
    """What is not meant."""
    replaced: str = ""
    """What was said before the person corrected themselves within the message."""
    corrects: bool = False


def corrected(text: str) -> Correction:
    """Take the correction in `text` apart; `text` as it is, if there is none."""
    opening = _OPENING.match(text)
    rest = text[opening.end() :] if opening else text
    rest, closed = _CLOSING.subn(" ", rest) if _CLOSING.search(rest) else (rest, 0)
    replaced = ""
    if not opening and (within := _WITHIN.search(rest)) and within.start() and rest[within.end() :].strip():
        replaced, rest = rest[: within.start()], _SECOND_THOUGHT.sub("", rest[within.end() :])
    denied = ""
    if opening or replaced or rest.lower().startswith(("nicht ", "doch nicht ")) or "sondern" in rest.lower():
        found = _DENIED.search(rest)
        if found:
            denied, rest = found["what"].strip(), f"{rest[: found.start()]} {rest[found.end() :]}".strip()
    elif closed and (comma := rest.rpartition(","))[0] and len(comma[0].split()) <= _FEW and not replaced:
        rest = comma[2]
    corrects = bool(opening or replaced or denied or closed)
    return Correction(rest.strip(), denied, replaced, corrects) if corrects else Correction(text)


_FEW = 3
