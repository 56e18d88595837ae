"""Replies as plain text, for logs, files and other programs; what a terminal makes of them is not known here."""

from collections.abc import Sequence

from bot.talk.message import Citation, Reply
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
    label = "Quelle" if len(citations) == 1 else "Quellen"
    return f"{label}: " + "; ".join(map(str, citations))


def explanation_as_text(explanation: Explanation) -> str:
    """Return how a question was understood: outcome, words, candidates with scores, thresholds."""
    thresholds = ", ".join(f"{name} {value:.2f}" for name, value in explanation.thresholds.items())
    candidates = [
        f"{score:.2f}  {match.label}" + (f" („{match.phrase}“)" if match.phrase else "")
        for match, _, score in explanation.candidates[:_MOST_CANDIDATES]
    ]
    facts = [
        f"Ergebnis: {describe(explanation.meaning)}",
        f"Gelesen als: {' '.join(explanation.read_as) or '–'}",
        f"Unser Gebiet: {explanation.covered:.2f}",
        f"Schwellen: {thresholds or '–'}",
    ]
    return "\n".join(facts) + ("\n\n" + "\n".join(candidates) if candidates else "")
