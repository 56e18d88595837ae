"""From questions that nobody could answer to an answer, at the desk in a real browser."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.async_api import Page, expect

from tests.e2e.process import Process
from tests.e2e.web.browser import NARROWEST, assert_accessible, assert_fits
from tests.e2e.web.talk import Talk

PASSWORD = "ein langer Satz fuer die Probe"  # noqa: S105 - of an account that lasts as long as the test
ASKED = ("Wohngeld digital beantragen", "wohngeldantrag im internet", "Wohngeld online?")
LEARNING = 60_000
"""Milliseconds: all phrases are learnt anew with a new subject, which takes a while on a busy machine."""
AGAIN, ANSWER = "wohngeld digital beantragen?", "Für Wohngeld gibt es einen Onlineantrag."


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Process]:
    """An assistant whom nobody else asks anything."""
    process = Process(tmp_path)
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="module")
def furnished_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """An assistant with a trainer's account."""
    process = Process(tmp_path_factory.mktemp("confirmed"))
    process.command("users", "add", "karla", "--role", "trainer", "--password-stdin", stdin=PASSWORD)
    process.start()
    yield process
    process.stop()


async def log_in(page: Page) -> None:
    await page.get_by_label("Name").fill("karla")
    await page.get_by_label("Passwort").fill(PASSWORD)
    await page.get_by_role("button", name="Anmelden").click()


async def look(page: Page, name: str) -> None:
    """Let axe-core look at the page, with everything unfolded, as wide as it is and on the narrowest screen."""
    await page.evaluate("document.querySelectorAll('details').forEach(closed => closed.open = true)")
    await assert_accessible(page)
    usual = page.viewport_size
    await page.set_viewport_size({"width": NARROWEST, "height": 800})
    await assert_fits(page)
    if folder := os.environ.get("SCREENS"):
        await page.screenshot(path=Path(folder) / f"{name}-{NARROWEST}.png", full_page=True)
    await page.set_viewport_size(usual)
    if folder:
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def test_a_group_becomes_an_answer(visit, alone):
    """Three ask in vain; a trainer drafts, mends and takes it live; the fourth is answered, until it is undone."""
    address = alone.address()
    alone.command("users", "add", "karla", "--role", "trainer", "--password-stdin", stdin=PASSWORD)
    for question in ASKED:
        await Talk(await (await visit(address)).open()).ask(question)
    page = await (await visit(address)).open("/schreibtisch/offen")
    page.set_default_timeout(LEARNING)
    await log_in(page)
    await expect(page.get_by_role("heading", name="Wohngeld", exact=False)).to_be_visible()
    await look(page, "offen")
    await page.get_by_role("button", name="Neuer Eintrag").click()
    await page.get_by_label("Antwort", exact=True).fill(ANSWER)
    await page.get_by_role("button", name="Prüfen").click()
    summary = page.get_by_role("alert")
    await expect(summary).to_contain_text("„Quellen“ fehlt noch.")
    await expect(summary).to_be_focused()
    await expect(page).to_have_title(re.compile("^Fehler: "))
    await summary.get_by_role("link", name="„Quellen“ fehlt noch.").click()
    await expect(page.get_by_role("group", name="Quellen", exact=True)).to_be_focused()
    await look(page, "entwurf-fehler")
    await page.get_by_label("Titel").fill("Onlineantrag für Wohngeld")
    await page.get_by_label("Oder ein neues Thema").fill("Wohngeld")
    await page.get_by_label("Quellen suchen").press_sequentially("einordnung")
    await page.get_by_label("Onlineantragsassistenten, Einordnung").check()
    await expect(page.locator("#sources [data-picked] input")).to_be_checked()
    await page.get_by_role("button", name="Prüfen").click()
    await expect(page.get_by_role("heading", name="das Wissen bleibt stimmig")).to_be_visible()
    await expect(page.get_by_role("heading", name="So antwortet der Assistent dann")).to_be_visible()
    await look(page, "entwurf-gut")
    await page.get_by_role("button", name="Live nehmen").click()
    await expect(page.get_by_role("status")).to_contain_text("Noch nicht live")
    await look(page, "entwurf-wortlaut")
    await page.get_by_label("Ich habe es geprüft", exact=False).check()
    await page.get_by_role("button", name="Live nehmen").click()
    await expect(page.get_by_role("status")).to_contain_text("Das neue Wissen ist live")
    await look(page, "verlauf")
    talk = Talk(await (await visit(address)).open())
    await expect(await talk.ask(AGAIN)).to_contain_text(ANSWER)
    await page.get_by_role("button", name="Rückgängig machen").click()
    await expect(page.get_by_role("status")).to_contain_text("rückgängig gemacht")
    await expect(await talk.ask(AGAIN)).not_to_contain_text(ANSWER)
    await page.goto(page.url.replace("/verlauf", "/entwuerfe").split("?")[0])
    await expect(page.get_by_role("link", name="Onlineantrag für Wohngeld")).to_be_visible()
    await look(page, "entwuerfe")
    await page.goto(page.url.replace("/entwuerfe", "/wissen"))
    await look(page, "wissen")


