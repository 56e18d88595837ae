"""Puts the assistant together from its knowledge, and exchanges that for newer while it runs."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.curation.learnt import learn
from bot.talk.conversation import Conversation
from bot.talk.interview.archive import Timing
from bot.talk.message import Message
from bot.talk.operator import UNTOLD, Operator
from bot.talk.session import Session
from intents.match import Learnt
from intents.understand import Understanding
from knowledge.load import SHIPPED
from knowledge.model import Knowledge


@dataclass(frozen=True)
class AssistantVersion:
    """What answers, without anything that persists."""

    knowledge: Knowledge
    understanding: Understanding
    conversation: Conversation

    @property
    def version(self) -> str:
        """Return which knowledge answers."""
        return self.knowledge.version


@dataclass(frozen=True)
class Recipe:
    """What an assistant is made of, so that one with other knowledge can be made in the same way."""

    overlays: tuple[Path, ...] = ()
    base: Path = SHIPPED
    timing: Timing | None = None
    with_humans: bool = False
    operator: Operator = UNTOLD

    def make(self, before: Learnt | None = None) -> AssistantVersion:
        """Load and learn; takes a second or two when something is new, less after `before`. Raises KnowledgeError."""
        return self.around(*learn(self.overlays, self.base, before))

    def around(self, knowledge: Knowledge, understanding: Understanding) -> AssistantVersion:
        """Return the assistant for knowledge that was learnt already."""
        conversation = Conversation(
            knowledge, understanding, with_humans=self.with_humans, timing=self.timing, operator=self.operator
        )
        return AssistantVersion(knowledge, understanding, conversation)


def assemble(overlays: Iterable[Path], timing: Timing | None = None, base: Path = SHIPPED) -> AssistantVersion:
    """Load and learn; takes a second or two when something is new. Raises KnowledgeError."""
    return Recipe(tuple(overlays), base, timing).make()


def warmed(assistant: AssistantVersion) -> AssistantVersion:
    """Have an assistant build what it builds at its first use, so that nobody's question waits for that."""
    at = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    assistant.conversation.handle(Message("Ein Wrot, das niemnad kennt", at), Session())
    return assistant


class RunningAssistant:
    """The assistant as it is now; whoever holds this has the newest from one message to the next."""

    def __init__(self, assistant: AssistantVersion) -> None:
        self._assistant = assistant

    @property
    def knowledge(self) -> Knowledge:
        return self._assistant.knowledge

    @property
    def understanding(self) -> Understanding:
        return self._assistant.understanding

    @property
    def conversation(self) -> Conversation:
        return self._assistant.conversation

    @property
    def version(self) -> str:
        return self._assistant.version

    def exchange(self, assistant: AssistantVersion) -> None:
        """Let another assistant answer from now on."""
        self._assistant = assistant
