"""Opens the store that the settings name; the only place that knows which engine that is."""

import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from bot.config import Settings, make_data_folder
from bot.errors import ConfigError
from bot.store.ports import Store
from bot.store.sqlite.copying import look_at
from bot.store.sqlite.store import open_sqlite

__all__ = ["in_use", "look_at", "open_store"]


@asynccontextmanager
async def open_store(settings: Settings, *, alone: bool = False) -> AsyncIterator[Store]:
    """Open the store, making its folder if that is the default one; `alone`: with nobody else beside.

    Raises ConfigError, StoreError.
    """
    make_data_folder(settings)
    with in_use(settings, alone=alone):
        async with open_sqlite(settings.database) as store:
            yield store


@contextmanager
def in_use(settings: Settings, *, alone: bool) -> Iterator[None]:
    """Let nobody use the store meanwhile who wants to be alone with it, or anybody at all. Raises ConfigError."""
    try:
        folder = os.open(settings.database.parent, os.O_RDONLY)
    except OSError:  # the engine says what is wrong with it
        yield
        return
    try:
        with suppress(PermissionError):  # a file system without locks
            fcntl.flock(folder, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        os.close(folder)
        raise ConfigError(
            "Der Assistent läuft gerade. Bitte beenden Sie ihn, und versuchen Sie es noch einmal."
            if alone
            else "Die Datenbank wird gerade gewartet. Bitte warten Sie, bis das beendet ist."
        ) from exc
    try:
        yield
    finally:
        os.close(folder)
