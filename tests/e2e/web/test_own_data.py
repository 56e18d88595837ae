"""What is stored of a visitor: told, handed out, erased."""

import json
import sqlite3

from playwright.async_api import expect

from tests.e2e.web.talk import Talk
from tests.e2e.web.test_chat import with_and_without


@with_and_without
async def test_somebody_gets_their_data_and_has_them_erased(visit, javascript, process):
    """The file holds what was asked, without names; after erasing nothing of it is in any table."""
    secret = f"Quastenflosser{'mit' if javascript else 'ohne'}"
    somebody = await visit(javascript=javascript)
    page = await somebody.open()
    await Talk(page).ask(f"Was ist Amt24? {secret} Frau Musterfrau anna@example.org")
    await page.get_by_role("link", name="Meine Daten").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Was wird gespeichert?")
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Meine Daten herunterladen").click()
    exported = (await (await download.value).path()).read_text("utf-8")
    assert secret in exported
    assert "Musterfrau" not in exported
    assert "example.org" not in exported
    json.loads(exported)
    assert secret in everything_in(process.database)
    await page.get_by_text("Meine Daten löschen").click()
    await page.get_by_role("button", name="Ja, alles löschen").click()
    await expect(page.get_by_role("status")).to_contain_text("Gelöscht")
    await expect(page.get_by_text("Zu diesem Browser ist nichts gespeichert.")).to_be_visible()
    assert not await somebody.context.cookies()
    assert secret not in everything_in(process.database)
    await page.get_by_role("link", name="Zurück zum Gespräch").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Was möchten Sie wissen?")


def everything_in(database):
    """Return all that any table holds, as text."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        rows = [str(row) for table in tables for row in connection.execute(f'SELECT * FROM "{table}"')]  # noqa: S608 - the database's own names
    connection.close()
    return "\n".join(rows)


async def test_what_is_typed_elsewhere_leads_here(visit):
    """Who knows /meinedaten from the messenger gets the page instead."""
    page = await (await visit()).open()
    await page.get_by_label("Ihre Frage").fill("/meinedaten")
    await page.get_by_role("button", name="Senden").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Was wird gespeichert?")


async def test_only_the_one_cookie_is_set(visit):
    """HttpOnly and SameSite, nothing in any other storage of the browser."""
    somebody = await visit()
    page = await somebody.open()
    await Talk(page).ask("Was ist Amt24?")
    [cookie] = await somebody.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert await page.evaluate("document.cookie + localStorage.length + sessionStorage.length") == "00"
