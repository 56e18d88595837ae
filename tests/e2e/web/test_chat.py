"""A visitor of the web chat, from the first question to the PDF in hand, with JavaScript and without."""

import asyncio
import io
import re
import secrets
import sqlite3
from contextlib import closing

import pytest
import pytest_asyncio
from playwright.async_api import expect
from pypdf import PdfReader

from tests.e2e.web.browser import PHONE, assert_accessible
from tests.e2e.web.talk import Talk

with_and_without = pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])


@pytest_asyncio.fixture(loop_scope="session")
async def talk(visit, javascript):
    somebody = await visit(javascript=javascript)
    return Talk(await somebody.open())


@with_and_without
async def test_a_question_is_answered_with_its_source(talk):
    """The start screen says what one can ask; an answer names its sources and their date, and leads on."""
    await expect(talk.page.get_by_role("heading", level=1)).to_have_text("Was möchten Sie wissen?")
    await expect(talk.page.locator(".examples button")).to_have_count(3)
    answer = await talk.ask("Was ist Amt24?")
    await expect(answer).to_contain_text("zentrale Serviceportal")
    await expect(answer.locator(".sources")).to_contain_text(re.compile("Quelle.*ohne Datum", re.DOTALL))
    await expect(answer.get_by_role("link", name="https://amt24.sachsen.de")).to_be_visible()
    more = await talk.choose("Welche Systeme gibt es von Amt24?")
    await expect(more).to_contain_text("Quelle")
    await expect(talk.page.locator(".by-person").last).to_have_text(re.compile("Welche Systeme"))
    await expect(talk.page.get_by_role("heading", level=1)).to_have_count(1)


@with_and_without
async def test_what_is_unclear_is_asked_back(talk):
    """One picks by button, and only from what was offered last."""
    asked = await talk.ask("Wie kann ich bezahlen?")
    await expect(asked).to_contain_text("Was davon meinen Sie?")
    await expect(talk.choices).to_have_count(4)
    chosen = await talk.choose("Welche Zahlungsarten gibt es bei ePayBL?")
    await expect(chosen).to_contain_text("SEPA")
    await expect(talk.page.get_by_role("button", name="Keine davon")).to_have_count(0)


@with_and_without
async def test_a_choice_is_picked_by_its_number(talk):
    """As in any messenger."""
    await talk.ask("Wie kann ich bezahlen?")
    await expect(await talk.ask("1")).to_contain_text("SEPA")


@with_and_without
async def test_none_of_the_choices_may_be_meant(talk):
    """Then one may ask in other words."""
    await talk.ask("Wie kann ich bezahlen?")
    await expect(await talk.choose("Keine davon")).to_contain_text("mit anderen Worten")


@with_and_without
async def test_an_answer_is_rated(talk):
    """A thank-you takes the place of the buttons, and the verdict is kept."""
    answer = await talk.ask("Was ist Amt24?")
    await answer.get_by_role("button", name="Ja").click()
    await expect(talk.page.get_by_role("status").filter(has_text="Danke, das hilft.")).to_be_visible()


async def test_a_verdict_is_kept(visit, process):
    """It stands in the export of whoever gave it."""
    talk = Talk(await (await visit(javascript=False)).open())
    answer = await talk.ask("Was ist Amt24?")
    await answer.get_by_role("button", name="Nein").click()
    await talk.page.goto(talk.page.url.split("?")[0].replace("#neu", "") + "daten")
    async with talk.page.expect_download() as download:
        await talk.page.get_by_role("button", name="Meine Daten herunterladen").click()
    exported = (await (await download.value).path()).read_text("utf-8")
    assert "Was ist Amt24?" in exported
    assert "unhelpful" in exported


@with_and_without
async def test_somebody_is_interviewed_and_takes_the_pdf_home(talk):
    """On through all questions with the progress shown, then the result, and files that can be opened."""
    await talk.press(talk.page.get_by_role("button", name="Interview starten"))
    await talk.choose("Hundesteuer")
    shown = [await progress(talk)]
    while shown[-1] < 1:
        await talk.press(talk.choices.first)
        shown.append(await progress(talk))
    assert shown[0] == 0
    assert len(shown) > 15
    assert shown == sorted(shown)
    await expect(talk.answer).to_contain_text("Das Interview ist abgeschlossen")
    async with talk.page.expect_download() as download:
        await talk.answer.get_by_role("link", name="Als PDF").click()
    assert (await download.value).suggested_filename.endswith(".pdf")
    pdf = PdfReader(io.BytesIO((await (await download.value).path()).read_bytes()))
    assert "Hundesteuer" in "".join(page.extract_text() for page in pdf.pages)


