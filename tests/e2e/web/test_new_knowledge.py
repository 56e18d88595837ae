"""From questions that nobody could answer to an answer, at the desk in a real browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.process import Process
from tests.e2e.web.browser import NARROWEST, assert_accessible, assert_fits
from tests.e2e.web.talk import Talk

PASSWORD = "ein langer Satz fuer die Probe"  # noqa: S105 - of an account that lasts as long as the test
ASKED = ("Wohngeld digital beantragen", "wohngeldantrag im internet", "Wohngeld online?")
AGAIN, ANSWER = "wohngeld digital beantragen?", "Für Wohngeld gibt es einen Onlineantrag."


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Process]:
    """An assistant whom nobody else asks anything."""
    process = Process(tmp_path)
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
    await log_in(page)
    await expect(page.get_by_role("heading", name="Wohngeld", exact=False)).to_be_visible()
    await look(page, "offen")
    await page.get_by_role("button", name="Neuer Eintrag").click()
    await page.get_by_label("Titel").fill("Onlineantrag für Wohngeld")
    await page.get_by_label("Antwort", exact=True).fill(ANSWER)
    await page.get_by_role("button", name="Prüfen").click()
    await expect(page.get_by_role("heading", name="So lässt sich das noch nicht übernehmen")).to_be_visible()
    await expect(page.get_by_label("Was davon")).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_text("„Was davon“ fehlt noch.")).to_be_visible()
    await look(page, "entwurf-fehler")
    await page.get_by_label("Thema").select_option("onlineantragsassistent")
    await page.get_by_label("Was davon").select_option("beispiel")
    await page.get_by_label("Quellen").select_option("workshop-einordnung")
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
    await page.get_by_role("button", name="Heute geprüft:", exact=False).first.click()
    await expect(page.get_by_role("status")).to_contain_text("heute geprüft")
    await look(page, "wissen")
