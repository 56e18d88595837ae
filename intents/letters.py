"""Parts a message into what it asks and what it merely tells, as letters do; linear in its length."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from intents.normalise import is_filler, words
from intents.questions import is_question, only_tells, split_sentences, without_courtesies

MAX_CHARS = 6_000
"""What a letter has beyond this is not read."""

_HEADER = re.compile(
    r"\s*(?:[-_=]{2,}.{0,60}(?:nachricht|message|mail).{0,40}|(?:von|an|cc|gesendet|datum|from|to|sent|date)\s?:.*"
    r"|am .{4,60}schrieb.{0,60}:?)\s*",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"\s*(?:betreff|betr\.|subject)\s?:\s*(?:(?:aw|wg|re|fw|fwd)\s?:\s*)*", re.IGNORECASE)
_GREETING = re.compile(
    r"\s*(?:hallo|hi|hey|moin|guten (?:tag|morgen|abend)|(?:sehr geehrte|liebe|werte)[rs]?|dear|hello)\b"
    r"[^?]{0,60}[,!.]?\s*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\s*(?:--\s*$|(?:mit )?(?:freundliche|beste|viele|liebe|herzliche|schöne)[nr]?\s(?:dank|gr(?:ü|ue?)(?:ß|ss))"
    r"|(?:vielen |besten |herzlichen )?dank\b|danke\b|gru(?:ß|ss)\b|lg\b|vg\b|mfg\b|hochachtungsvoll"
    r"|kind regards|thanks\b)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\A\s*+>[>\s]*+")
_ITEM = re.compile(r"\s*(?:[-*•–]|\(?\d{1,2}[.)]|\(?[a-h][.)])\s+")
_WISH = re.compile(
    r"\b(?:bitte|brauch\w*|benötig\w*|such\w*|interessier\w*|möcht\w* (?:wissen|erfahren|gern)|erklär\w*|nenn\w*|please"
    r"|sag\w* mir|fass\w*|zeig\w*|wissen)\b",
    re.IGNORECASE,
)
_LEADING_IN = re.compile(r"\bfragen?\b[^?]{0,20}[:.]?\s*$|:\s*$", re.IGNORECASE)
_BUSINESS = frozenset(
    [
        "beantworten",
        "helfen",
        "weiterhelfen",
        "klaren",
        "frage",
        "fragen",
        "mail",
        "nachricht",
        "anbei",
        "unten",
        "weiter",
        "jemand",
        "antwort",
        "kurz",
        "folgende",
        "folgenden",
        "kam",
        "rein",
        "reingekommen",
        "bekommen",
        "erhalten",
        "gekommen",
        "anfrage",
        "kollege",
        "kollegin",
        "burger",
        "sagen",
        "schreiben",
        "antworten",
    ]
)
_LEAST_TELLING = 1


@dataclass(frozen=True)
class ParsedMessage:
    """A message in its parts."""

    asked: tuple[str, ...]
    told: tuple[str, ...] = ()
    """What asks nothing, but may say what the questions are about."""
    listed: bool = False
    """Whether the questions stand in a list."""


def letter(text: str) -> ParsedMessage:
    """Part a message; what asks nothing at all is taken as one question."""
    if "\n" not in text.strip():
        return _plain(text)
    own = [line for line in text.splitlines() if not _QUOTED.match(line)]
    parted = _parted(own)
    if not any(map(_asks_by_itself, parted.asked)):  # "Kannst du das beantworten?", and the rest is a quotation
        parted = _parted([_QUOTED.sub("", line) for line in text.splitlines()])
    return parted if parted.asked else _plain(text)


def _plain(text: str) -> ParsedMessage:
    sentences = split_sentences(without_courtesies(text))
    told = tuple(filter(only_tells, sentences))
    asked = tuple(sentence for sentence in sentences if sentence not in told)
    return ParsedMessage(asked, told) if asked else ParsedMessage(told or (text,))


def _parted(lines: Sequence[str]) -> ParsedMessage:
    items: list[str] = []
    others: list[str] = []
    for is_item, part in _parts(lines):
        (items if is_item else others).append(part)
    sentences = [sentence for part in others for sentence in split_sentences(part)]
    asks = [part for part in sentences if part.endswith("?") or is_question(part)]
    if items:
        asked = [part for part in asks if _asks_by_itself(part) and not _LEADING_IN.search(part)] + items
        return ParsedMessage(tuple(asked), tuple(part for part in sentences if part not in asked), listed=True)
    asked = asks or [part for part in sentences if _WISH.search(part)]
    asked = [part for part in sentences if part in asked or (_WISH.search(part) and _asks_by_itself(part))]
    asked = [part for part in asked if _asks_by_itself(part)] or asked
    return ParsedMessage(tuple(asked), tuple(part for part in sentences if part not in asked))


def _parts(lines: Iterable[str]) -> Iterator[tuple[bool, str]]:
    """Yield items of lists, and paragraphs, without heads, greetings and closings."""
    paragraph: list[str] = []
    closed = False
    for line in [*lines, ""]:
        item = _ITEM.match(line)
        subject = _SUBJECT.match(line)
        if item or subject or not line.strip() or _HEADER.fullmatch(line):
            if paragraph:
                yield False, " ".join(paragraph)
                paragraph = []
            closed = closed and not (_HEADER.fullmatch(line) or item or subject)
            if item and line[item.end() :].strip():
                yield True, line[item.end() :].strip()
            elif subject:
                yield False, line[subject.end() :].strip() + "."
        elif closed or _CLOSING.match(line):
            closed = True
        elif not (_GREETING.fullmatch(line) and not paragraph):
            paragraph.append(line.strip())


def _asks_by_itself(sentence: str) -> bool:
    """Whether a question names what it asks for, and not only asks to answer something else."""
    telling = [word for word in words(sentence) if not is_filler(word) and word not in _BUSINESS]
    return len(telling) >= _LEAST_TELLING
