"""What the bot has yet to be told: growing ids, confirmation by offset, repetition and disorder on demand."""

from collections.abc import Collection
from dataclasses import dataclass

from tests.botapi.shapes import Json

_ONLY_WHEN_ASKED_FOR = {"chat_member", "message_reaction", "message_reaction_count"}
_FAR = 10  # an offset that far ahead is from before the ids began anew


@dataclass
class _Waiting:
    update: Json
    again: bool = False
    given: bool = False

    @property
    def id(self) -> int:
        return int(self.update["update_id"])


class UpdateQueue:
    """The updates of one bot."""

    def __init__(self, first: int) -> None:
        self.next_id = first
        self.allowed: frozenset[str] = frozenset()
        self._waiting: list[_Waiting] = []
        self._held: list[_Waiting] | None = None
        self._history: dict[int, Json] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, kind: str, content: Json) -> int:
        """The id of the new update, or 0 where the bot doesn't want that kind."""
        if kind in _ONLY_WHEN_ASKED_FOR - self.allowed or (self.allowed and kind not in self.allowed):
            return 0
        number, self.next_id = self.next_id, self.next_id + 1
        self._history[number] = {"update_id": number, kind: content}
        self._append(_Waiting(self._history[number]))
        return number

    def repeat(self, update: int) -> None:
        """Give an update out once more, whatever was confirmed."""
        self._append(_Waiting(self._history[update], again=True))

    def hold(self) -> None:
        """Gather updates without giving them out."""
        if self._held is None:
            self._held = []

    @property
    def held(self) -> list[int]:
        """The ids of what is gathered."""
        return [waiting.id for waiting in self._held or ()]

    def release(self, order: Collection[int]) -> None:
        """Give out what was gathered: first those named, in this order, then the rest."""
        held = {waiting.id: waiting for waiting in self._held or ()}
        self._waiting += [held.pop(update) for update in order] + list(held.values())
        self._held = None

    def confirm(self, offset: int) -> None:
        """Forget what is below the offset; a negative one keeps that many from the end."""
        if offset < 0:
            self._waiting = self._waiting[offset:]
        elif offset <= self.next_id + _FAR:
            self._waiting = [w for w in self._waiting if (not w.given if w.again else w.id >= offset)]

    def give(self, limit: int) -> list[Json]:
        """The next updates, which stay until they are confirmed."""
        batch = self._waiting[:limit]
        for waiting in batch:
            waiting.given = True
        return [waiting.update for waiting in batch]

    def first(self) -> Json | None:
        """The next update, for the webhook."""
        return self._waiting[0].update if self._waiting else None

    def drop(self, update: Json) -> None:
        """The webhook took the first, unless it was forgotten meanwhile."""
        if self.first() is update:
            del self._waiting[0]

    def clear(self) -> None:
        """Forget everything that waits."""
        self._waiting = []

    def _append(self, waiting: _Waiting) -> None:
        (self._waiting if self._held is None else self._held).append(waiting)
