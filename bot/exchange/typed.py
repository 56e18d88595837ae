"""What a text is that somebody typed in a messenger: words for the conversation, or a command that there is not."""

from dataclasses import dataclass

from bot.talk.actions import Action, RunCommand
from knowledge.folding import fold
from knowledge.model import Knowledge


@dataclass(frozen=True)
class TypedText:
    """What somebody wants to be answered, with the command before it."""

    words: str
    unknown: bool
    """Whether it begins with a command that nobody knows."""

    @property
    def action(self) -> Action | None:
        """Return what to do instead of answering the words."""
        return RunCommand("help") if self.unknown else None


def typed(command: str, text: str, knowledge: Knowledge) -> TypedText:
    """Return what was typed; `command` stands without its slash, and is empty where there is none."""
    words = f"/{command} {text}".strip() if command else text
    return TypedText(words, bool(command) and knowledge.command(fold(words)) is None)