async def test_sources_are_searched_without_a_script(visit, furnished_desk):
    """A button searches; what was chosen and written stays; the summary leads to a field that is folded away."""
    somebody = await visit(furnished_desk.address(), javascript=False)
    page = await somebody.open("/schreibtisch/entwuerfe")
    await log_in(page)
    await page.get_by_role("button", name="Neuer Eintrag").click()
    await page.get_by_label("Die Frage, die er beantwortet").fill("Wo steht die Orgel?")
    for asked in ("einordnung", "epaybl"):
        await page.get_by_label("Quellen suchen").fill(asked)
        await page.get_by_role("group", name="Quellen", exact=True).get_by_role("button", name="Suchen").click()
        await page.locator("#sources-gefunden input").first.check()
    await page.get_by_text("Weitere Angaben").click()
    await page.get_by_label("Gültig bis").fill("31.12.2099")
    await page.get_by_role("button", name="Prüfen").click()
    await expect(page.locator("#sources [data-picked] input")).to_have_count(2)
    await expect(page.get_by_label("Die Frage, die er beantwortet")).to_have_value("Wo steht die Orgel?")
    await expect(page.get_by_role("alert")).to_contain_text("liegt weit in der Zukunft")
    await expect(page.get_by_label("Gültig bis")).to_have_attribute("aria-invalid", "true")


async def test_a_spreadsheet_becomes_answers(visit, furnished_desk, tmp_path):
    """Sent, looked through, one left out, one written anew, checked, taken live together; without a script as well."""
    book = Workbook()
    rows = (("Frage", "Antwort"), ("Wo steht die Orgel?", "In der Kirche."), ("Wer spielt die Orgel?", "Frau Bach."))
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "orgel.xlsx")
    address = furnished_desk.address()
    somebody = await visit(address, javascript=False)
    somebody.pardon("status of 422")
    page = await somebody.open("/schreibtisch/wissen/einlesen")
    await log_in(page)
    page.set_default_timeout(LEARNING)
    await page.get_by_label("Datei").set_input_files(tmp_path / "orgel.xlsx")
    await page.get_by_role("button", name="Einlesen").click()
    await page.get_by_role("checkbox", name="Wer spielt die Orgel?").uncheck()
    await page.get_by_role("button", name="Bearbeiten: Wo steht die Orgel?").click()
    await page.get_by_label("Antwort", exact=True).fill(" ")
    await page.get_by_role("button", name="Sichern").click()
    await expect(page.get_by_role("alert")).to_contain_text("„Antwort“ fehlt noch.")
    await expect(page.get_by_label("Die Frage, die er beantwortet")).to_have_value("Wo steht die Orgel?")
    await page.get_by_label("Antwort", exact=True).fill("In der Stadtkirche.")
    await page.get_by_role("button", name="Sichern").click()
    await expect(page.get_by_role("status")).to_have_text("Der Entwurf ist gesichert.")
    await expect(page.get_by_text("In der Stadtkirche.")).to_be_visible()
    await page.get_by_role("button", name="Prüfen").click()
    await expect(page.get_by_role("heading", name="das Wissen bleibt stimmig")).to_be_visible()
    await expect(page.get_by_role("checkbox", name="Wer spielt die Orgel?")).not_to_be_checked()
    await page.get_by_role("button", name="Alle ausgewählten live nehmen").click()
    await expect(page.get_by_role("status")).to_contain_text("Das neue Wissen ist live")
    await expect(page.get_by_role("table")).to_contain_text("Import „orgel.xlsx“: 1 Eintrag")
    talk = Talk(await (await visit(address)).open())
    await expect(await talk.ask("Wo steht die Orgel?")).to_contain_text("In der Stadtkirche.")
    await expect(await talk.ask("Wer spielt die Orgel?")).not_to_contain_text("Frau Bach")


