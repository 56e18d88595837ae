"""Somebody in a channel, as the scripts know them. A further channel is one more module with such a person.

What a channel can beyond this it shows by the methods of the protocols below; the scripts that need them run there.
"""

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True)
class Said:
    """What the assistant answered to one message."""

    text: str
    choices: tuple[str, ...] = ()


class ScriptedPerson(Protocol):
    """What one can do everywhere."""

    async def say(self, text: str) -> Said:
        """Write something and return what is answered."""

    async def pick(self, label: str) -> Said:
        """Pick what is offered with these words in it, as one does there."""

    async def begin_anew(self) -> None:
        """Begin a new conversation."""

    async def own_data(self) -> dict[str, Any]:
        """Have everything handed out that is stored."""

    async def erase(self) -> None:
        """Have everything erased."""

    async def file(self, label: str) -> bytes:
        """Pick a file and return its content."""


@runtime_checkable
class PressesButtons(Protocol):
    """What is offered can be pressed."""

    async def press(self, label: str) -> Said: ...


@runtime_checkable
class ReachesHumans(Protocol):
    """A question can be passed on, and the answer is read there."""

    async def read(self, text: str) -> None:
        """Look whether this has come, until it has."""


@runtime_checkable
class HearsByItself(Protocol):
    """What a human answers is shown without anything being done."""

    async def hear(self, text: str) -> None: ...


@runtime_checkable
class Edits(Protocol):
    """A message can be changed after it was sent, and so is its answer."""

    async def edit(self, text: str) -> Said: ...


@runtime_checkable
class Rates(Protocol):
    """An answer can be called helpful or not."""

    async def rate(self) -> None:
        """Call the last answer helpful."""


ABILITIES: dict[str, type] = {
    "choices are buttons": PressesButtons,
    "a human can be asked": ReachesHumans,
    "what a human answers comes by itself": HearsByItself,
    "an edited question changes its answer": Edits,
    "answers are rated": Rates,
}
"""The rows of the table in `docs/channels.md`."""
