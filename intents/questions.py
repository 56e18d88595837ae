"""Finds the several questions that one message may hold."""

import re

_SENTENCE_END = re.compile(r"(?<=[?!])\s+|\n+|(?<=\w{3}[.;])\s+(?=\D)")
_CLAUSE_END = re.compile(r"[?!;\n]+|,\s*|\s(?:und|sowie|and|oder)\s", re.IGNORECASE)
_QUESTION_START = re.compile(
    r"(?:(?:und|sowie|and)\s)?(?:w(?:as|er|en|em|ie|o|ann|arum|ieso|elche[rsnm]?|omit|ofür|ozu)|what|who|how|where|when)\b",
    re.IGNORECASE,
)
_LEADING_UP = re.compile(
    r"\b(?:wissen|frag\w*|sag\w*|erklär\w*|verrat\w*|(?:he)?rausfinden|klären|interessiert|verstehe?)\b[^?!.]{0,20}?"
    r"\b(?=(?:w(?:as|er|en|em|ie|o|ann|arum|ieso|elche[rsnm]?|omit|ofür|ozu)|ob)\b)",
    re.IGNORECASE,
)
_LEAST_LETTERS = 5


def split_sentences(text: str) -> list[str]:
    """Return the sentences of `text`, in order."""
    return _with_letters(_SENTENCE_END.split(text))


def split_clauses(text: str) -> list[str]:
    """Return the parts of `text` between commas and conjunctions, in order."""
    return _with_letters(_CLAUSE_END.split(text))


def indirect_question(text: str) -> str | None:
    """Return what "mein Chef will wissen, was Amt24 ist" leads up to; None if a text leads up to nothing."""
    found = _LEADING_UP.search(text)
    return text[found.end() :] if found else None


def is_question(sentence: str) -> bool:
    """Whether `sentence` begins or ends as questions do."""
    return sentence.endswith("?") or bool(_QUESTION_START.match(sentence))


def _with_letters(parts: list[str]) -> list[str]:
    return [part.strip() for part in parts if part and sum(map(str.isalpha, part)) >= _LEAST_LETTERS]