async def progress(talk):
    """Return how full the bar is, from 0 to 1."""
    bar = talk.answer.get_by_role("progressbar")
    value, most = await bar.get_attribute("value"), await bar.get_attribute("max")
    return float(value) / float(most)


@with_and_without
async def test_an_interview_goes_back_and_pauses(talk):
    """A step back, a question in between, and a pause, all by buttons."""
    await talk.press(talk.page.get_by_role("button", name="Interview starten"))
    await talk.choose("Gewerbeanmeldung")
    question = await talk.answer.locator("p").last.inner_text()
    await talk.press(talk.choices.first)
    picked = await talk.page.locator("[data-line].by-person").last.locator("p").inner_text()
    await talk.choose("Zurück")
    await expect(talk.answer).to_contain_text(f"bisher: „{picked}“")
    await expect(talk.answer.locator("p").last).to_have_text(question)
    await talk.ask("Was ist das Servicekonto?")
    await expect(talk.page.locator(".by-assistant").nth(-2)).to_contain_text("Quelle")
    await talk.choose("Pause")
    await expect(talk.answer.get_by_role("progressbar")).to_have_count(0)


@with_and_without
async def test_a_conversation_is_still_there_tomorrow(visit, javascript):
    """Whoever comes back with the same browser finds it again; somebody else does not."""
    somebody = await visit(javascript=javascript, width=PHONE)
    await Talk(await somebody.open()).ask("Was ist das Beteiligungsportal?")
    again = await somebody.open()
    await expect(again.locator(".by-person")).to_have_text(re.compile("Was ist das Beteiligungsportal"))
    other = await (await visit(javascript=javascript)).open()
    await expect(other.locator("[data-line]")).to_have_count(0)


@with_and_without
async def test_old_choices_stay_to_be_read(talk):
    """As text, which cannot be pressed; on paper too."""
    asked = await talk.ask("Wie kann ich bezahlen?")
    labels = await talk.choices.all_inner_texts()
    number = await asked.get_attribute("id")
    await talk.ask("Was ist Amt24?")
    past = talk.page.locator(f"#{number}")
    await expect(past.get_by_role("list", name="Zur Wahl standen").get_by_role("listitem")).to_have_text(labels)
    await expect(past.get_by_role("button", name=labels[0])).to_have_count(0)
    await talk.page.emulate_media(media="print")
    await expect(past.get_by_text(labels[0])).to_be_visible()
    await expect(talk.answer.get_by_text("Welche Systeme gibt es von Amt24?")).to_be_visible()


@with_and_without
async def test_who_was_not_helped_is_asked_why(talk, process):
    """Three reasons and words of one's own, which are kept with the answer."""
    marker = "Quasten" + "".join(secrets.choice("abcdefgh") for _ in range(12))
    answer = await talk.ask("Was ist Amt24?")
    await answer.get_by_role("button", name="Nein").click()
    await expect(talk.page.get_by_role("group", name="Danke. Was hat nicht gepasst?")).to_be_visible()
    await expect(talk.page.get_by_role("radio")).to_have_count(3)
    await talk.page.get_by_label("Etwas fehlt in der Antwort").check()
    await talk.page.get_by_label("Was hätten Sie gebraucht?").fill(f"{marker} von Frau Musterfrau")
    await talk.page.get_by_role("button", name="Grund mitteilen").click()
    await expect(talk.page.get_by_role("status").filter(has_text="Danke, das hilft.")).to_be_visible()
    with closing(sqlite3.connect(f"file:{process.database}?mode=ro", uri=True)) as file:
        kept = file.execute("SELECT reason, remark FROM turns WHERE remark LIKE ?", (f"%{marker}%",)).fetchone()
    assert kept[0] == "incomplete"
    assert "Musterfrau" not in kept[1]


