"""Replies as plain text, for logs, files and other programs; what a terminal makes of them is not known here."""

from collections.abc import Sequence

from bot.message import Citation, Reply


def with_sources(reply: Reply) -> str:
    """Return the reply's text as a person reads it, with its sources below."""
    return "\n\n".join(filter(None, (reply.text, sources_line(reply.citations))))


def sources_line(citations: Sequence[Citation]) -> str:
    """Return the sources with their dates in one line; empty if there are none."""
    if not citations:
        return ""
    label = "Quelle" if len(citations) == 1 else "Quellen"
    return f"{label}: " + "; ".join(f"{citation.text} (Stand: {citation.stand})" for citation in citations)
