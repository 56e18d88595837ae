"""How fast the chat is on a slow line (`python -m tests.bench.pages`): first paint, and from sending to the answer."""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tests.e2e.process import Process
from tests.e2e.web.browser import PHONE, launch, visitor
from tests.e2e.web.talk import Talk

RUNS = 5
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
PAINT = """new Promise(told => new PerformanceObserver(list => {
    const paint = list.getEntriesByName("first-contentful-paint")[0];
    if (paint) told(paint.startTime);
}).observe({ type: "paint", buffered: true }))"""


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        process = Process(Path(folder))
        process.start()
        try:
            async with async_playwright() as playwright:
                browser = await launch(playwright)
                measured = [await measure(browser, process.address()) for _ in range(RUNS)]
        finally:
            process.stop()
    for name, values in zip(("first paint", "answer"), zip(*measured, strict=True), strict=True):
        print(f"{name}: {statistics.median(values):.1f} s")  # noqa: T201 - what this is for


async def measure(browser: Browser, address: str) -> tuple[float, float]:
    """Return the seconds to the first paint of somebody's first page, and to their first answer."""
    somebody = await visitor(browser, address, width=PHONE)
    page = await somebody.context.new_page()
    await slow_down(page)
    await page.goto(address)
    paint = await page.evaluate(PAINT) / 1000
    started = time.perf_counter()
    await Talk(page).ask("Was ist Amt24?")
    answered = time.perf_counter() - started
    await somebody.context.close()
    return paint, answered


async def slow_down(page: Page) -> None:
    """Let a page have a line of 400 ms and 50 KB/s."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Network.enable")
    await devtools.send("Network.emulateNetworkConditions", SLOW)


if __name__ == "__main__":
    asyncio.run(main())