async def test_enter_sends_and_shift_enter_does_not(visit):
    """A question may have two lines; nothing is sent that is empty."""
    talk = Talk(await (await visit()).open())
    field = talk.page.get_by_label("Ihre Frage")
    await field.press("Enter")
    await field.press_sequentially("Was ist")
    await field.press("Shift+Enter")
    await field.press_sequentially("Amt24?")
    await expect(field).to_have_value("Was ist\nAmt24?")
    await field.press("Enter")
    await expect(talk.answer).to_contain_text("zentrale Serviceportal")
    await expect(field).to_have_value("")
    await expect(field).to_be_focused()
    await expect(talk.page.locator(".by-person")).to_have_count(1)


async def test_a_lost_connection_loses_no_question(visit):
    """The page says so in German, keeps what was sent, and one press sends it again."""
    somebody = await visit()
    somebody.pardon("ERR_INTERNET_DISCONNECTED")
    talk = Talk(await somebody.open())
    await somebody.context.set_offline(True)
    await expect(talk.page.get_by_text("Sie sind offline.")).to_be_visible()
    await talk.page.get_by_label("Ihre Frage").fill("Was ist Amt24?")
    await talk.page.get_by_role("button", name="Senden").click()
    await expect(talk.page.get_by_role("alert")).to_contain_text("keine Verbindung")
    await expect(talk.page.locator(".underway")).to_contain_text("Was ist Amt24?")
    await assert_accessible(talk.page)
    await somebody.context.set_offline(False)
    await expect(talk.page.get_by_text("Sie sind offline.")).to_be_hidden()
    again = talk.page.get_by_role("button", name="Noch einmal senden")
    await expect(await talk.press(again)).to_contain_text("Serviceportal")
    await expect(talk.page.get_by_role("alert")).to_have_count(0)
    await expect(talk.page.locator(".by-person")).to_have_count(1)


async def test_what_is_on_its_way_is_seen_and_sent_once(visit):
    """The message is there at once, with a sign that an answer comes; further presses send nothing more."""
    talk = Talk(await (await visit()).open())
    field, gate = talk.page.get_by_label("Ihre Frage"), asyncio.Event()
    await hold(talk.page, gate)
    await field.fill("Was ist Amt24?")
    for _ in range(3):
        await field.press("Enter")
    await expect(talk.page.locator(".underway")).to_have_text(re.compile("Was ist Amt24"))
    await expect(talk.page.get_by_role("status").filter(has_text="Die Antwort kommt gleich")).to_be_visible()
    await assert_accessible(talk.page)
    await field.press_sequentially("Was ist das Servicekonto?")
    gate.set()
    await expect(talk.answer).to_contain_text("Serviceportal")
    await expect(field).to_have_value("Was ist das Servicekonto?")
    await expect(talk.page.locator(".by-person")).to_have_count(1)
    await expect(talk.page.get_by_role("status").filter(has_text="Die Antwort kommt gleich")).to_be_hidden()


async def test_two_messages_arrive_in_order(visit):
    """The second waits for the first, and a choice is picked once however often it is pressed."""
    talk = Talk(await (await visit()).open())
    await talk.ask("Wie kann ich bezahlen?")
    gate = asyncio.Event()
    await hold(talk.page, gate)
    await talk.choices.first.click()
    await talk.choices.first.click()
    field = talk.page.get_by_label("Ihre Frage")
    await field.fill("Was ist Amt24?")
    await field.press("Enter")
    gate.set()
    await expect(talk.answer).to_contain_text("Serviceportal")
    await expect(talk.page.locator("[data-line].by-person")).to_have_count(3)
    await expect(talk.page.locator("[data-line].by-person").nth(1)).not_to_contain_text("Amt24")


async def test_what_arrived_unnoticed_is_not_done_twice(visit):
    """The server got the question and its answer was lost on the way: sending again brings the answer, once."""
    somebody = await visit()
    somebody.pardon("ERR_FAILED")
    talk = Talk(await somebody.open())

    async def lose(route):
        await route.fetch()
        await route.abort()

    await talk.page.route("**/gespraech", lose, times=1)
    await talk.page.get_by_label("Ihre Frage").fill("Was ist Amt24?")
    await talk.page.get_by_role("button", name="Senden").click()
    again = talk.page.get_by_role("button", name="Noch einmal senden")
    await expect(await talk.press(again)).to_contain_text("Serviceportal")
    await talk.page.reload()
    await expect(talk.page.locator("[data-line]")).to_have_count(2)


async def hold(page, gate: asyncio.Event) -> None:
    """Let no message through until the gate opens."""

    async def wait(route):
        await gate.wait()
        await route.continue_()

    await page.route("**/gespraech", wait)
