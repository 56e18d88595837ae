"""The chat for everybody: keyboard, screen reader, small screens, large type, dark mode, reduced motion."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.web.browser import DESKTOP, NARROWEST, PHONE, assert_accessible, assert_fits, without_script
from tests.e2e.web.talk import Talk

PAGES = ("/", "/themen", "/themen?suche=bezahlen", "/themen?suche=xyzxyz", "/antwort/amt24-was", "/daten", "/einbetten")
REFUSED = ("/gibt/es/nicht", "/antwort/gibt-es-nicht")
in_both_schemes = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


async def in_all_states(page: Page):
    """Walk through what a conversation can show, stopping at each."""
    talk = Talk(page)
    for question in ("Wie kann ich bezahlen?", "Was kostet das Beteiligungsportal?", "Was ist Amt24?"):
        await talk.ask(question)
        yield question
    await talk.answer.get_by_role("button", name="Nein").click()
    await expect(page.get_by_role("radio")).to_have_count(3)
    yield "not helpful"
    await talk.press(page.get_by_role("button", name="Interview", exact=True))
    await talk.choose("Hundesteuer")
    yield "interview"
    await talk.press(page.get_by_role("button", name="Quellen", exact=True))
    yield "sources"


@in_both_schemes
async def test_axe_finds_nothing_on_any_page(visit, dark):
    """Neither in light nor in dark colours, nor on what is shown for a mistake."""
    somebody = await visit(dark=dark)
    somebody.pardon("status of 404")
    page = await somebody.open()
    for path in (*PAGES, *REFUSED):
        await page.goto(somebody.address + path)
        await assert_accessible(page)
        await page.evaluate("document.querySelectorAll('details').forEach(closed => closed.open = true)")
        await assert_accessible(page)


@in_both_schemes
async def test_axe_finds_nothing_in_a_conversation(visit, dark):
    """In no state of it."""
    page = await (await visit(dark=dark, width=PHONE)).open()
    async for _ in in_all_states(page):
        await assert_accessible(page)


async def test_axe_finds_nothing_without_a_script(visit):
    """What a page looks like that no script has touched."""
    somebody = await visit()
    await without_script(somebody)
    page = await somebody.open()
    await assert_accessible(page)
    async for _ in in_all_states(page):
        await assert_accessible(page)


@pytest.mark.parametrize("width", [NARROWEST, DESKTOP // 4], ids=["phone", "zoom-400"])
async def test_nobody_scrolls_sideways(visit, width):
    """Not on 320 pixels, which is also a desktop at 400 % (WCAG 1.4.10)."""
    somebody = await visit(width=width, height=256 if width != NARROWEST else 568)
    somebody.pardon("status of 404")
    page = await somebody.open()
    async for _ in in_all_states(page):
        await assert_fits(page)
    await Talk(page).ask("Verfahrensmanagementzuständigkeitsfinder" * 4)
    await assert_fits(page)
    for path in (*PAGES, *REFUSED):
        await page.goto(somebody.address + path)
        await page.evaluate("document.querySelectorAll('details').forEach(closed => closed.open = true)")
        await assert_fits(page)


@pytest.mark.parametrize(("width", "height"), [(640, 360), (NARROWEST, 480)])
async def test_the_field_covers_nothing_for_good(visit, width, height):
    """With 200 % zoom and on small screens the choices can be scrolled into sight, beside the field."""
    page = await (await visit(width=width, height=height, calm=True)).open()
    talk = Talk(page)
    await talk.ask("Wie kann ich bezahlen?")
    for choice in await talk.choices.all():
        await choice.focus()
        assert await page.evaluate(
            """() => {
                const box = document.activeElement.getBoundingClientRect();
                const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return document.activeElement.contains(seen);
            }"""
        ), await choice.inner_text()


async def test_larger_letter_spacing_breaks_nothing(visit):
    """WCAG 1.4.12: with wider lines, words and letters everything is still there."""
    page = await (await visit(width=PHONE)).open()
    await Talk(page).ask("Wie kann ich bezahlen?")
    await page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
                word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
            document.adoptedStyleSheets = [sheet];
        }"""
    )
    await assert_fits(page)
    cut = await page.evaluate(
        """() => [...document.querySelectorAll('button, a, label')].filter(e => e.checkVisibility()
            && getComputedStyle(e).clipPath === 'none' && e.scrollWidth > e.clientWidth + 1 && e.clientWidth)
            .map(e => e.textContent)"""
    )
    assert not cut


