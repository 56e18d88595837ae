"""Makes the pictures in docs/pictures (`make pictures`): the web chat, an interview of several offices, the desk."""

import asyncio
import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.e2e.process import Process
from tests.e2e.web.browser import launch, visitor
from tests.e2e.web.talk import Talk
from tests.e2e.web.test_sharing import answered, leading, link_to

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
PASSWORD = "nur für dieses Bild"  # noqa: S105 - opens nothing but this process
_COLOURS = 64
ASKED = (
    "Was ist Amt24?",
    "brauchen wir einen kdn anschluss",
    "was kostet das beteiligungsportal",
    "wo beantrage ich wohngeld",
)


async def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        process = Process(Path(folder))
        process.command("users", "add", "karla", "--role", "trainer", "--password-stdin", stdin=PASSWORD)
        process.start()
        try:
            async with async_playwright() as playwright:
                browser = await launch(playwright)
                await draw_chat(browser, process.address())
                await draw_sharing(browser, process.address())
                await draw_desk(browser, process.address())
        finally:
            process.stop()


async def draw_chat(browser: Browser, address: str) -> None:
    """A question as people type it and its answer, then one that nothing is known about."""
    page = await (await visitor(browser, address, width=760, height=960, calm=True)).open()
    talk = Talk(page)
    await talk.ask("brauchen wir einen kdn anschluss")
    await talk.ask("was kostet das beteiligungsportal")
    await keep(page, "chat.png")


async def draw_sharing(browser: Browser, address: str) -> None:
    """An interview of which two sections are left to others, one of whom has answered."""
    page = await leading(await visitor(browser, address, width=760, height=960, calm=True))
    link = await link_to(page, "Voraussetzungen")
    await link_to(page, "Prozess und IT")
    office = await (await visitor(browser, address)).open(link)
    await answered(office, "Bauamt", amt24="Ja", kdn="Noch nicht")
    await page.reload()
    await page.get_by_text("QR-Code zeigen").first.click()
    await page.get_by_text("Antworten (2)").click()
    await expect(page.get_by_role("img", name="QR-Code").first).to_be_visible()
    await page.wait_for_load_state("networkidle")
    await keep(page, "sharing.png")


async def draw_desk(browser: Browser, address: str) -> None:
    """A workshop in which three people have asked."""
    desk = await (await visitor(browser, address, width=1000, height=800, calm=True)).open("/schreibtisch")
    await desk.get_by_label("Name").fill("karla")
    await desk.get_by_label("Passwort").fill(PASSWORD)
    await desk.get_by_role("button", name="Anmelden").click()
    await desk.get_by_role("link", name="Workshops", exact=True).click()
    await desk.get_by_label("Titel").fill("Basis-Workshop im Landkreis")
    await desk.get_by_role("button", name="Eröffnen").click()
    code = (await desk.locator(".code").inner_text()).strip()
    for _ in range(3):
        person = await (await visitor(browser, address)).open(f"/w/{code}")
        await person.get_by_role("button", name="Teilnehmen").click()
        for question in ASKED:
            await Talk(person).ask(question)
    await desk.reload()
    await expect(desk.locator("#stand")).to_contain_text("Was ist Amt24?")
    await keep(desk, "desk.png")


async def keep(page: Page, name: str) -> None:
    await page.evaluate("scrollTo(0, 0)")
    picture = Image.open(io.BytesIO(await page.screenshot(full_page=name == "desk.png")))
    picture.quantize(_COLOURS).save(PICTURES / name, optimize=True)


if __name__ == "__main__":
    asyncio.run(main())
