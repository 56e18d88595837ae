"""What of the conversation so far a reading may use: small, explicit, and independent of how it was said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

_REMEMBERED = 3


@dataclass(frozen=True)
class Matter:
    """What somebody asks about."""

    subjects: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()


@dataclass(frozen=True)
class PastTurn:
    """A question of ours that got a reply."""

    matter: Matter = Matter()
    """What was named in it, or carried over to it."""
    told: tuple[str, ...] = ()
    """The entries that answered; none if it was refused, or asked back."""

    def __post_init__(self) -> None:
        if not (self.told or self.matter.subjects or self.matter.aspects):
            raise ValueError("a turn about nothing is not remembered")


@dataclass(frozen=True)
class Context:
    """The last turns that were about something, the newest first, and what the person was shown to choose from."""

    turns: tuple[PastTurn, ...] = ()
    offered: tuple[str, ...] = ()
    """Entries, in the order in which they were shown."""
    asked_back: bool = False
    """Whether the person was asked which of the offered ones was meant."""

    def __post_init__(self) -> None:
        if len(self.turns) > _REMEMBERED or (self.asked_back and not self.offered):
            raise ValueError("too many turns, or a choice of nothing")

    @property
    def told(self) -> tuple[str, ...]:
        """The entries of the last answer, however many turns ago that was."""
        return next((turn.told for turn in self.turns if turn.told), ())

    def after(self, turn: PastTurn) -> "Context":
        """Return the context after one more turn; what was offered before is gone."""
        return Context((turn, *self.turns)[:_REMEMBERED])

    def offering(self, entries: Iterable[str], *, asked_back: bool = False) -> "Context":
        """Return the context with some entries shown."""
        shown = tuple(entries)
        return replace(self, offered=shown, asked_back=asked_back and bool(shown))

    def within(self, known: Iterable[str]) -> "Context":
        """Return what is left of it if only the entries `known` exist (any more)."""
        entries = frozenset(known)
        return Context(tuple(_left(self.turns, entries)), tuple(e for e in self.offered if e in entries)).offering(
            (entry for entry in self.offered if entry in entries), asked_back=self.asked_back
        )


def _left(turns: Iterable[PastTurn], known: frozenset[str]) -> Iterator[PastTurn]:
    for turn in turns:
        told = tuple(entry for entry in turn.told if entry in known)
        if told or turn.matter != Matter():
            yield replace(turn, told=told)


NOTHING_SO_FAR = Context()


def after(*entries: str) -> Context:
    """Return the context in which `entries` were just told."""
    return Context((PastTurn(told=entries),)) if entries else NOTHING_SO_FAR
