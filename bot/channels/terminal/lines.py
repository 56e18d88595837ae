"""Where a terminal's lines come from; a keyboard's are read in `keyboard.py`, whose library only it needs."""

from typing import BinaryIO, Protocol

_MAX_BYTES = 1_000_000


class Lines(Protocol):
    """What a person types, line by line."""

    async def read(self, prompt: str) -> str | None:
        """Return the next line; None when there is no more."""

    def forget(self) -> None:
        """Erase what was kept of earlier lines."""


class Piped:
    """Lines from a pipe or a file: no prompt, and bytes that are no text are replaced."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    async def read(self, prompt: str) -> str | None:  # noqa: ARG002 - nobody would see it
        raw = self._stream.readline(_MAX_BYTES)
        return raw.decode("utf-8-sig", "replace").rstrip("\r\n") if raw else None

    def forget(self) -> None:
        """Nothing is kept."""
