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


def typed(command: str, text: str, knowledge: Knowledge, about: str = "") -> TypedText:
    """Return what was typed.

    `command`: without its slash; empty where there is none. `about`: what the text replies to or stands below, which is
    meant where a command takes a letter.
    """
    if not command:
        return TypedText(text, unknown=False)
    words = f"/{command} {text}".strip()
    if knowledge.wording.letter_in(words) is not None:
        return TypedText(f"{words}\n{about}" if about else words, unknown=False)
    return TypedText(words, unknown=knowledge.command(fold(words)) is None)
