"""A channel as one value: what it is called, what fits into it, and what runs once it is opened."""

import datetime
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.routing import BaseRoute, Route

from bot.config import Settings
from bot.curation.assistant import RunningAssistant
from bot.exchange.dispatch import Dispatcher
from bot.exchange.lotsen import Courier, Group, Lotsen
from bot.exchange.symptoms import Symptom
from bot.exchange.wire import Wire
from bot.store.ports import Store
from bot.talk.privacy import Keys


@dataclass(frozen=True)
class Surroundings:
    """What a channel finds when it is opened."""

    settings: Settings
    store: Store
    live: RunningAssistant
    keys: Keys
    dispatcher: Dispatcher
    lotsen: Lotsen
    now: Callable[[], datetime.datetime]

    @property
    def secret(self) -> bytes:
        """What signs."""
        return self.keys.newest


def _always() -> bool:
    return True


def _nowhere(_code: str) -> None:
    return None


@dataclass(frozen=True)
class Opened:
    """A channel in this process."""

    routes: Sequence[BaseRoute] = ()
    """Its pages."""
    unguarded: Sequence[Route] = ()
    """Its routes for programs, which guard themselves."""
    run: Callable[[], Coroutine[object, object, None]] | None = None
    """What it does meanwhile: until cancelled, and then it finishes what is under way. Its end is the process's."""
    wire: Wire | None = None
    """What carries its letters once it runs, by a `Sender` of its own; None where pages fetch them."""
    ready: Callable[[], bool] = _always
    """Whether messages come in."""
    invitation: Callable[[str], str | None] = _nowhere
    """The link by which somebody takes part there in the workshop with this code; None if it is not known (yet)."""
    needs_http: bool = True
    """Whether it is deaf without HTTP."""


def _unopened(_around: Surroundings) -> None:
    return None


def _no_groups(_settings: Settings) -> Sequence[Group]:
    return ()


async def _nothing(_settings: Settings) -> AsyncIterator[Symptom]:
    for finding in tuple[Symptom, ...]():
        yield finding


@dataclass(frozen=True)
class Possession:
    """What a channel keeps in a folder beside the database, and could not go on without."""

    folder: Callable[[Settings], Path]
    copy: Callable[[Path, Path], None]
    """Copy that folder, which may be in use, to one that is not there yet. Raises OSError."""


@dataclass(frozen=True)
class Channel:
    """A way in which people reach the assistant; importing its value loads no library of its own."""

    name: str
    """What is stored as the channel of a message."""
    label: str
    """What people call it."""
    action_chars: int | None = None
    """How much the code of an action may have, so that a button can carry it; None if that is no matter."""
    courier: Courier | None = None
    """Words what Lotsen answer."""
    groups: Callable[[Settings], Sequence[Group]] = _no_groups
    """Where the Lotsen sit together there, by the settings."""
    examine: Callable[[Settings], AsyncIterator[Symptom]] = _nothing
    """Look whether it is set up, asking its server."""
    open: Callable[[Surroundings], Opened | None] = _unopened
    """Make it run in this process; None if it is not set up. Starts nothing. Raises ConfigError."""
    possession: Possession | None = None
    """What a backup takes along."""
