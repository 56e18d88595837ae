"""Opens the store that the settings name; the only place that knows which engine that is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.config import Settings, make_data_folder
from bot.store.ports import Store
from bot.store.sqlite.store import open_sqlite


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """Open the store, making its folder if that is the default one. Raises ConfigError, StoreError."""
    make_data_folder(settings)
    async with open_sqlite(settings.database) as store:
        yield store
