"""The chat as a button in the corner of another site's page, in a frame that only sites allowed by us may show."""

from contextlib import suppress

import pytest
from playwright.async_api import Frame, expect

from tests.e2e.process import Process
from tests.e2e.web.browser import PHONE, assert_accessible, assert_fits
from tests.e2e.web.elsewhere import listener, name, site
from tests.e2e.web.talk import Talk
from tests.e2e.web.test_desk import PASSWORD
from tests.e2e.web.test_humans import newest_ticket

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
    process.command("users", "add", "lutz", "--role", "lotse", "--password-stdin", stdin=PASSWORD)
    process.start()
    town = TOWN.replace("SITE", process.address())
    pages = {"/": town, "/rathaus": town}
    with site(pages, at=allowed) as yes, site(pages, at=foreign) as no:
        yield yes, no, process.address()
    process.stop()


async def chat_frame(page) -> Frame:
    await page.get_by_role("button", name="Fragen?").click()
    return await open_frame(page)


async def open_frame(page) -> Frame:
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
    await expect(page.get_by_role("status")).to_contain_text("lässt sich auf dieser Seite nicht anzeigen")
    await expect(page.get_by_role("link", name="In einem eigenen Fenster öffnen")).to_be_visible()
    await expect(page.locator("iframe")).to_be_hidden()
    await assert_accessible(page)


async def test_it_fills_a_phone_and_closes_from_inside(visit, towns):
    """The whole screen is its, and Escape in its field leads back to the page."""
    page = await (await visit(towns[0], width=360, height=640)).open()
    frame = await chat_frame(page)
    await expect(page.locator("iframe")).to_be_in_viewport(ratio=1)
    box = await page.locator("iframe").bounding_box()
    assert box["width"] == 360
    assert box["y"] + box["height"] == 640
    assert box["height"] > 560
    await assert_fits(page)
    await leave_by_escape(page, frame)
    await expect(page.get_by_role("button", name="Fragen?")).to_be_focused()


async def leave_by_escape(page, frame) -> None:
    """Press it until the page has it: at first the scripts within may not have come yet."""
    for _ in range(40):
        await frame.get_by_label("Ihre Frage").press("Escape")
        with suppress(AssertionError):
            await expect(page.locator("iframe")).to_be_hidden(timeout=500)
            return
    raise AssertionError("Escape does not close the chat")


async def test_it_stays_open_from_page_to_page(visit, towns):
    """Of the town's site, until it is closed; the conversation goes on."""
    page = await (await visit(towns[0])).open()
    await Talk(await chat_frame(page)).ask("Was ist Amt24?")
    await page.goto(towns[0] + "/rathaus")
    await expect(page.get_by_role("button", name="Schließen")).to_be_visible()
    await expect(Talk(await open_frame(page)).answer).to_contain_text("Serviceportal")
    await page.get_by_role("button", name="Schließen").click()
    await page.goto(towns[0])
    await expect(page.get_by_role("button", name="Fragen?")).to_be_visible()


async def test_a_closed_chat_shows_that_a_human_has_answered(visit, towns):
    """A badge on the button counts, until it is opened."""
    page = await (await visit(towns[0])).open()
    talk = Talk(await chat_frame(page))
    await talk.ask("Wer repariert den Beamer im Sitzungssaal?")
    await talk.choose("Einen Digital-Lotsen fragen")
    await talk.choose("Ja, weitergeben")
    await page.get_by_role("button", name="Schließen").click()
    desk = await newest_ticket(await visit(towns[2]))
    await desk.get_by_label("Ihre Antwort").fill("Das macht der Hausmeister.")
    await desk.get_by_role("button", name="Antworten").click()
    button = page.get_by_role("button", name="Fragen? 1 neue Nachricht")
    await expect(button).to_be_visible()
    await assert_accessible(page)
    await button.click()
    await expect(talk.answer).to_contain_text("Hausmeister")
    await page.get_by_role("button", name="Schließen").click()
    await expect(page.get_by_role("button", name="Fragen?", exact=True)).to_be_visible()


async def test_a_strict_site_allows_it_with_two_words(visit, towns):
    """What docs/betrieb.md says that the policy of the town's page must allow is enough."""
    ours = towns[2]
    bare = f'''<!doctype html><html lang="de"><head><title>Stadt</title><link rel="icon" href="data:,"></head>
        <body><main><h1>Stadt</h1></main><script src="{ours}/einbetten.js"></script></body></html>'''
    policy = f"default-src 'none'; img-src data:; script-src {ours}; frame-src {ours}"
    with site({"/": bare}, {"Content-Security-Policy": policy}) as strict:
        somebody = await visit(strict)
        somebody.pardon("frame-ancestors", "ERR_BLOCKED_BY_RESPONSE")  # this site is not among the allowed ones
        page = await somebody.open()
        await page.get_by_role("button", name="Fragen?").click()
        await expect(page.get_by_role("status")).to_contain_text("lässt sich auf dieser Seite nicht anzeigen")
        assert await page.locator("iframe").evaluate("frame => getComputedStyle(frame).position") == "static"
        assert (
            await page.evaluate("[...document.querySelectorAll('div')].at(-1).shadowRoot.adoptedStyleSheets.length")
            == 1
        )


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
