"""Pages that are shared: an answer by its address, on paper and by its QR code; the index of all topics."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.web.browser import PHONE
from tests.e2e.web.talk import Talk
from tests.e2e.web.test_chat import with_and_without


@with_and_without
async def test_an_answer_is_reached_from_the_chat_and_leads_back(visit, javascript):
    """Its page has the question as heading, the sources, what may follow, and a way to ask."""
    page = await (await visit(javascript=javascript)).open("/antwort/amt24-was")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Was ist Amt24?")
    await expect(page.locator(".sources")).to_contain_text("ohne Datum (Inhalte von 2022)")
    await expect(page).to_have_title(re.compile("Was ist Amt24"))
    await page.get_by_role("link", name="Welche Systeme gibt es von Amt24?").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Welche Systeme gibt es von Amt24?")
    await page.get_by_role("link", name="Eine Frage stellen").click()
    await expect(page.get_by_label("Ihre Frage")).to_be_visible()


async def test_an_answer_needs_no_cookie(visit):
    """Whoever opens a shared address leaves no trace: no cookie is set."""
    somebody = await visit()
    page = await somebody.open("/antwort/amt24-was")
    await page.goto(somebody.address + "/themen")
    assert not await somebody.context.cookies()


async def test_an_answer_can_be_printed(visit):
    """On paper stand question, answer, sources, address and code, and nothing that one can only click."""
    page = await (await visit(dark=True)).open("/antwort/amt24-was")
    await page.emulate_media(media="print")
    for gone in (page.get_by_role("navigation"), page.get_by_role("link", name="Eine Frage stellen")):
        await expect(gone).to_be_hidden()
    for there in (page.locator(".sources"), page.get_by_role("img", name="QR-Code"), page.get_by_text("/antwort/")):
        await expect(there.first).to_be_visible()
    colours = await page.evaluate(
        "[document.body, document.querySelector('article p:not(.crumb)')].map(e => {"
        " const s = getComputedStyle(e); return [s.backgroundColor, s.color]; })"
    )
    assert colours[0] == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert colours[1][1] == "rgb(0, 0, 0)"


async def test_a_conversation_can_be_printed(visit):
    """With title, date and who spoke; without the field and the buttons."""
    page = await (await visit(dark=True)).open()
    talk = Talk(page)
    await talk.ask("Was ist Amt24?")
    await page.emulate_media(media="print", color_scheme="dark")
    colours = await talk.answer.evaluate("e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]")
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    await expect(talk.answer).to_be_visible()
    await expect(page.get_by_role("heading", name="Ihr Gespräch mit dem Assistenten")).to_be_visible()
    await expect(page.get_by_text(re.compile(r"^Lotsenbot, gedruckt am \d\d\.\d\d\.\d{4}$"))).to_be_visible()
    for speaker in ("Sie", "Lotsenbot"):
        heading = talk.page.locator(".said h2", has_text=speaker).first
        assert (await heading.bounding_box())["height"] > 10
    for gone in (page.get_by_label("Ihre Frage"), page.get_by_role("button", name="Ja"), page.locator(".tools")):
        await expect(gone).to_be_hidden()


async def test_the_code_leads_to_the_answer(visit):
    """The image loads and is large enough to be scanned."""
    page = await (await visit(width=PHONE)).open("/antwort/amt24-was")
    code = page.get_by_role("img", name="QR-Code")
    assert await code.evaluate("image => image.naturalWidth") > 100
    address = page.locator(".share a")
    assert await address.get_attribute("href") == await address.inner_text() == page.url


@with_and_without
async def test_all_topics_are_browsed(visit, javascript):
    """A topic opens by itself when one comes by its link, with a script; without one, it opens on a click."""
    somebody = await visit(javascript=javascript)
    page = await somebody.open()
    await page.get_by_role("link", name="ePayBL", exact=True).click()
    await expect(page).to_have_url(re.compile("/themen#epaybl"))
    topic = page.locator("#epaybl")
    if javascript:
        await expect(topic).to_have_attribute("open", "")
    else:
        await topic.locator("summary").click()
    await topic.get_by_role("link").first.click()
    await expect(page).to_have_url(re.compile("/antwort/"))


async def test_topics_are_searched_as_one_types(visit):
    """The results come without Enter, are announced, and go when the field is emptied."""
    page = await (await visit()).open("/themen")
    field, found = page.get_by_label("Suchen"), page.locator("#gefunden").get_by_role("link")
    await field.press_sequentially("bezahl")
    await expect(found.first).to_be_visible()
    await expect(page.get_by_role("status")).to_have_text(re.compile(r"\d+ Antworten? gefunden"))
    await field.fill("xyzxyz")
    await expect(page.locator("#gefunden")).to_contain_text("Dazu ist nichts zu finden")
    await field.fill("")
    await expect(page.locator("#gefunden")).to_be_empty()
    await expect(page.get_by_role("status")).to_be_empty()


@pytest.mark.parametrize("asked", ["bezahlen", "Zahlungsarten"])
async def test_topics_are_searched_without_a_script(visit, asked):
    """By the form; the field keeps what was asked."""
    page = await (await visit(javascript=False)).open("/themen")
    await page.get_by_label("Suchen").fill(asked)
    await page.get_by_role("button", name="Suchen").click()
    await expect(page.get_by_label("Suchen")).to_have_value(asked)
    await expect(page.locator("#gefunden").get_by_role("link").first).to_have_text(re.compile("Zahlungsarten"))


async def test_a_link_is_copied(visit):
    """With one press, from the answer in the chat and from its page."""
    somebody = await visit()
    await somebody.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = await somebody.open()
    await (await Talk(page).ask("Was ist Amt24?")).get_by_role("button", name="Link kopieren").click()
    address = f"{somebody.address}/antwort/amt24-was"
    assert await page.evaluate("navigator.clipboard.readText()") == address
    await page.goto(address)
    await page.get_by_role("button", name="Link kopieren").click()
    await expect(page.get_by_role("button", name="Kopiert")).to_be_focused()
    assert await page.evaluate("navigator.clipboard.readText()") == address


async def test_names_keep_their_capitals(visit):
    """Each topic begins with one, but ePayBL, which is written so."""
    page = await (await visit()).open("/themen")
    names = await page.locator(".index h3").evaluate_all(
        "all => all.map(e => [e.innerText, getComputedStyle(e, '::first-letter').textTransform])"
    )
    assert ["ePayBL", "none"] in names
    assert [name for name, _ in names if name[0].islower()] == ["ePayBL"]
