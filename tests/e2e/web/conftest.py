"""Whoever comes to the web: real Chromium against the real process.

The tests of this folder and their fixtures share one event loop, since a browser lives in the loop that started it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.e2e.process import Process
from tests.e2e.web.browser import Visitor, launch, visitor

HERE = Path(__file__).parent
Visit: TypeAlias = Callable[..., Awaitable[Visitor]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """One assistant for all tests in which people don't meet."""
    process = Process(tmp_path_factory.mktemp("web"))
    process.start()
    yield process
    if process.running:
        process.stop()


@pytest.fixture(scope="session")
def address(process: Process) -> str:
    return process.address()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Visit]:
    """Let somebody come, with a browser of their own; fails at the end if a page complained."""
    async with AsyncExitStack() as stack:
        came: list[Visitor] = []

        async def come(address: str = "", **habits: Any) -> Visitor:
            somebody = await visitor(browser, address or request.getfixturevalue("address"), **habits)
            stack.push_async_callback(somebody.context.close)
            came.append(somebody)
            return somebody

        yield come
    assert not [complaint for somebody in came for complaint in somebody.unpardoned]
