"""Replies as plain text, for logs, files and other programs; what a terminal makes of them is not known here."""

from collections.abc import Sequence

from bot.talk.message import Citation, Reply
from bot.words import words
from intents.meaning import Explanation
from intents.selftest import describe
from knowledge.markup import plain

_MOST_CANDIDATES = 5


def with_sources(reply: Reply) -> str:
    """Return the reply's text as a person reads it, with its sources below."""
    return "\n\n".join(filter(None, (plain(reply.text), sources_line(reply.citations))))


def sources_line(citations: Sequence[Citation]) -> str:
    """Return the sources with their dates in one line; empty if there are none."""
    if not citations:
        return ""
    said = words().sources
    return (said.one if len(citations) == 1 else said.more).format(sources="; ".join(map(str, citations)))


def explanation_as_text(explanation: Explanation) -> str:
    """Return how a question was understood: outcome, words, candidates with scores, thresholds."""
    thresholds = ", ".join(f"{name} {value:.2f}" for name, value in explanation.thresholds.items())
    candidates = [
        f"{score:.2f}  {match.label}" + (f" („{match.phrase}“)" if match.phrase else "")
        for match, _, score in explanation.candidates[:_MOST_CANDIDATES]
    ]
    said = words().explanation
    facts = [
        f"{said.outcome}: {describe(explanation.meaning)}",
        f"{said.read_as}: {' '.join(explanation.read_as) or '–'}",
        f"{said.ours}: {explanation.covered:.2f}",
        f"{said.thresholds}: {thresholds or '–'}",
    ]
    return "\n".join(facts) + ("\n\n" + "\n".join(candidates) if candidates else "")
