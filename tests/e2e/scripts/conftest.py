"""One process with all its channels, and somebody in each of them. A further channel is one line in `CHANNELS`."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.botapi import BotApi
from tests.e2e.process import Process
from tests.e2e.scripts.matrix import MatrixPerson
from tests.e2e.scripts.person import ScriptedPerson
from tests.e2e.scripts.telegram import LotsenInTelegram, TelegramPerson
from tests.e2e.scripts.terminal import TerminalPerson
from tests.e2e.scripts.web import BrowserPerson, PlainPerson
from tests.e2e.web.browser import launch, visitor
from tests.synapse import Person, Synapse
from tests.synapse.server import PASSWORD


@dataclass(frozen=True)
class Town:
    """The process, and what stands around it."""

    process: Process
    api: BotApi
    lotsen: LotsenInTelegram
    browsers: "Browsers"
    synapse: Synapse | str
    """Where people are in Matrix, or why there is none here."""
    in_matrix: str
    """The assistant's account there."""


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


@asynccontextmanager
async def in_encrypted_room(town: Town, folder: Path) -> AsyncIterator[MatrixPerson]:
    if isinstance(town.synapse, str):
        pytest.skip(town.synapse)
    person = await Person.new(town.synapse, f"anna-{uuid4().hex}")
    try:
        yield await MatrixPerson.come(person, town.in_matrix, town.process.database)
    finally:
        await person.close()


Coming: TypeAlias = Callable[[Town, Path], AbstractAsyncContextManager[ScriptedPerson]]
CHANNELS: dict[str, tuple[type, Coming]] = {
    "Terminal": (TerminalPerson, at_terminal),
    "Web, plain": (PlainPerson, without_script),
    "Web": (BrowserPerson, with_browser),
    "Telegram": (TelegramPerson, in_telegram),
    "Matrix": (MatrixPerson, in_encrypted_room),
}
"""The columns of the table in `docs/channels.md`: who is there, and how they come."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory, synapse_or_not: Synapse | str) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        api = stack.enter_context(BotApi())
        group, petra = api.supergroup("Digital-Lotsen"), api.person("Petra")
        told = {
            "LOTSENBOT_TELEGRAM_TOKEN": api.token,
            "LOTSENBOT_TELEGRAM_BASE_URL": api.root,
            "LOTSENBOT_TELEGRAM_LOTSEN_GROUP": str(group.id),
        }
        in_matrix = ""
        if isinstance(synapse_or_not, Synapse):
            in_matrix = synapse_or_not.register(f"lotse-{uuid4().hex}")["user_id"]
            told |= {
                "LOTSENBOT_MATRIX_HOMESERVER": synapse_or_not.root,
                "LOTSENBOT_MATRIX_USER": in_matrix,
                "LOTSENBOT_MATRIX_PASSWORD": PASSWORD,
            }
        process = Process(tmp_path_factory.mktemp("scripts"), **told)
        process.start()
        stack.callback(process.stop)
        process.address()
        lotsen = LotsenInTelegram(api, group, petra)
        yield Town(process, api, lotsen, Browsers(stack), synapse_or_not, in_matrix)


@pytest_asyncio.fixture(loop_scope="module")
async def person(town: Town, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ScriptedPerson]:
    """Somebody new in the channel that the test names."""
    _, coming = CHANNELS[request.param]
    async with coming(town, tmp_path) as somebody:
        yield somebody
