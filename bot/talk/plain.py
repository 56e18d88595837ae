"""Replies as plain text, for logs, files and other programs; what a terminal makes of them is not known here."""

from collections.abc import Sequence
from dataclasses import asdict

from bot.talk.message import Citation, Reply
from intents.meaning import Explanation
from intents.readings import Again, Alone, AspectCarried, ChosenInWords, Reading, SubjectCarried
from intents.selftest import describe
from knowledge.markup import plain

_MOST_READINGS = 6


def with_sources(reply: Reply) -> str:
    """Return the reply's text as a person reads it, with its sources below."""
    return "\n\n".join(filter(None, (plain(reply.text), sources_line(reply.citations))))


def sources_line(citations: Sequence[Citation]) -> str:
    """Return the sources with their dates in one line; empty if there are none."""
    if not citations:
        return ""
    label = "Quelle" if len(citations) == 1 else "Quellen"
    return f"{label}: " + "; ".join(map(str, citations))


def explanation_as_text(explanation: Explanation) -> str:
    """Return how a question was understood: outcome, words, readings with their scores, thresholds."""
    limits = asdict(explanation.limits) if explanation.limits else {}
    facts = [
        f"Ergebnis: {describe(explanation.meaning)}",
        f"Gelesen als: {' '.join(explanation.read_as) or '–'}",
        f"Unser Gebiet: {explanation.covered:.2f}",
        f"Schwellen: {', '.join(f'{name} {value:.2f}' for name, value in limits.items()) or '–'}",
    ]
    readings = [
        f"{judged.score:.2f}  {judged.match.label} ({reading_as_text(judged.reading)})"
        + (f" „{judged.match.phrase}“" if judged.match.phrase else "")
        for judged in explanation.judged[:_MOST_READINGS]
    ]
    return "\n".join(facts) + ("\n\n" + "\n".join(readings) if readings else "")


def reading_as_text(reading: Reading) -> str:
    """Return what a reading takes a message for, in a few words."""
    match reading:
        case Alone():
            return "für sich"
        case SubjectCarried(subject, age):
            return f"zu „{subject}“" + (f" von vor {age + 1} Nachrichten" if age else " von eben")
        case AspectCarried(subject, aspects):
            return f"„{', '.join(aspects)}“ von eben, nun zu „{subject}“"
        case ChosenInWords():
            return "Auswahl in Worten"
        case Again():
            return "steht in der letzten Antwort"
