"""The chat as a button in the corner of another site's page, in a frame that only sites allowed by us may show."""

import pytest
from playwright.async_api import Frame, expect

from tests.e2e.process import Process
from tests.e2e.web.browser import PHONE, assert_accessible, assert_fits
from tests.e2e.web.elsewhere import listener, name, site
from tests.e2e.web.talk import Talk

TOWN = """<!doctype html><html lang="de"><head><title>Stadt Beispiel</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width"><style>button, iframe { display: none !important }</style></head>
<body><main><h1>Stadt Beispiel</h1></main><script src="SITE/einbetten.js"></script></body></html>"""


@pytest.fixture(scope="module")
def towns(tmp_path_factory):
    """A town that may embed the chat and one that may not; both are other sites than ours."""
    allowed, foreign = listener(), listener()
    process = Process(
        tmp_path_factory.mktemp("embedding"),
        LOTSENBOT_WEB_EMBED_ORIGINS=name(allowed),
        LOTSENBOT_WEB_URL="https://lotsen.example.org",
    )
    process.start()
    pages = {"/": TOWN.replace("SITE", process.address())}
    with site(pages, at=allowed) as yes, site(pages, at=foreign) as no:
        yield yes, no
    process.stop()


async def chat_frame(page) -> Frame:
    await page.get_by_role("button", name="Fragen?").click()
    frame = await (await page.locator("iframe").element_handle()).content_frame()
    assert frame is not None
    return frame


@pytest.mark.parametrize("width", [1280, PHONE], ids=["desktop", "phone"])
async def test_a_town_embeds_the_chat(visit, towns, width):
    """The button opens the frame, a conversation works in it across sites, Escape closes it; styles don't mix."""
    page = await (await visit(towns[0], width=width)).open()
    frame = await chat_frame(page)
    talk = Talk(frame)
    await expect(await talk.ask("Was ist Amt24?")).to_contain_text("zentrale Serviceportal")
    await expect(await talk.choose("Welche Systeme gibt es von Amt24?")).to_contain_text("Quelle")
    await assert_accessible(page)
    await assert_fits(page)
    await assert_accessible(frame)
    await assert_fits(frame)
    button = page.get_by_role("button", name="Schließen")
    await expect(button).to_have_attribute("aria-expanded", "true")
    await button.focus()
    await page.keyboard.press("Escape")
    await expect(page.locator("iframe")).to_be_hidden()
    await expect(page.get_by_role("button", name="Fragen?")).to_be_focused()
    await page.get_by_role("button", name="Fragen?").click()
    await expect(talk.answer).to_be_visible()


async def test_another_site_is_refused(visit, towns):
    """The browser shows no chat in a page that we do not know."""
    somebody = await visit(towns[1])
    somebody.pardon("frame-ancestors", "ERR_BLOCKED_BY_RESPONSE")
    page = await somebody.open()
    async with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        frame = await chat_frame(page)
    assert await frame.locator("[data-composer]").count() == 0


async def test_the_page_itself_stands_in_no_frame(visit, towns, address):
    """Not even an allowed site may show the chat with its full rights in a frame."""
    somebody = await visit(towns[0])
    somebody.pardon("frame-ancestors", "ERR_BLOCKED_BY_RESPONSE")
    page = await somebody.open()
    async with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        await page.evaluate(
            "address => { const f = document.createElement('iframe'); f.src = address; document.body.append(f); }",
            address,
        )
