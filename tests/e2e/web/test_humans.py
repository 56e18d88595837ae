"""Talking to a human from the web chat: seen, left again, and noticed by who looks elsewhere."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.process import Process
from tests.e2e.web.browser import NARROWEST, PHONE, assert_accessible, assert_fits
from tests.e2e.web.talk import Talk
from tests.e2e.web.test_access import in_both_schemes, tab_to
from tests.e2e.web.test_chat import with_and_without
from tests.e2e.web.test_desk import PASSWORD, log_in

HIDE = "Object.defineProperty(document, 'hidden', { get: () => window.away ?? false, configurable: true })"
NOTE = """
    window.notices = [];
    window.Notification = class { constructor(title, more) { notices.push(more.body); } };
    Notification.permission = 'default';
    Notification.requestPermission = async () => (Notification.permission = 'granted');
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """An assistant with a Lotse at its desk."""
    process = Process(tmp_path_factory.mktemp("humans"))
    process.command("users", "add", "lutz", "--role", "lotse", "--password-stdin", stdin=PASSWORD)
    process.start()
    yield process
    process.stop()


@pytest.fixture
def come(visit, house):
    return lambda **habits: visit(house.address(), **habits)


async def handed_over(somebody) -> Talk:
    """Pass a question on."""
    talk = Talk(await somebody.open())
    await talk.ask("Wer repariert den Beamer im Sitzungssaal?")
    await talk.choose("Einen Digital-Lotsen fragen")
    await talk.choose("Ja, weitergeben")
    return talk


async def send(talk: Talk, text: str) -> None:
    """Write something to which nobody answers at once."""
    said = talk.page.locator(".by-person")
    seen = await said.count()
    await talk.page.get_by_label("Ihre Frage").fill(text)
    await talk.page.get_by_role("button", name="Senden").click()
    await expect(said.nth(seen)).to_contain_text(text)


async def newest_ticket(lotse) -> Page:
    """Open what was asked last at the desk."""
    page = await log_in(lotse, "lutz")
    await page.get_by_role("link", name=re.compile("^Anfragen")).first.click()
    links = page.get_by_role("link", name=re.compile(r"Anfrage \d+"))
    await links.first.wait_for()
    newest = max(int(re.sub(r"\D", "", text)) for text in await links.all_inner_texts())
    await page.goto(f"{lotse.address}/schreibtisch/anfragen/{newest}")
    return page


def bar(talk: Talk):
    return talk.page.locator("#hoert-zu")


@with_and_without
async def test_one_sees_that_a_human_listens_and_gets_back(come, javascript):
    """The bar says who, since when and what got there; however much one writes, the way back stays."""
    talk = await handed_over(await come(javascript=javascript))
    await expect(bar(talk)).to_contain_text(re.compile(r"an das Team der Digital-Lotsen.*seit \d\d\.\d\d\.", re.DOTALL))
    await expect(bar(talk)).to_contain_text("Angekommen, eine Antwort steht noch aus.")
    await send(talk, "Es eilt ein wenig.")
    await expect(talk.page.locator(".by-person").last).to_contain_text("weitergegeben")
    await talk.press(bar(talk).get_by_role("button", name="Zurück zum Assistenten"))
    await expect(bar(talk)).to_be_hidden()
    await expect(await talk.ask("Was ist Amt24?")).to_contain_text("Serviceportal")


@pytest.mark.parametrize("typed", ["Zurück zum Assistenten", "zurück", "/zurueck"])
async def test_the_way_back_can_be_typed(come, typed):
    """In the words on the button, and in shorter ones."""
    talk = await handed_over(await come())
    await send(talk, "Noch etwas.")
    await expect(await talk.ask(typed)).to_contain_text("wieder mit dem automatischen Assistenten")
    await expect(bar(talk)).to_be_hidden()


async def test_commands_are_understood_and_numbers_go_where_the_bar_says(come):
    """ "Quellen" is a wish to the assistant; a "1" answers what the human asked."""
    talk = await handed_over(await come())
    await expect(await talk.ask("Quellen")).to_contain_text("Quellen")
    await send(talk, "1")
    await expect(bar(talk)).to_be_visible()
    await expect(talk.page.locator(".by-person").last).to_contain_text("weitergegeben")


async def test_an_answer_is_noticed_by_who_looks_elsewhere(come):
    """The title counts, and the browser notifies who allowed it, without a word of what was written."""
    somebody = await come()
    await somebody.context.add_init_script(f"{HIDE};{NOTE}")
    talk = await handed_over(somebody)
    await bar(talk).get_by_role("button", name="Benachrichtigen").click()
    await expect(bar(talk).get_by_role("button", name="Benachrichtigen")).to_be_hidden()
    await talk.page.evaluate("window.away = true")
    desk = await newest_ticket(await come())
    await desk.get_by_label("Ihre Antwort").fill("Das macht der Hausmeister.")
    await desk.get_by_role("button", name="Antworten").click()
    await expect(talk.page).to_have_title(re.compile(r"^\(1\) "))
    assert await talk.page.evaluate("notices") == ["Sie haben eine Antwort vom Team der Digital-Lotsen Sachsen."]
    await expect(bar(talk)).to_contain_text("Sie haben eine Antwort.")
    await talk.page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    await expect(talk.page).not_to_have_title(re.compile(r"^\("))


@in_both_schemes
async def test_axe_finds_nothing_while_a_human_listens(come, dark):
    """Neither with the bar nor with what was passed on."""
    talk = await handed_over(await come(dark=dark, width=PHONE))
    await send(talk, "Es eilt ein wenig.")
    await assert_accessible(talk.page)


@pytest.mark.parametrize(("width", "height"), [(NARROWEST, 256), (640, 360)], ids=["zoom-400", "zoom-200"])
async def test_the_bar_fits(come, width, height):
    """Nobody scrolls sideways, and the way back can be reached by the keyboard and seen."""
    talk = await handed_over(await come(width=width, height=height))
    await assert_fits(talk.page)
    back = bar(talk).get_by_role("button", name="Zurück zum Assistenten")
    await back.focus()
    await expect(back).to_be_in_viewport()


@with_and_without
async def test_who_was_not_helped_is_offered_a_human(come, javascript):
    """Right where they say so."""
    talk = Talk(await (await come(javascript=javascript)).open())
    answer = await talk.ask("Was ist Amt24?")
    await answer.get_by_role("button", name="Nein").click()
    await talk.press(talk.page.locator(".why").get_by_role("button", name="Einen Digital-Lotsen fragen"))
    await expect(talk.answer).to_contain_text("Was ist Amt24?")
    await expect(talk.answer).to_contain_text("Einverstanden?")


async def test_the_keyboard_leads_back_to_the_assistant(come):
    """From the field to the bar above it, with the focus seen on the way; afterwards it is on what was said."""
    talk = await handed_over(await come())
    await talk.page.get_by_label("Ihre Frage").focus()
    await tab_to(talk.page, "Zurück zum Assistenten", "Shift+Tab")
    await talk.page.keyboard.press("Enter")
    await expect(talk.answer).to_contain_text("wieder mit dem automatischen Assistenten")
    await expect(talk.answer).to_be_focused()
