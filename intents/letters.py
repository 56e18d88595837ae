"""Parts a message into what it asks and what it merely tells, as letters do; linear in its length."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from intents.normalise import is_filler, words
from intents.questions import indirect_question, is_question, only_tells, split_sentences, without_courtesies

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
    r"\s*(?:--\s*$|(?:mit )?(?:freundliche|beste|viele|liebe|herzliche|schöne|sonnige)[nr]?\sgr(?:ü|ue?)(?:ß|ss)"
    r"|gr(?:u|ü|ue)(?:ß|ss)e?\b|lg\b|vg\b|mfg\b|hochachtungsvoll|kind regards)",
    re.IGNORECASE,
)
_THANKS = re.compile(r"\s*(?:(?:vielen|besten|herzlichen|lieben) dank|dank|danke|thanks)\b", re.IGNORECASE)
"""Ends a letter, or begins it."""
_THANKS_END = re.compile(r"[.!]+(?:\s+|$)")
_SENTENCE = re.compile(r"[?:]|[.!]\s*$")
_LONGEST_THANKS, _MOST_NAME_WORDS = 60, 5
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
        "kenntnis",
        "kenntnisnahme",
        "beantwortung",
        "bearbeitung",
        "erledigung",
        "ruckmeldung",
        "stellungnahme",
        "weiterleitung",
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


def signature(text: str) -> tuple[str, ...]:
    """Return the lines below the closing of a letter; none if it has several, or brings somebody else's along."""
    lines = text.splitlines()
    closings = [at for at, line in enumerate(lines) if _CLOSING.match(line) and not line.startswith("--")]
    alien = any(_QUOTED.match(line) or _HEADER.fullmatch(line) for line in lines)
    if len(closings) != 1 or alien:
        return ()
    return tuple(line.strip() for line in lines[closings[0] + 1 :] if line.strip())


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
    asks = [part for part in sentences if asks_something(part)]
    if items:
        asked = [part for part in asks if _asks_by_itself(part) and not _LEADING_IN.search(part)] + items
        return ParsedMessage(tuple(asked), tuple(part for part in sentences if part not in asked), listed=True)
    asked = asks or [part for part in sentences if _WISH.search(part)]
    asked = [part for part in sentences if part in asked or (_WISH.search(part) and _asks_by_itself(part))]
    if any(map(_asks_by_itself, asked)):
        asked = [part for part in asked if _asks_by_itself(part) or _asks_on(part)]
    return ParsedMessage(tuple(asked), tuple(part for part in sentences if part not in asked))


def _parts(lines: Iterable[str]) -> Iterator[tuple[bool, str]]:
    """Yield items of lists, and paragraphs, without heads, greetings and closings."""
    paragraph: list[str] = []
    for line in [*_written(lines), ""]:
        item, subject = _ITEM.match(line), _SUBJECT.match(line)
        if item or subject or not line.strip() or _HEADER.fullmatch(line):
            if paragraph:
                yield False, " ".join(paragraph)
                paragraph = []
            if item and line[item.end() :].strip():
                yield True, line[item.end() :].strip()
            elif subject:
                yield False, line[subject.end() :].strip() + "."
        elif paragraph or not _GREETING.fullmatch(line):
            paragraph.append(line.strip())


def _written(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a letter, an empty one for each of its closing, of thanks and what stands below them."""
    closed = thanked = False
    for told in lines:
        line = told
        if _ITEM.match(line) or _SUBJECT.match(line) or _HEADER.fullmatch(line):
            closed = thanked = False
        elif not closed and (thanks := _THANKS.match(line)):
            line = _after_thanks(line, thanks)
            thanked = not line
        elif thanked and _is_sentence(line):
            thanked = False
        closed = closed or bool(_CLOSING.match(line))
        yield "" if closed or thanked else line


def _after_thanks(line: str, thanks: re.Match[str]) -> str:
    """Return what a line says beyond its thanks; all of it if these go on in the next line."""
    end = _THANKS_END.search(line, thanks.end())
    if end:
        return line[end.end() :]
    return line if len(line) > _LONGEST_THANKS else ""


def _is_sentence(line: str) -> bool:
    """Whether a line says something, and is no part of a signature."""
    return bool(_SENTENCE.search(line)) or len(line.split()) > _MOST_NAME_WORDS


def asks_something(sentence: str) -> bool:
    """Whether a sentence asks, or says what somebody would like to know."""
    return is_question(sentence) or indirect_question(sentence) is not None


def _asks_by_itself(sentence: str) -> bool:
    """Whether a question names what it asks for, and not only asks to answer something else."""
    return any(not is_filler(word) and word not in _BUSINESS for word in words(sentence))


def _asks_on(sentence: str) -> bool:
    """Whether a question that names nothing concerns what was asked before it: "Und wer macht das?"."""
    return is_question(sentence) and _BUSINESS.isdisjoint(words(sentence))
