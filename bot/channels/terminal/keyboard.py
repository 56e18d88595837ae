"""Lines from a keyboard: an editor with a history, made with prompt_toolkit."""

import os
from contextlib import suppress
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from bot.talk.privacy import redact
from bot.words import words


class RedactedHistory(FileHistory):
    """Keeps lines in a file without what identifies a person; only until the end of the process as they were."""

    def store_string(self, string: str) -> None:
        super().store_string(redact(string))


class Typed:
    """Lines from a keyboard, with a history that survives; what is pasted stays one message."""

    def __init__(self, history: Path) -> None:
        """Prepare the prompt; the history is readable by its owner alone, and does without a file if need be."""
        self._path = history
        kept: History = InMemoryHistory()
        with suppress(OSError):
            os.close(os.open(history, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
            kept = RedactedHistory(str(history))
        self._session: PromptSession[str] = PromptSession(history=kept, bottom_toolbar=words().terminal.toolbar)

    async def read(self, prompt: str) -> str | None:
        try:
            return await self._session.prompt_async(prompt)
        except (EOFError, KeyboardInterrupt):
            return None

    def forget(self) -> None:
        self._session.history = self._session.default_buffer.history = InMemoryHistory()
        with suppress(OSError):
            self._path.write_bytes(b"")
