"""One process with all its channels, and somebody in each of them. A further channel is one line in `CHANNELS`."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.botapi import BotApi
from tests.e2e.process import Process
from tests.e2e.scripts.person import ScriptedPerson
from tests.e2e.scripts.telegram import LotsenInTelegram, TelegramPerson
from tests.e2e.scripts.terminal import TerminalPerson
from tests.e2e.scripts.web import BrowserPerson, PlainPerson
from tests.e2e.web.browser import launch, visitor


@dataclass(frozen=True)
class Town:
    """The process, and what stands around it."""

    process: Process
    api: BotApi
    lotsen: LotsenInTelegram
    browsers: "Browsers"


class Browsers:
    """One browser for everybody, started when it is needed first."""

    def __init__(self, until_the_end: AsyncExitStack) -> None:
        self._until_the_end = until_the_end
        self._browser: Browser | None = None

    async def one(self) -> Browser:
        if self._browser is None:
            playwright = await self._until_the_end.enter_async_context(async_playwright())
            self._browser = await launch(playwright)
            self._until_the_end.push_async_callback(self._browser.close)
        return self._browser


@asynccontextmanager
async def at_terminal(_: Town, folder: Path) -> AsyncIterator[TerminalPerson]:
    person = await TerminalPerson.come(folder)
    yield person
    await person.leave()


@asynccontextmanager
async def without_script(town: Town, _: Path) -> AsyncIterator[PlainPerson]:
    person = PlainPerson(town.process.address())
    await person.come()
    yield person
    await person.leave()


@asynccontextmanager
async def with_browser(town: Town, _: Path) -> AsyncIterator[BrowserPerson]:
    somebody = await visitor(await town.browsers.one(), town.process.address())
    yield BrowserPerson(await somebody.open())
    await somebody.context.close()
    assert not somebody.unpardoned


@asynccontextmanager
async def in_telegram(town: Town, _: Path) -> AsyncIterator[TelegramPerson]:
    yield TelegramPerson(town.api, town.process.database)


Coming: TypeAlias = Callable[[Town, Path], AbstractAsyncContextManager[ScriptedPerson]]
CHANNELS: dict[str, tuple[type, Coming]] = {
    "Terminal": (TerminalPerson, at_terminal),
    "Web, plain": (PlainPerson, without_script),
    "Web": (BrowserPerson, with_browser),
    "Telegram": (TelegramPerson, in_telegram),
}
"""The columns of the table in `docs/channels.md`: who is there, and how they come."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        api = stack.enter_context(BotApi())
        group, petra = api.supergroup("Digital-Lotsen"), api.person("Petra")
        told = {"TOKEN": api.token, "BASE_URL": api.root, "LOTSEN_GROUP": str(group.id)}
        process = Process(
            tmp_path_factory.mktemp("scripts"), **{f"LOTSENBOT_TELEGRAM_{name}": value for name, value in told.items()}
        )
        process.start()
        stack.callback(process.stop)
        process.address()
        yield Town(process, api, LotsenInTelegram(api, group, petra), Browsers(stack))


@pytest_asyncio.fixture(loop_scope="module")
async def person(town: Town, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ScriptedPerson]:
    """Somebody new in the channel that the test names."""
    _, coming = CHANNELS[request.param]
    async with coming(town, tmp_path) as somebody:
        yield somebody
