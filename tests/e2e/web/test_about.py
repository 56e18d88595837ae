"""What a public body must show: who runs the assistant, whom to tell of barriers, and what it does in easy words."""

import pytest
from playwright.async_api import expect

from tests.e2e.process import Process
from tests.e2e.web.browser import NARROWEST, assert_accessible, assert_fits
from tests.e2e.web.test_access import in_both_schemes
from tests.e2e.web.test_chat import with_and_without
from tests.e2e.web.test_desk import PASSWORD, log_in

PAGES = ("/impressum", "/barrierefreiheit", "/leichte-sprache", "/daten")
TOLD = {
    "LOTSENBOT_OPERATOR_NAME": "Stadt Beispiel",
    "LOTSENBOT_OPERATOR_ADDRESS": "Markt 1, 01234 Beispiel",
    "LOTSENBOT_OPERATOR_CONTACT": "post@beispiel.de",
    "LOTSENBOT_OPERATOR_PRIVACY_OFFICER": "Stabsstelle Datenschutz, datenschutz@beispiel.de",
    "LOTSENBOT_OPERATOR_BARRIERS": "barrieren@beispiel.de",
}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """An assistant that knows who runs it."""
    process = Process(tmp_path_factory.mktemp("about"), **TOLD)
    process.command("users", "add", "karla", "--role", "trainer", "--password-stdin", stdin=PASSWORD)
    process.start()
    yield process
    process.stop()


@with_and_without
async def test_every_footer_leads_to_who_is_responsible(visit, town, javascript):
    """From the chat, a topic, the embedded chat and the desk."""
    page = await (await visit(town.address(), javascript=javascript)).open()
    for path in ("/", "/themen", "/antwort/amt24-was", "/daten", "/einbetten"):
        await page.goto(town.address() + path)
        legal = page.get_by_role("contentinfo").get_by_role("navigation", name="Rechtliches")
        await expect(legal.get_by_role("link")).to_have_text(
            ["Impressum", "Datenschutz", "Barrierefreiheit", "Leichte Sprache"]
        )
    await page.goto(town.address())
    await page.get_by_role("contentinfo").get_by_role("link", name="Impressum").click()
    await expect(page.get_by_role("main")).to_contain_text("Markt 1, 01234 Beispiel")


async def test_the_desk_has_the_footer_too(visit, town):
    """On its pages for those who are logged in."""
    page = await log_in(await visit(town.address()))
    await expect(page.get_by_role("navigation", name="Rechtliches").get_by_role("link")).to_have_count(4)


async def test_pages_say_whom_to_write_to(visit, town):
    """Barriers to one address, privacy to another, both as links."""
    somebody = await visit(town.address())
    page = await somebody.open("/barrierefreiheit")
    await expect(page.get_by_role("link", name="barrieren@beispiel.de")).to_have_attribute(
        "href", "mailto:barrieren@beispiel.de"
    )
    await page.goto(somebody.address + "/daten")
    await expect(page.get_by_role("main")).to_contain_text("Stadt Beispiel")
    await expect(page.get_by_role("link", name="datenschutz@beispiel.de")).to_be_visible()


@in_both_schemes
async def test_axe_finds_nothing_on_these_pages(visit, town, dark):
    """In light and in dark colours; nor where nothing was told."""
    for address in (town.address(), ""):
        somebody = await visit(address, dark=dark)
        page = await somebody.open()
        for path in PAGES:
            await page.goto(somebody.address + path)
            await assert_accessible(page)


async def test_these_pages_fit(visit, town):
    """On 320 pixels."""
    somebody = await visit(town.address(), width=NARROWEST)
    page = await somebody.open()
    for path in (*PAGES, "/einbetten"):
        await page.goto(somebody.address + path)
        await assert_fits(page)


def test_the_start_warns_where_it_is_public_and_nothing_is_told(tmp_path):
    """It names the settings that are missing, and is silent where nothing is."""
    for told, warned in ((TOLD, False), ({}, True)):
        folder = tmp_path / str(warned)
        folder.mkdir()
        process = Process(folder, LOTSENBOT_WEB_URL="https://lotse.example.org", **told)
        process.start()
        process.address()
        process.stop()
        assert ("LOTSENBOT_OPERATOR_NAME" in process.log) == warned