async def test_the_keyboard_alone_suffices(visit):
    """From the first Tab to a chosen answer and its rating: no mouse."""
    page = await (await visit()).open("/")
    await page.reload()
    talk = Talk(page)
    field = page.get_by_label("Ihre Frage")
    await expect(field).to_be_focused()
    await page.keyboard.type("Wie kann ich bezahlen?")
    await page.keyboard.press("Enter")
    await expect(talk.choices).to_have_count(4)
    await tab_to(page, "Welche Zahlungsarten gibt es bei ePayBL?", "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(talk.answer).to_contain_text("SEPA")
    await expect(talk.answer).to_be_focused()
    await tab_to(page, "Ja", "Tab")
    await page.keyboard.press("Space")
    await expect(talk.answer.get_by_role("status")).to_have_text("Danke, das hilft.")
    await tab_to(page, "Antwort teilen oder drucken", "Tab")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/antwort/epaybl-zahlarten$"))


async def tab_to(page: Page, name: str, key: str) -> None:
    """Press a key until what has the focus says this; each stop on the way must show that it has the focus."""
    for _ in range(40):
        await page.keyboard.press(key)
        assert await page.evaluate(FOCUS_SHOWS), await page.evaluate("document.activeElement.outerHTML")
        if name == await page.evaluate("document.activeElement.textContent.trim()"):
            return
    raise AssertionError(f"{name!r} is out of reach")


FOCUS_SHOWS = """() => {
    const style = getComputedStyle(document.activeElement);
    return document.activeElement === document.body
        || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
}"""


async def test_the_focus_moves_in_the_order_of_the_page(visit):
    """First the way past the menu, then menu, then the content from top to bottom."""
    page = await (await visit(width=PHONE, has_touch=True)).open("/themen")
    stops = []
    for _ in range(12):
        await page.keyboard.press("Tab")
        stops.append(await page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id"))
    assert stops[:7] == ["Zum Inhalt springen", "Lotsenbot", "Fragen", "Themen", "Datenschutz", "suche", "Suchen"]
    tops = await page.evaluate("[...document.querySelectorAll('summary')].map(s => s.getBoundingClientRect().top)")
    assert tops == sorted(tops)
    await page.goto(page.url)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(page.get_by_label("Suchen")).to_be_focused()


async def test_an_answer_is_announced_once(visit):
    """It is added to the log that screen readers read out, which is not busy any more; nothing else in it changes."""
    page = await (await visit()).open()
    talk = Talk(page)
    await talk.ask("Was ist Amt24?")
    log = page.get_by_role("log", name="Gespräch")
    await log.evaluate(
        """log => {
            window.added = [];
            new MutationObserver(all => all.forEach(one => one.addedNodes.forEach(node => added.push(node.className))))
                .observe(log, { childList: true });
        }"""
    )
    await talk.ask("Was ist das Servicekonto?")
    assert await page.evaluate("added") == ["said by-person", "said by-assistant"]
    await expect(log).not_to_have_attribute("aria-busy", "true")
    assert await page.evaluate("document.documentElement.lang") == "de"


async def test_who_asks_for_no_motion_gets_none(visit):
    """Nothing moves by itself or slides: new answers are just there."""
    page = await (await visit(calm=True)).open()
    await page.evaluate(
        """() => {
            window.ways = [];
            const scroll = Element.prototype.scrollIntoView;
            Element.prototype.scrollIntoView = function (way) { ways.push(way.behavior); scroll.call(this, way); };
        }"""
    )
    await Talk(page).ask("Was ist Amt24?")
    assert set(await page.evaluate("ways")) == {"auto"}
    assert await page.evaluate("document.getAnimations().length") == 0
    moving = await page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => getComputedStyle(e).transitionDuration !== '0s').length"
    )
    assert moving == 0


async def test_targets_are_large_enough_for_a_thumb(visit):
    """WCAG 2.5.8: what can be pressed measures 24 pixels at least, links within text aside."""
    page = await (await visit(width=PHONE)).open()
    talk = Talk(page)
    await talk.ask("Was ist Amt24?")
    small = await page.evaluate(
        """() => [...document.querySelectorAll('button, summary, input:not([type=hidden]), nav a, .tools a')]
            .filter(e => e.checkVisibility()).map(e => [e.textContent, e.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)"""
    )
    assert not small


async def test_high_contrast_keeps_every_border(visit):
    """With forced colours a message and a field are still told from the background."""
    page = await (await visit(forced_colors="active")).open()
    await Talk(page).ask("Was ist Amt24?")
    for thing in (page.locator(".by-assistant").last, page.get_by_label("Ihre Frage")):
        assert await thing.evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"
    await assert_accessible(page)


async def test_the_field_leaves_room_on_a_phone(visit):
    """Less than 90 pixels of a small phone's height."""
    page = await (await visit(width=360, height=640)).open()
    await Talk(page).ask("Was ist Amt24?")
    assert (await page.locator(".composer").bounding_box())["height"] < 90


async def test_files_are_loaded_once(visit):
    """The second page takes icon and style from the browser's store."""
    somebody = await visit()
    page = await somebody.open()
    await page.goto(somebody.address + "/themen")
    loaded = await page.evaluate(
        "performance.getEntriesByType('resource').filter(r => r.name.includes('/statisch/'))"
        ".filter(r => r.transferSize).map(r => r.name)"
    )
    assert all("search.js" in name for name in loaded), loaded
