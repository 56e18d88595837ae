"""The desk in a real browser: a workshop that fills, a ticket answered, every page for everybody."""

import asyncio
import datetime
import re

import pytest
from playwright.async_api import expect

from bot.curation.drafting import ImportDoubt, Imported, NewEntry, NewPhrases, as_json
from bot.store.records import Attached, Deed, Turn
from bot.store.sqlite.store import open_sqlite
from bot.talk.message import Relay, RelayKind, Status
from bot.talk.session import Session
from tests.e2e.process import Process
from tests.e2e.web.browser import NARROWEST, assert_accessible, assert_fits
from tests.e2e.web.talk import Talk

PASSWORD = "ein langer satz hier"  # noqa: S105 - opens nothing but this test's process
PAGES = (
    "", "/workshops", "/workshops/1", "/workshops/1/folie", "/fragen", "/fragen/abbrueche", "/offen", "/anfragen",
    "/anfragen/1", "/entwuerfe", "/entwuerfe/1", "/entwuerfe/2", "/entwuerfe/3", "/wissen/einlesen", "/verlauf",
    "/wissen", "/protokoll",
)  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """An assistant with accounts for a trainer and a Lotse."""
    process = Process(tmp_path_factory.mktemp("desk"))
    for name, role in (("karla", "trainer"), ("lutz", "lotse")):
        process.command("users", "add", name, "--role", role, "--password-stdin", stdin=PASSWORD)
    process.start()
    yield process
    process.stop()


@pytest.fixture
def come(visit, house):
    return lambda **habits: visit(house.address(), **habits)


async def log_in(somebody, name="karla"):
    page = await somebody.open("/schreibtisch")
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Passwort").fill(PASSWORD)
    await page.get_by_role("button", name="Anmelden").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    return page


async def test_a_trainer_sees_the_questions_of_a_workshop_appear(come):
    """It is opened with a title; people come by the code; what three of them ask appears without reloading."""
    page = await log_in(await come())
    await page.get_by_role("link", name="Workshops", exact=True).click()
    await page.get_by_label("Titel").fill("Basis-Workshop im Landkreis")
    await page.get_by_role("button", name="Eröffnen").click()
    code = (await page.locator(".code").inner_text()).strip()
    await expect(page.get_by_alt_text(re.compile("QR-Code"))).to_be_visible()
    for number in range(3):
        visitor = await (await come()).open(f"/w/{code}")
        await visitor.get_by_role("button", name="Teilnehmen").click()
        await Talk(visitor).ask("Was ist Amt24?")
        await expect(page.locator("#stand")).to_contain_text(re.compile(rf"{number + 1}\s+(nimmt|nehmen) teil"))
    await expect(page.locator("#stand")).to_contain_text("Was ist Amt24?")


async def test_a_question_is_handed_over_answered_and_given_back(come):
    """What a Lotse writes appears on the person's page by itself, and what the person writes on goes to the ticket."""
    person = await (await come()).open()
    talk = Talk(person)
    await talk.ask("Wer repariert den Beamer im Sitzungssaal?")
    await talk.choose("Einen Digital-Lotsen fragen")
    await talk.choose("Ja, weitergeben")
    lotse = await log_in(await come(), "lutz")
    await lotse.get_by_role("link", name=re.compile("^Anfragen")).click()
    await lotse.get_by_role("link", name=re.compile("Anfrage 1")).click()
    await lotse.get_by_label("Ihre Antwort").fill("Das macht der Hausmeister.")
    await lotse.get_by_role("button", name="Antworten").click()
    await expect(talk.answer).to_contain_text("Das macht der Hausmeister.")
    await person.get_by_label("Ihre Frage").fill("Vielen Dank!")
    await person.get_by_role("button", name="Senden").click()
    await expect(person.locator(".by-person").last).to_contain_text("Vielen Dank!")
    await lotse.reload()
    await expect(lotse.get_by_role("main")).to_contain_text("Vielen Dank!")
    await lotse.get_by_role("button", name="An den Assistenten zurückgeben").click()
    await expect(talk.answer).to_contain_text("automatischen Assistenten")
    await expect(await talk.ask("Was ist Amt24?")).to_contain_text("Serviceportal")


async def test_a_new_question_tells_itself(come):
    """Title and menu count it while the desk is open elsewhere; who allowed it hears of it, and the list shows it."""
    lotse = await log_in(await come(permissions=["notifications"]), "lutz")
    await lotse.get_by_role("link", name="Anfragen", exact=False).first.click()
    await expect(lotse.get_by_role("heading", level=1)).to_have_text("Anfragen")
    await lotse.evaluate(
        """() => {
            window.told = [];
            window.Notification = class {
                static permission = "granted";
                static requestPermission = async () => "granted";
                constructor(_, more) { told.push(more.body); }
            };
        }"""
    )
    await lotse.get_by_role("button", name="Im Browser benachrichtigen").click()
    await expect(lotse.get_by_role("button", name="Im Browser benachrichtigen")).to_have_attribute(
        "aria-pressed", "true"
    )
    before = int((re.match(r"\((\d+)\)", await lotse.title()) or [0, 0])[1])
    talk = Talk(await (await come()).open())
    await talk.ask("Wer repariert den Drucker im Bauamt?")
    await talk.choose("Einen Digital-Lotsen fragen")
    await talk.choose("Ja, weitergeben")
    await lotse.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(lotse).to_have_title(f"({before + 1}) Anfragen – Schreibtisch")
    await expect(lotse.locator("#anfragen")).to_contain_text("Drucker im Bauamt")
    assert len(await lotse.evaluate("told")) == 1
    await assert_accessible(lotse)