async def test_a_proposal_is_written_anew_by_everybody(visit, furnished_desk, tmp_path):
    """Its page and what it says of a mistake: nothing for axe-core to find, and no scrolling sideways."""
    (tmp_path / "geige.csv").write_text("Frage;Antwort\nWo liegt die Geige?;Im Kasten.\n", "utf-8")
    somebody = await visit(furnished_desk.address())
    somebody.pardon("status of 422")
    page = await somebody.open("/schreibtisch/wissen/einlesen")
    await log_in(page)
    await page.get_by_label("Datei").set_input_files(tmp_path / "geige.csv")
    await page.get_by_role("button", name="Einlesen").click()
    await page.get_by_role("button", name="Bearbeiten: Wo liegt die Geige?").click()
    await look(page, "vorschlag")
    await page.get_by_label("Antwort", exact=True).fill("")
    await page.get_by_role("button", name="Sichern").click()
    await expect(page.get_by_role("alert")).to_be_focused()
    await expect(page).to_have_title(re.compile("^Fehler: "))
    await look(page, "vorschlag-fehler")


async def test_the_keyboard_alone_writes_a_draft(visit, furnished_desk):
    """Enter in a line keeps the draft and takes nothing live; a source is found, ticked and taken off by keys."""
    page = await (await visit(furnished_desk.address())).open("/schreibtisch/entwuerfe")
    await log_in(page)
    await page.get_by_role("button", name="Neuer Eintrag").focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("Die Frage, die er beantwortet").focus()
    await page.keyboard.type("Wo steht der Flügel?")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").first).to_have_text("Der Entwurf ist gesichert.")
    await page.get_by_label("Quellen suchen").focus()
    await page.keyboard.type("epaybl")
    found, picked = page.locator("#sources-gefunden input"), page.locator("#sources [data-picked] input")
    await expect(found.first).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await expect(picked).to_have_count(1)
    await expect(picked).to_be_focused()
    await page.keyboard.press("Space")
    await expect(picked).not_to_be_checked()


async def test_the_menu_of_a_phone_is_one_line(visit, furnished_desk):
    """It unfolds to all pages; nothing of it covers what is read."""
    page = await (await visit(furnished_desk.address(), width=360, height=640)).open("/schreibtisch")
    await log_in(page)
    header = await page.locator(".top").bounding_box()
    assert header["height"] < 70
    await page.get_by_text("Menü").click()
    await look(page, "menue")
    await page.get_by_role("link", name="Entwürfe", exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Entwürfe")


async def test_entries_are_found_and_confirmed_in_place(visit, furnished_desk):
    """Typing filters at once; who confirms an entry stays where they are, with the focus on the next."""
    page = await (await visit(furnished_desk.address())).open("/schreibtisch/wissen")
    await log_in(page)
    await page.get_by_label("Zeigen").select_option("pruefen")
    await page.get_by_label("Suchen").press_sequentially("amt24 mandant")
    rows = page.locator("tbody tr")
    await expect(page).to_have_url(re.compile("suche=amt24\\+mandant"))
    await expect(page.locator("#treffer")).not_to_have_attribute("aria-busy", "true")
    names = await rows.evaluate_all("rows => rows.map(row => row.id)")
    confirm = rows.nth(2).get_by_role("button", name="Heute geprüft")
    await confirm.scroll_into_view_if_needed()
    height = await page.evaluate("scrollY")
    await confirm.click()
    await expect(page.locator(f"#{names[2]}")).to_have_count(0)
    assert await rows.evaluate_all("rows => rows.map(row => row.id)") == [*names[:2], *names[3:]]
    await expect(rows.nth(2).get_by_role("button", name="Heute geprüft")).to_be_focused()
    await expect(page.get_by_role("status")).to_contain_text("heute geprüft")
    assert await page.evaluate("scrollY") == height
    await look(page, "wissen-gesucht")


async def test_entries_are_confirmed_without_a_script(visit, furnished_desk):
    """The same forms, as pages; the address leads back to the row that comes next."""
    somebody = await visit(furnished_desk.address(), javascript=False)
    page = await somebody.open("/schreibtisch/wissen")
    await log_in(page)
    await page.get_by_label("Suchen").fill("servicekonto")
    await page.get_by_role("button", name="Suchen").click()
    rows = page.locator("tbody tr")
    second, third = [await rows.nth(number).get_attribute("id") for number in (1, 2)]
    await rows.nth(1).get_by_role("button", name="Heute geprüft").click()
    await expect(page.get_by_role("status").first).to_contain_text("heute geprüft")
    await expect(page).to_have_url(re.compile(f"suche=servicekonto.*#{third}$"))
    await expect(page.locator(f"#{second}").get_by_role("button")).to_have_count(0)
