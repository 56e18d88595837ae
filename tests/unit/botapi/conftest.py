"""A server for the test, and the real library's client for it."""

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from tests.botapi import BotApi


@pytest.fixture(autouse=True)
def timedelta(monkeypatch):
    """Have the library give `retry_after` as the type it will be, without which it warns."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def api():
    with BotApi() as server:
        yield server


@pytest.fixture
async def bot(api: BotApi):
    async with client(api) as bot:
        yield bot


def client(api: BotApi, read_timeout: float = 5.0) -> Bot:
    """The library's bot, talking to the server."""
    requests = [HTTPXRequest(read_timeout=read_timeout, httpx_kwargs={"verify": False}) for _ in range(2)]
    return Bot(
        api.token,
        base_url=f"{api.root}/bot",
        base_file_url=f"{api.root}/file/bot",
        get_updates_request=requests[0],
        request=requests[1],
    )


@pytest.fixture
def anna(api: BotApi):
    return api.person("Anna", "anna_s")


@pytest.fixture
def chat(api: BotApi, anna):
    return api.private(anna)
