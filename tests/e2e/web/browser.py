"""A real browser that listens for whatever a page does wrong in silence, and lets axe-core look at it."""

import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, expect

AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
PHONE, DESKTOP, NARROWEST = 390, 1280, 320
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_HERE = ("127.0.0.1", "localhost")
_ONLY_HERE = f"--host-resolver-rules=MAP * ~NOTFOUND, {', '.join(f'EXCLUDE {host}' for host in _HERE)}"
_PATIENCE = 20_000  # milliseconds until a wait is given up: machines are busy now and then


def chromium() -> str:
    """Return where Chromium is; without it the test is skipped, or fails where the result counts."""
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    missing = "Chromium is missing: apt-get install chromium"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


async def launch(playwright: Playwright) -> Browser:
    """Start Chromium, which reaches nothing but this machine."""
    expect.set_options(timeout=_PATIENCE)
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return await playwright.chromium.launch(executable_path=chromium(), args=[*root, _ONLY_HERE])


@dataclass
class Visitor:
    """Somebody with a browser of their own: cookies, screen and habits; collects complaints about the pages."""

    context: BrowserContext
    address: str
    complaints: list[str] = field(default_factory=list)
    pardoned: list[str] = field(default_factory=list)

    async def open(self, path: str = "/") -> Page:
        """Open another page, by its path or its whole address."""
        page = await self.context.new_page()
        page.set_default_timeout(_PATIENCE)
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._watch)
        page.on("requestfailed", self._lament)
        await page.goto(self.address + path if path.startswith("/") else path)
        return page

    def pardon(self, *patterns: str) -> None:
        """Expect complaints that match these."""
        self.pardoned += patterns

    @property
    def unpardoned(self) -> list[str]:
        return [c for c in self.complaints if not any(re.search(pattern, c) for pattern in self.pardoned)]

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"console: {message.text} ({message.location.get('url')})")

    def _watch(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.hostname not in _HERE:
            self.complaints.append(f"foreign: {request.url}")

    def _lament(self, request: Request) -> None:
        # A download or a page left while something loads is no failure.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url}: {request.failure}")


async def visitor(
    browser: Browser,
    address: str,
    *,
    width: int = DESKTOP,
    height: int = 800,
    dark: bool = False,
    javascript: bool = True,
    calm: bool = False,
    **more: Any,
) -> Visitor:
    """Return somebody who was not here before; `calm` asks for reduced motion."""
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=javascript,
        reduced_motion="reduce" if calm else "no-preference",
        locale="de-DE",
        timezone_id="Europe/Berlin",
        **more,
    )
    return Visitor(context, address)


async def without_script(visitor: Visitor) -> None:
    """Let no script of ours load: what somebody without JavaScript sees, but axe-core can run."""
    visitor.pardon(r"\.js\b")
    await visitor.context.route(re.compile(r"\.js(\?.*)?$"), lambda route: route.abort())


UNSTUCK = "for (const bar of document.querySelectorAll('.top, .composer, .stuck')) bar.style.position = 'static'"
"""What lies half behind a bar can be scrolled out from there; axe-core sees one moment only."""


async def assert_accessible(page: Page) -> None:
    """Fail with a list of what axe-core finds."""
    await page.wait_for_load_state()  # what a press leads to may still lack its stylesheet
    await page.evaluate(UNSTUCK)
    await page.evaluate(AXE_SCRIPT)
    found = await page.evaluate("options => axe.run(options)", {"runOnly": AXE_TAGS, "resultTypes": ["violations"]})
    assert not found["violations"], f"{page.url}\n" + "\n".join(_described(found["violations"]))


def _described(violations: list[dict[str, Any]]) -> Iterable[str]:
    for violation in violations:
        yield f"{violation['id']} ({violation['impact']}): {violation['help']}"
        for node in violation["nodes"]:
            yield f"    {' '.join(map(str, node['target']))}: {node['html'][:200]}"
            yield f"        {node['failureSummary'].replace(chr(10), ' ')}"


async def assert_fits(page: Page) -> None:
    """Fail if one must scroll sideways, and name what sticks out."""
    wide = await page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
            [...document.querySelectorAll('body *')]
                .filter(e => e.getBoundingClientRect().right > innerWidth + 0.5)
                .map(e => e.outerHTML.slice(0, 120) + ' …' + Math.round(e.getBoundingClientRect().right))"""
    )
    scroll, width = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert scroll <= width, f"{page.url} is {scroll} wide at {width}: {wide}"
