"""Tells whoever sends or shows letters that there are new ones, once they are stored."""

from collections.abc import Iterable

from bot.store.records import Letter, Listener


class Bell:
    """Rings within this process only; what another process stored is found on the next look."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with every letter that was stored; it must neither raise nor take long."""
        self._listeners.append(listener)

    def ring(self, letters: Iterable[Letter]) -> None:
        """Say that these letters were stored."""
        for letter in letters:
            for listener in self._listeners:
                listener(letter)
