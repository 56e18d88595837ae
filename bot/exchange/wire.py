"""What a messenger does for the outbox: carry one letter, and say what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from bot.store.records import NO_MARK, Letter, Mark


@dataclass(frozen=True)
class Delivered:
    """It arrived."""

    message: str = ""
    """Which message it became; empty if the messenger does not tell."""
    mark: Mark = NO_MARK
    """What to remember of that message."""


@dataclass(frozen=True)
class TryAgain:
    """It surely did not arrive, or repeating it does no harm."""

    reason: str
    """For the log: nothing that a person wrote."""
    seconds: float | None = None
    """How long the messenger wants us to wait; None if it does not say."""
    meanwhile: tuple[Letter, ...] = ()
    """What others get to see of it, once."""


@dataclass(frozen=True)
class PerhapsDelivered:
    """Nobody knows whether it arrived: the person is asked, since sending it again might double it."""

    reason: str


@dataclass(frozen=True)
class Undeliverable:
    """It will never arrive: blocked, deleted, refused."""

    reason: str


@dataclass(frozen=True)
class LaneMoved:
    """It goes elsewhere from now on, and so do all letters of its lane."""

    lane: str


Outcome: TypeAlias = Delivered | TryAgain | PerhapsDelivered | Undeliverable | LaneMoved


class Wire(Protocol):
    """A messenger, as the outbox knows it. A letter that another version wrote makes each method raise ValueError."""

    async def carry(self, letter: Letter, lane: str, *, repeated: bool) -> Outcome:
        """Do what a letter says, in the lane as it is called now; a repeated one says that it may be known already.

        Raises StoreError, as long as nothing was sent.
        """

    def nudge(self, letter: Letter, held: int) -> Letter:
        """Return what asks the person whether a letter arrived, and lets them have the `held` one again."""

    def join(self, letter: Letter, other: Letter) -> Letter | None:
        """Return a letter that says what both say, of one topic and for one lane; None if that is too much for one."""

    def instead(self, letter: Letter) -> Sequence[Letter]:
        """Return what is sent, to anybody, if a letter can't be delivered."""
