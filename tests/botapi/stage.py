"""Where the steps of a script are played: in this process, or in the one that serves."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from tests.botapi.world import World

P = ParamSpec("P")
R = TypeVar("R")


class Stage(Protocol):
    """What plays steps and knows when something changed."""

    def play(self, step: Callable[..., R], script: "Staged", *args: Any, **kwargs: Any) -> R:
        """Do one step and return its result."""

    async def changed(self, seen: int, seconds: float) -> int:
        """The number of changes, as soon as it is another than `seen` or the time is over."""

    def listen(self, *, on: bool) -> None:
        """Accept connections, or refuse them and tear those there are; only where the world is."""

    @property
    def world(self) -> World:
        """The state; only where it is, that is inside a step."""


class Staged:
    """Something with steps."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @property
    def _world(self) -> World:
        return self._stage.world


S = TypeVar("S", bound=Staged)


def step(function: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """A method that is played where the world is; its arguments and result can be sent as JSON."""

    @functools.wraps(function)
    def play(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return self._stage.play(function, self, *args, **kwargs)

    return play


def look(function: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """A step that changes nothing, so that nobody who waits for a change needs to be woken."""
    function.__dict__["look"] = True
    return step(function)


def is_deed(function: Callable[..., object]) -> bool:
    """Whether a step changes anything."""
    return "look" not in function.__dict__


def is_step(method: object) -> bool:
    """Whether a method was made by `step`."""
    return inspect.isfunction(method) and getattr(method, "__wrapped__", None) is not None
