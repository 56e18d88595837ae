"""The result of an interview as a page: read, shared, printed, and gone once its person is erased."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.web.browser import DESKTOP, NARROWEST, PHONE, assert_accessible, assert_fits
from tests.e2e.web.talk import Talk
from tests.e2e.web.test_access import in_both_schemes
from tests.e2e.web.test_chat import with_and_without


async def interviewed(somebody, answer: str = "Noch nicht") -> Talk:
    """Answer all questions, with this where it is offered; the last reply tells what came out."""
    talk = Talk(await somebody.open())
    await talk.press(talk.page.get_by_role("button", name="Interview starten"))
    await talk.choose("Hundesteuer")
    while not await talk.answer.get_by_role("link", name="Ergebnis ansehen").count():
        fitting = talk.choices.filter(has_text=answer)
        await talk.press(fitting.first if await fitting.count() else talk.choices.first)
    return talk


async def opened(talk: Talk):
    """Open the result that was told."""
    await talk.answer.get_by_role("link", name="Ergebnis ansehen").click()
    await expect(talk.page.get_by_role("heading", level=1)).to_contain_text("Hundesteuer")
    return talk.page


@with_and_without
async def test_a_result_is_a_page(visit, javascript):
    """With the verdict, what blocks and what is missing, each with who and why, the next steps, the stages, files."""
    talk = await interviewed(await visit(javascript=javascript))
    assert ";" not in await talk.answer.locator("p").all_inner_texts()
    page = await opened(talk)
    await expect(page.locator(".verdict h2")).to_contain_text("zu früh")
    await expect(page.locator(".steps > li")).to_have_count(3)
    found = page.get_by_role("region", name=re.compile("^Das hält auf")).get_by_role("listitem").first
    for told in ("Warum", "Wer", "Wie"):
        await expect(found.get_by_text(told, exact=True)).to_be_visible()
    await expect(page.locator(".timeline > [aria-current=step]")).to_have_count(1)
    for label in ("Als PDF", "Als Text (Markdown)", "Aufgaben für den Kalender", "Aufgaben als Tabelle"):
        async with page.expect_download() as download:
            await page.get_by_role("link", name=label).click()
        assert (await download.value).suggested_filename.startswith("bereitschaft-hundesteuer")
    await found.get_by_role("link").click()
    await expect(page).to_have_url(re.compile("/antwort/"))


async def test_a_result_is_shared_and_erased(visit):
    """Whoever has the link sees it without a cookie; with the person's data it goes; a forged link leads nowhere."""
    somebody = await visit()
    talk = await interviewed(somebody)
    page = await opened(talk)
    address = page.url
    colleague = await visit()
    colleague.pardon("status of 404")
    other = await colleague.open(address.removeprefix(somebody.address))
    await expect(other.get_by_role("heading", level=1)).to_contain_text("Hundesteuer")
    assert not await colleague.context.cookies()
    assert (await other.goto(address[:-3] + "xyz")).status == 404
    await page.goto(somebody.address + "/daten")
    await page.get_by_text("Meine Daten löschen").click()
    await page.get_by_role("button", name="Ja, alles löschen").click()
    await expect(page.get_by_role("status")).to_contain_text("Gelöscht")
    assert (await other.goto(address)).status == 404
    await expect(other.get_by_role("heading", level=1)).to_have_text("Dieses Ergebnis gibt es nicht (mehr)")


@in_both_schemes
async def test_axe_finds_nothing_on_a_result(visit, dark):
    """In the conversation and on the page, with everything opened."""
    talk = await interviewed(await visit(dark=dark, width=PHONE))
    await assert_accessible(talk.page)
    page = await opened(talk)
    await page.evaluate("document.querySelectorAll('details').forEach(closed => closed.open = true)")
    await assert_accessible(page)


@pytest.mark.parametrize("width", [NARROWEST, DESKTOP // 4, 640], ids=["phone", "zoom-400", "zoom-200"])
async def test_a_result_fits(visit, width):
    """Nobody scrolls sideways."""
    page = await opened(await interviewed(await visit(width=width)))
    await page.evaluate("document.querySelectorAll('details').forEach(closed => closed.open = true)")
    await assert_fits(page)
