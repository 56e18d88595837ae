"""What a person should look at in an entry that was made of something else."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from knowledge.fields import GENERAL_SUBJECT
from knowledge.importing.material import FoundQuestion, is_question
from knowledge.markup import plain

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
        yield f"„{question}“ ist keine Frage"
    if question.count("?") > 1:
        yield "es sind mehrere Fragen in einer; machen Sie daraus mehrere Einträge"
    if words > LONG:
        yield f"die Antwort hat {words} Wörter; kürzen Sie sie auf höchstens {LONG}, der Rest passt unter „details“"
    if pointing := _POINTING.search(read):
        yield f"„{pointing[0]}“ verweist auf etwas, das der Assistent nicht zeigt"
    if familiar := _FAMILIAR.search(read):
        yield f"die Antwort duzt („{familiar[0]}“)"
    if soon := _SOON.search(read):
        yield f"„{soon[0]}“ veraltet; nennen Sie ein Datum, oder setzen Sie „gueltig_bis“"
    if item["about"] == GENERAL_SUBJECT:
        yield "kein Thema erkannt; nennen Sie eines unter „about“"