async def test_an_answer_is_put_together_without_a_script(come):
    """Taken over, with what the assistant knows and a text block in it, and sent."""
    person = await (await come()).open()
    talk = Talk(person)
    await talk.ask("Wer repariert die Orgel im Servicekonto?")
    await talk.choose("Einen Digital-Lotsen fragen")
    await talk.choose("Ja, weitergeben")
    lotse = await log_in(await come(javascript=False), "lutz")
    await lotse.goto(f"{lotse.url}/anfragen")
    await lotse.locator("#anfragen").get_by_role("link").last.click()
    await lotse.get_by_role("button", name="Ich übernehme das").click()
    await expect(lotse.get_by_text("Darum kümmern Sie sich")).to_be_visible()
    await lotse.get_by_label("Ihre Antwort").fill("Guten Tag!")
    await lotse.get_by_role("main").locator("summary").first.click()
    await lotse.get_by_role("button", name="In die Antwort einfügen").first.click()
    await expect(lotse.get_by_label("Ihre Antwort")).to_have_value(re.compile(r"^Guten Tag!\n\n.*Quelle: ", re.DOTALL))
    await lotse.get_by_text("Textbausteine").click()
    await lotse.get_by_role("button", name="Hilft Ihnen das weiter?").click()
    await lotse.get_by_role("button", name="Antworten", exact=True).click()
    await expect(talk.answer).to_contain_text("Hilft Ihnen das weiter?")


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    """An assistant with one of everything that the desk can show."""
    process = Process(tmp_path_factory.mktemp("furnished"), LOTSENBOT_SECRET="s" * 32)  # what is stored has no key file
    process.command("users", "add", "karla", "--role", "trainer", "--password-stdin", stdin=PASSWORD)
    asyncio.run(furnish(process.database))
    process.start()
    yield process
    process.stop()


async def furnish(database):
    now = datetime.datetime.now(datetime.UTC)
    async with open_sqlite(database) as store:
        code = (await store.workshops.open("Basis-Workshop", now.date(), "karla", now)).code
        for number, question in enumerate(("Wohngeld online?", "wohngeld digital", "Wohngeld im Internet")):
            person = f"person-{number}"
            await store.participation.join(person, code, now)
            await store.conversations.record(person, Session(), Turn(now, "web", question, Status.FALLBACK))
            await store.conversations.record(
                person, Session(), Turn(now, "web", "Was ist Amt24?", Status.ANSWER, ("amt24-was",))
            )
        handed_over = Attached(relay=Relay(RelayKind.OPEN, "Wer repariert den Beamer?"), address="1")
        await store.conversations.record("person-0", Session(), Turn(now, "web", None, Status.HANDOVER), handed_over)
        body = as_json(NewPhrases("amt24-was", ("amt zwanzigvier",)))
        await store.drafts.add(body, (), Deed(now, "karla", "entwurf-anlegen", "Amt24"))
        item = {"id": "parken", "question": "Wo parke ich?", "answer": "Hier.", "phrases": ["parken"], "sources": ["x"]}
        doubts = (ImportDoubt("parken", "kein Thema erkannt"), ImportDoubt("", "ausgelassen: „Was ist Amt24?“"))
        correction = {"entry": "amt24-was", "answer": "Ein Portal.", "why": "neu", "sources": ["x"]}
        imported = Imported("faq.csv", "faq", (item,), corrections=(correction,), unchanged=3, doubts=doubts)
        for draft in (imported, NewEntry(question="Was kostet das?")):
            await store.drafts.add(as_json(draft), (), Deed(now, "karla", "entwurf-anlegen", ""))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_nothing_at_the_desk(visit, furnished, dark):
    """On no page, with something of each kind on them."""
    somebody = await visit(furnished.address(), dark=dark)
    await assert_accessible(await somebody.open("/schreibtisch/anmelden"))
    page = await log_in(somebody)
    for path in PAGES:
        await page.goto(f"{somebody.address}/schreibtisch{path}")
        await assert_accessible(page)


@pytest.mark.parametrize(("width", "height"), [(NARROWEST, 568), (NARROWEST, 256), (640, 360)])
async def test_the_desk_fits_small_screens(visit, furnished, width, height):
    """No page needs scrolling sideways, on a phone or with 400 % and 200 % zoom."""
    somebody = await visit(furnished.address(), width=width, height=height)
    page = await log_in(somebody)
    for path in PAGES:
        await page.goto(f"{somebody.address}/schreibtisch{path}")
        await assert_fits(page)
