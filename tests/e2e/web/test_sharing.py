"""An interview that several offices answer: links, pages for phones, two at once, the end of a link."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.e2e.web.browser import DESKTOP, NARROWEST, PHONE, assert_accessible, assert_fits
from tests.e2e.web.talk import Talk
from tests.e2e.web.test_access import in_both_schemes
from tests.e2e.web.test_chat import with_and_without

SMALL = 360


async def leading(somebody) -> Page:
    """Begin an interview and open the page on which its sections are left to others."""
    talk = Talk(await somebody.open())
    await talk.press(talk.page.get_by_role("button", name="Interview starten"))
    await talk.choose("Hundesteuer")
    await talk.choose("Noch vor der Bestellung")
    await talk.ask("andere Ämter beteiligen")
    await talk.answer.get_by_role("link", name="Abschnitte verteilen").click()
    await expect(talk.page.get_by_role("heading", level=1)).to_have_text("Andere Ämter beteiligen")
    return talk.page


async def link_to(page: Page, section: str) -> str:
    """Make a link to a section and return it."""
    await page.get_by_role("button", name=f"Link erstellen: {section}").click()
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=section, exact=True))
    link = card.get_by_role("link", name="/abschnitt/")
    await expect(link).to_be_visible()
    return str(await link.get_attribute("href"))


async def answered(page: Page, office: str, **answers: str) -> None:
    """Answer questions by the ids of their steps."""
    await page.get_by_label("Welches Amt antwortet?").fill(office)
    for step, answer in answers.items():
        question = page.get_by_role("group").filter(has=page.locator(f"[name=a-{step}]"))
        await question.get_by_role("radio", name=answer, exact=True).check()
    await page.get_by_role("button", name="Antworten speichern").click()
    await expect(page.get_by_role("status")).to_contain_text("gespeichert")


@with_and_without
async def test_a_colleague_answers_on_a_phone(visit, javascript):
    """By the link, without an account or anything that tells who they are; who leads it sees it at once."""
    leader = await visit(javascript=javascript)
    page = await leading(leader)
    link = await link_to(page, "Voraussetzungen")
    colleague = await visit(width=SMALL, javascript=javascript)
    theirs = await colleague.open(link)
    await expect(theirs.locator("fieldset")).to_have_count(6)
    await answered(theirs, "Bauamt", amt24="Ja", kdn="Noch nicht")
    await expect(theirs.get_by_role("status")).to_contain_text("2 Antworten sind gespeichert")
    await expect(theirs.get_by_label("Welches Amt antwortet?")).to_have_value("Bauamt")
    assert [cookie["name"] for cookie in await colleague.context.cookies()] == ["lotsenbot-amt"]
    await page.get_by_role("link", name="Stand aktualisieren").click()
    await expect(page.get_by_text("2 von 6 beantwortet, zuletzt: Bauamt")).to_be_visible()
    await page.get_by_text("QR-Code zeigen").click()
    await expect(page.get_by_role("img", name="QR-Code")).to_be_visible()


async def test_two_answer_at_once(visit):
    """In browsers of their own, on pages opened before either had saved; nothing is lost."""
    page = await leading(await visit())
    link = await link_to(page, "Voraussetzungen")
    both = [await (await visit(width=PHONE)).open(link) for _ in range(2)]
    await asyncio.gather(
        answered(both[0], "Bauamt", amt24="Ja", kdn="Noch nicht"),
        answered(both[1], "IT", shopkonto="Ja", kdn="Teilweise"),
    )
    await page.reload()
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Voraussetzungen"))
    await expect(card).to_contain_text("3 von 6 beantwortet")
    await card.get_by_text("Antworten (3)").click()
    await expect(card.get_by_text("vorher:")).to_be_visible()


async def test_who_leads_it_goes_on_meanwhile(visit):
    """What is lent is not asked; at the end it says where answers are still missing."""
    leader = await visit()
    page = await leading(leader)
    await link_to(page, "Voraussetzungen")
    talk = Talk(await leader.open())
    await talk.ask("weiter")
    while await talk.choices.filter(has_text="Weiß nicht").count():
        await talk.press(talk.choices.first)
    for _ in range(4):
        if "Bei anderen Ämtern" not in await talk.answer.inner_text():
            await talk.press(talk.choices.first)
    await expect(talk.answer).to_contain_text("Voraussetzungen: 0 von 6 Fragen beantwortet")


async def test_a_withdrawn_link_leads_nowhere(visit):
    """Who has it is told so, and whom to ask."""
    page = await leading(await visit())
    link = await link_to(page, "Prozess und IT")
    colleague = await visit(width=SMALL)
    colleague.pardon("status of 410")
    theirs = await colleague.open(link)
    await page.get_by_role("button", name="Link zurückziehen: Prozess und IT").click()
    await expect(page.get_by_text("Link zurückgezogen")).to_be_visible()
    await theirs.get_by_label("Welches Amt antwortet?").fill("IT")
    await theirs.get_by_role("radio", name="Ja", exact=True).first.check()
    await theirs.get_by_role("button", name="Antworten speichern").click()
    await expect(theirs.get_by_role("heading", level=1)).to_have_text("Dieser Abschnitt ist nicht (mehr) offen")


async def test_a_closed_interview_takes_no_answers(visit):
    """Who leads it confirms first; then all links have ended."""
    page = await leading(await visit())
    link = await link_to(page, "Prozess und IT")
    await page.get_by_text("Interview abschließen").click()
    await page.get_by_role("button", name="Ja, abschließen").click()
    await expect(page.get_by_role("status")).to_contain_text("Das Interview ist abgeschlossen")
    colleague = await visit()
    colleague.pardon("status of 410")
    theirs = await colleague.open(link)
    await expect(theirs.get_by_role("heading", level=1)).to_have_text("Dieser Abschnitt ist nicht (mehr) offen")


@in_both_schemes
async def test_axe_finds_nothing_where_several_answer(visit, dark):
    """On no page, in no state of it, with everything opened."""
    somebody = await visit(dark=dark, width=PHONE)
    somebody.pardon("status of 422", "status of 410")
    page = await leading(somebody)
    await assert_accessible(page)
    link = await link_to(page, "Voraussetzungen")
    theirs = await somebody.open(link)
    await assert_accessible(theirs)
    await theirs.get_by_label("Welches Amt antwortet?").fill(" ")
    await theirs.get_by_role("button", name="Antworten speichern").click()
    await expect(theirs.get_by_role("alert")).to_be_focused()
    await expect(theirs).to_have_title("Fehler: Voraussetzungen – Lotsenbot")
    await assert_accessible(theirs)
    await answered(theirs, "Bauamt", amt24="Ja")
    await answered(theirs, "IT", amt24="Teilweise")
    await assert_accessible(theirs)
    await page.reload()
    await page.evaluate("document.querySelectorAll('details').forEach(closed => closed.open = true)")
    await assert_accessible(page)


@pytest.mark.parametrize(
    "width", [NARROWEST, SMALL, DESKTOP // 4, 640], ids=["narrow", "phone", "zoom-400", "zoom-200"]
)
async def test_the_pages_of_several_fit(visit, width):
    """Nobody scrolls sideways."""
    somebody = await visit(width=width)
    page = await leading(somebody)
    link = await link_to(page, "Voraussetzungen")
    await page.evaluate("document.querySelectorAll('details').forEach(closed => closed.open = true)")
    await assert_fits(page)
    await assert_fits(await somebody.open(link))


async def test_a_section_is_answered_by_keyboard(visit):
    """From the address to the answer, without a mouse."""
    page = await leading(await visit())
    theirs = await (await visit()).open(await link_to(page, "Prozess und IT"))
    await theirs.keyboard.press("Tab")
    await expect(theirs.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    await theirs.get_by_label("Welches Amt antwortet?").focus()
    await theirs.keyboard.type("IT")
    await theirs.keyboard.press("Tab")
    await theirs.keyboard.press("Space")
    await theirs.keyboard.press("ArrowDown")
    await expect(theirs.get_by_role("radio").nth(1)).to_be_checked()
    await theirs.keyboard.press("Enter")
    await expect(theirs.get_by_role("status")).to_contain_text("1 Antwort ist gespeichert")
