"""Finds the several questions that one message may hold."""

import re

_SENTENCE_END = re.compile(
    r"(?<=[?!])\s+|\n+|(?<=\w{3}[.;])\s+(?=\D)|(?<=\b(?:da|ab|an|so|zu|ja|um|es)[.])\s+(?=[A-ZÄÖÜ])"
)
"""Other words of two letters with a full stop are abbreviations."""
_ASKING = r"w(?:as|er|en|em|ie|o|ann|arum|ieso|elche[rsnm]?|omit|ofür|ozu)"
_QUESTION_START = re.compile(
    rf"(?:(?:und|sowie|and)\s)?(?:(?!wie\s(?:besprochen|vereinbart|gesagt|telefonisch|bereits|angekündigt)){_ASKING}"
    r"|what|who|how|where|when)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(rf"[?!;\n]+|,\s*|\s(?:und|sowie|and)\s|\soder\s(?={_QUESTION_START.pattern})", re.IGNORECASE)
"""What follows "oder" is a question of its own only if it begins as one; else it is the other choice of the same."""
_NEXT_QUESTION = re.compile(
    rf",?\s(?:und|sowie)\s(?=(?:{_ASKING}|wo|ab\swann|ob"
    r"|(?:kann|können|darf|dürfen|muss|müssen|soll|sollen|brauch\w*|benötig\w*|gibt|geht|reicht|ist|sind|hat|haben|wird)"
    r"\s(?:ich|wir|man|sie|er|es|das|die|der|dafür|dazu|ein\w*))\b)",
    re.IGNORECASE,
)
"""Where one question ends and the next begins, both within one sentence."""
_POINTING = re.compile(r"\b(?:das|es)\b(?!\s+[A-ZÄÖÜ])")
"""Before a noun "das" is an article."""
_TELLING = re.compile(
    r"(?:ich|wir|mein\w*|unser\w*|uns|mir|bei (?:uns|mir))\s(?!.*\b(?:brauch|bitte|such|benötig))", re.IGNORECASE
)
_SALUTATION = re.compile(
    r"\s*(?:(?:sehr geehrte[rs]?|liebe[rs]?)(?:\s[\w-]+){1,5}"
    r"|(?:hallo|hi|hey|moin|guten (?:tag|morgen|abend))"
    r"(?:\s(?:(?:an )?alle|zusammen|leute|team|(?:herr|frau)\s[\w-]+|liebe[rs]?\s[\w-]+))?)\s*[,!.\n]+\s*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?<![\s,.])[\s,.]+(?:lg|vg|mfg|(?:mit )?(?:freundliche|beste|viele|liebe|herzliche|schöne)[nr]?\s"
    r"gr(?:ü|ue?)(?:ß|ss)(?:en?)?)\b[^?]{0,80}$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:(?:und|außerdem|auch|dann|noch|eine|kurze|frage|hallo|nun|also)\b[\s,:]*){1,4}(?=\w)", re.IGNORECASE
)
_BETWEEN = re.compile(r"\bzwischen\s[^?!;,\n]{1,40}?\sund\s", re.IGNORECASE)
"""What lies "zwischen A und B" concerns both."""
_LEADING_UP = re.compile(
    r"\b(?:wissen|wüsste\w*|frag\w*|sag\w*|erklär\w*|verrat\w*|(?:he)?rausfinden|klären|(?:nicht|un)\s?(?:ganz\s)?klar"
    r"|interessiert|interessieren|verstehe?)\b[^?!.]{0,20}?"
    rf"\b(?=(?:{_ASKING}|ob)\b)",
    re.IGNORECASE,
)
_LEAST_LETTERS = 5
_LEAST_WORDS = 2


def split_sentences(text: str) -> list[str]:
    """Return the sentences of `text`, in order."""
    return _with_letters(_SENTENCE_END.split(text))


def split_clauses(text: str) -> list[str]:
    """Return the parts of `text` between commas and conjunctions, in order."""
    return _with_letters(_CLAUSE_END.split(_BETWEEN.sub(_joined, text)))


def split_questions(sentence: str) -> list[str]:
    """Return the questions of a sentence that joins whole ones: "Was ist X und wer macht es?"; else itself."""
    parts = _NEXT_QUESTION.split(sentence)
    whole = all(len(part.split()) >= _LEAST_WORDS for part in parts)
    if len(parts) == 1 or not whole or indirect_question(parts[0]) is not None:
        return [sentence]
    return [*(f"{part.strip()}?" for part in parts[:-1]), parts[-1]]


def _joined(between: re.Match[str]) -> str:
    return between[0].replace(" und ", " & ")


def without_courtesies(text: str) -> str:
    """Return `text` without the salutation and the closing of a letter; `text` itself if it is nothing else."""
    bare = text
    while greeting := _SALUTATION.match(bare):  # "Hallo, guten Morgen, …"
        bare = bare[greeting.end() :]
    bare = _CLOSING.sub("", bare)
    return bare if _with_letters([bare]) else text


def only_tells(sentence: str) -> bool:
    """Whether a sentence tells of the person, as many do before they ask: "Wir haben schon bestellt."."""
    return not is_question(sentence) and bool(_TELLING.match(sentence)) and indirect_question(sentence) is None


def points_elsewhere(clause: str) -> bool:
    """Whether a clause speaks of something said beside it, so that it is no question of its own."""
    return not is_question(clause) and bool(_POINTING.search(clause))


def indirect_question(text: str) -> str | None:
    """Return what "mein Chef will wissen, was Amt24 ist" leads up to; None if a text leads up to nothing."""
    found = _LEADING_UP.search(text)
    return text[found.end() :] if found else None


def bare_question(sentence: str) -> str:
    """Return what a sentence asks, without what leads up to it: "Und wer hilft" is "wer hilft?"."""
    lead = _LEAD.match(sentence)
    begins = sentence[lead.end() :] if lead else sentence
    if not is_question(begins.rstrip("?.! ")) and (indirect := indirect_question(sentence)):
        return indirect.rstrip("?.! ")
    asks = begins.endswith("?") or (is_question(begins.rstrip(".! ")) and "?" not in begins)
    return begins.rstrip("?.! ") + ("?" if asks else "")


def is_question(sentence: str) -> bool:
    """Whether `sentence` begins or ends as questions do."""
    return sentence.endswith("?") or bool(_QUESTION_START.match(sentence))


def _with_letters(parts: list[str]) -> list[str]:
    return [part.strip() for part in parts if part and sum(map(str.isalpha, part)) >= _LEAST_LETTERS]
