"""Replies as plain text, for logs, files and other programs; what a terminal makes of them is not known here."""

from collections.abc import Sequence
from dataclasses import asdict

from bot.talk.message import Citation, Reply
from bot.words import words
from intents.meaning import Explanation
from intents.readings import Again, Alone, AspectCarried, ChosenInWords, Reading, SubjectCarried
from intents.selftest import describe
from knowledge.markup import plain

_MOST_READINGS = 6


def with_sources(reply: Reply) -> str:
    """Return the reply's text as a person reads it, with its sources below."""
    return "\n\n".join(filter(None, (plain(reply.text), sources_line(reply.citations), reply.to_copy)))


def sources_line(citations: Sequence[Citation]) -> str:
    """Return the sources with their dates in one line; empty if there are none."""
    if not citations:
        return ""
    said = words().sources
    return (said.one if len(citations) == 1 else said.more).format(sources="; ".join(map(str, citations)))


def explanation_as_text(explanation: Explanation) -> str:
    """Return how a question was understood: outcome, words, readings with their scores, thresholds."""
    limits = asdict(explanation.limits) if explanation.limits else {}
    said = words().explanation
    facts = [
        f"{said.outcome}: {describe(explanation.meaning)}",
        f"{said.read_as}: {' '.join(explanation.read_as) or '–'}",
        f"{said.ours}: {explanation.covered:.2f}",
        f"{said.thresholds}: {', '.join(f'{name} {value:.2f}' for name, value in limits.items()) or '–'}",
    ]
    readings = [
        f"{judged.score:.2f}  {judged.match.label} ({reading_as_text(judged.reading)})"
        + (f" „{judged.match.phrase}“" if judged.match.phrase else "")
        for judged in explanation.judged[:_MOST_READINGS]
    ]
    return "\n".join(facts) + ("\n\n" + "\n".join(readings) if readings else "")


def reading_as_text(reading: Reading) -> str:
    """Return what a reading takes a message for, in a few words."""
    said = words().readings
    match reading:
        case Alone():
            return said.alone
        case SubjectCarried(subject, 0):
            return said.subject.format(subject=subject)
        case SubjectCarried(subject, age):
            return said.earlier_subject.format(subject=subject, ago=age + 1)
        case AspectCarried(subject, aspects):
            return said.aspect.format(aspects=", ".join(aspects), subject=subject)
        case ChosenInWords():
            return said.chosen
        case Again():
            return said.again
