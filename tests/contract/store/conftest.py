"""Every engine, and the fakes, keep the same promises."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.ports import Store
from bot.store.sqlite.store import open_sqlite
from tests.fakes import memory_store


@pytest.fixture(params=["sqlite", "memory"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store."""
    if request.param == "memory":
        yield memory_store()
    else:
        async with open_sqlite(tmp_path / "lotsenbot.sqlite3") as opened:
            yield opened
