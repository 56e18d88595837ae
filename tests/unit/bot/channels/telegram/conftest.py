"""A server that behaves as the Bot API, and the channel at work with it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from intents.understand import Understanding
from knowledge.model import Knowledge
from tests.botapi import BotApi
from tests.unit.bot.channels.telegram.house import House, opened


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@pytest.fixture
async def house(api: BotApi, small: Knowledge, small_understanding: Understanding) -> AsyncIterator[House]:
    async with opened(api, small, small_understanding) as house:
        yield house


@pytest.fixture
async def named_house(api: BotApi, small: Knowledge, small_understanding: Understanding) -> AsyncIterator[House]:
    """Only Petra is a Lotse there."""
    async with opened(api, small, small_understanding, named=True) as house:
        yield house
