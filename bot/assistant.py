"""Puts the assistant together from its knowledge: what every channel and command starts from."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.conversation import Conversation
from bot.interview.archive import Timing
from intents.understand import Understanding
from knowledge.load import load
from knowledge.model import Knowledge


@dataclass(frozen=True)
class Assistant:
    """What answers, without anything that persists."""

    knowledge: Knowledge
    understanding: Understanding
    conversation: Conversation


def assemble(overlays: Iterable[Path], timing: Timing | None = None) -> Assistant:
    """Load and learn; takes about a second. Raises KnowledgeError."""
    knowledge = load(overlays)
    understanding = Understanding(knowledge)
    return Assistant(knowledge, understanding, Conversation(knowledge, understanding, timing=timing))
