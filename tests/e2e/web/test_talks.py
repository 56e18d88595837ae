"""Several talks in one browser: a new one begins at the start, earlier ones are opened and gone on with."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.web.browser import NARROWEST, PHONE, assert_accessible, assert_fits
from tests.e2e.web.talk import Talk
from tests.e2e.web.test_access import in_both_schemes
from tests.e2e.web.test_chat import with_and_without
from tests.e2e.web.test_humans import bar, come, handed_over, house, newest_ticket  # noqa: F401 - fixtures


@with_and_without
async def test_a_new_talk_begins_at_the_start_and_the_old_one_goes_on(visit, javascript):
    """With examples and topics; the earlier talk is listed, opened, and what is asked there refers to it."""
    page = await (await visit(javascript=javascript)).open()
    talk = Talk(page)
    await talk.ask("Was ist die Prozessplattform?")
    await page.get_by_role("link", name="Neues Gespräch").first.click()
    await expect(page.get_by_role("heading", name="Was möchten Sie wissen?")).to_be_visible()
    await expect(page.locator(".examples button")).to_have_count(3)
    await expect(page.locator("[data-line]")).to_have_count(0)
    await talk.ask("Was ist Amt24?")
    await page.get_by_role("link", name="Frühere Gespräche").first.click()
    await expect(page.locator(".talks a")).to_have_count(2)
    await page.get_by_role("link", name="Was ist die Prozessplattform?").click()
    await expect(page.locator(".by-person")).to_have_text(re.compile("Was ist die Prozessplattform"))
    answer = await talk.ask("und was kostet die?")
    await expect(answer.locator("a[href='/antwort/prozessplattform-kosten']")).to_be_visible()
    await page.reload()
    await expect(page.locator(".by-person")).to_have_count(2)


@pytest.mark.parametrize("typed", ["von vorne", "Neues Gespräch"])
@with_and_without
async def test_a_new_talk_can_be_typed(visit, javascript, typed):
    """The same words as in every channel; the start lists what was before."""
    page = await (await visit(javascript=javascript)).open()
    talk = Talk(page)
    await talk.ask("Was ist Amt24?")
    await page.get_by_label("Ihre Frage").fill(typed)
    await page.get_by_role("button", name="Senden").click()
    await expect(page.get_by_role("heading", name="Was möchten Sie wissen?")).to_be_visible()
    await expect(page.get_by_role("link", name="Was ist Amt24?")).to_be_visible()


async def test_a_page_that_is_loaded_again_shows_its_talk(visit):
    """Also one that began without the page being loaded."""
    page = await (await visit()).open()
    await Talk(page).ask("Was ist Amt24?")
    await page.goto(page.url.split("?")[0] + "?gespraech=neu")
    await Talk(page).ask("Was ist das Servicekonto?")
    await page.reload()
    await expect(page.locator(".by-person")).to_have_text(re.compile("Servicekonto"))


async def test_a_human_stays_where_they_were_asked(come):  # noqa: F811 - the fixture
    """A new talk is with the assistant; a bar there says where the answer will be, and that it is there."""
    talk = await handed_over(await come())
    await talk.page.get_by_role("link", name="Neues Gespräch").first.click()
    await expect(await talk.ask("Was ist Amt24?")).to_contain_text("Serviceportal")
    await expect(bar(talk)).to_contain_text("In einem anderen Gespräch läuft Ihre Anfrage")
    await assert_accessible(talk.page)
    desk = await newest_ticket(await come())
    await desk.get_by_label("Ihre Antwort").fill("Das macht der Hausmeister.")
    await desk.get_by_role("button", name="Antworten").click()
    await expect(bar(talk)).to_contain_text("Sie haben dort eine Antwort.")
    await expect(talk.page.get_by_text("Hausmeister")).to_have_count(0)
    await bar(talk).get_by_role("link", name="Zu diesem Gespräch").click()
    await expect(talk.answer).to_contain_text("Hausmeister")
    await expect(bar(talk)).to_contain_text("Sie schreiben an das Team")


@in_both_schemes
async def test_axe_finds_nothing_around_several_talks(visit, dark):
    """On the start with earlier talks, on their list, and in one of them."""
    somebody = await visit(dark=dark, width=PHONE)
    page = await somebody.open()
    for question in ("Was ist Amt24?", "Was ist das Servicekonto?"):
        await page.goto(f"{somebody.address}/?gespraech=neu")
        await Talk(page).ask(question)
    await assert_accessible(page)
    for path in ("/?gespraech=neu", "/gespraeche", "/?gespraech=1", "/einbetten/gespraeche"):
        await page.goto(somebody.address + path)
        await assert_accessible(page)


async def test_lists_of_talks_fit(visit):
    """On 320 pixels, with a long question without a space."""
    somebody = await visit(width=NARROWEST)
    page = await somebody.open()
    await Talk(page).ask("Verfahrensmanagementzuständigkeitsfinder" * 4)
    for path in ("/?gespraech=neu", "/gespraeche"):
        await page.goto(somebody.address + path)
        await assert_fits(page)
