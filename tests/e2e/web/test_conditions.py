"""The chat where little works as it should: a slow network, and an assistant that is started anew in the middle."""

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.process import Process
from tests.e2e.web.browser import PHONE
from tests.e2e.web.talk import Talk
from tests.e2e.web.test_sharing import answered, leading, link_to

LATENCY = 400  # milliseconds
BYTES = 50 * 1024  # a second
MOST_BYTES = 2 * BYTES
"""What the first page may weigh, with all that it loads: two seconds of such a network."""


@pytest.fixture
def again(tmp_path: Path) -> Iterator[Process]:
    """An assistant that can be started again under the same address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = Process(tmp_path, LOTSENBOT_HTTP_PORT=str(port))
    process.start()
    process.address()
    yield process
    process.stop()


def start(process: Process) -> None:
    """Start an assistant anew, and wait until it serves."""
    served = process.log.count("serving HTTP")
    process.start()
    while process.log.count("serving HTTP") == served:
        assert process.running


async def slow_down(page: Page) -> list[int]:
    """Let a page have a slow network from now on; return what it transfers, in bytes, as that goes on."""
    transferred: list[int] = []
    session = await page.context.new_cdp_session(page)
    session.on("Network.loadingFinished", lambda event: transferred.append(int(event["encodedDataLength"])))
    await session.send("Network.enable")
    conditions = {"offline": False, "latency": LATENCY, "downloadThroughput": BYTES, "uploadThroughput": BYTES}
    await session.send("Network.emulateNetworkConditions", conditions)
    return transferred


async def test_a_slow_network_is_enough(visit):
    """The first page is light; a message is seen at once, arrives once, and what is typed meanwhile stays."""
    somebody = await visit(width=PHONE)
    page = await somebody.open("about:blank")
    transferred = await slow_down(page)
    await page.goto(somebody.address)
    assert 0 < sum(transferred) < MOST_BYTES
    talk = Talk(page)
    await page.get_by_label("Ihre Frage").fill("Was ist Amt24?")
    await page.get_by_role("button", name="Senden").click()
    await expect(page.locator(".underway")).to_contain_text("Was ist Amt24?")
    await page.get_by_label("Ihre Frage").fill("Und wer")
    await expect(talk.answer).to_contain_text("zentrale Serviceportal")
    await expect(page.locator(".by-person")).to_have_count(1)
    await expect(page.locator(".underway")).to_have_count(0)
    await expect(page.get_by_label("Ihre Frage")).to_have_value("Und wer")


async def test_an_assistant_that_is_started_anew_loses_nothing(visit, again):
    """What was sent while it was gone is tried again by one press, and done once; the talk is still there."""
    somebody = await visit(again.address())
    somebody.pardon("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET", "ERR_EMPTY")
    talk = Talk(await somebody.open())
    await talk.ask("Was ist Amt24?")
    again.stop(signal.SIGKILL)
    await talk.page.get_by_label("Ihre Frage").fill("Was kostet das Beteiligungsportal?")
    await talk.page.get_by_role("button", name="Senden").click()
    failed = talk.page.get_by_role("alert").filter(has_text="keine Verbindung")
    await expect(failed).to_be_visible()
    start(again)
    await talk.press(talk.page.get_by_role("button", name="Noch einmal senden"))
    await expect(talk.page.locator(".by-person")).to_have_count(2)
    await talk.page.reload()
    await expect(talk.page.locator(".by-person")).to_have_count(2)


async def test_an_interview_of_several_outlives_a_restart(visit, again):
    """Who leads it and who answers go on where they were, on the pages that they had open."""
    leader = await visit(again.address())
    leader.pardon("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET", "ERR_EMPTY")
    page = await leading(leader)
    theirs = await (await visit(again.address(), width=PHONE)).open(await link_to(page, "Voraussetzungen"))
    again.stop()
    start(again)
    await answered(theirs, "Bauamt", amt24="Ja")
    await page.reload()
    await expect(page.get_by_text("1 von 6 beantwortet, zuletzt: Bauamt")).to_be_visible()
    await page.get_by_role("button", name="Link zurückziehen: Voraussetzungen").click()
    await expect(page.get_by_text("Link zurückgezogen")).to_be_visible()
