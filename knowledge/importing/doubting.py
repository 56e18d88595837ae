"""What a person should look at in an entry that was made of something else."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from knowledge.fields import GENERAL_SUBJECT
from knowledge.importing.material import FoundQuestion, is_question
from knowledge.markup import plain
from knowledge.words import remark

LONG = 60
"""More words than that nobody likes to read on a phone."""
_POINTING = re.compile(
    r"\b(?:siehe|wie|s\.)\s+(?:oben|unten|hier|nebenstehend)\b"
    r"|\b(?:oben|unten|nachfolgend) (?:genannt|beschrieben|aufgeführt)"
    r"|\bnächste[nr]? Seite\b|\bhier klicken\b|\bklicken Sie hier\b|\bin der rechten Spalte\b",
    re.IGNORECASE,
)
_FAMILIAR = re.compile(r"\b(?:du|dich|dir|dein(?:e[nmrs]?)?|euch|euer|eure[nmrs]?)\b")
_SOON = re.compile(
    r"\b(?:ab sofort|demnächst|zurzeit|zur zeit|derzeit|aktuell|momentan|in kürze|dieses jahr)\b", re.IGNORECASE
)


def doubts(found: FoundQuestion, question: str, item: Mapping[str, Any]) -> Iterable[str]:
    """Yield what of an entry a person should look at; nothing where somebody has worked on it already."""
    if found.id:
        return
    read = plain(str(item["answer"]))
    words = len(read.split())
    if not is_question(question):
        yield remark("no_question", question=question)
    if question.count("?") > 1:
        yield remark("several_questions")
    if words > LONG:
        yield remark("long_answer", words=words, most=LONG)
    if pointing := _POINTING.search(read):
        yield remark("pointing", text=pointing[0])
    if familiar := _FAMILIAR.search(read):
        yield remark("familiar", text=familiar[0])
    if soon := _SOON.search(read):
        yield remark("soon", text=soon[0])
    if item["about"] == GENERAL_SUBJECT:
        yield remark("no_subject")
