"""What comes from somebody with bad intentions, or by mistake: a clear German answer, nothing run, no traceback."""

import re
import string
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.async_api import expect

from tests.e2e.process import Process
from tests.e2e.web.elsewhere import site
from tests.e2e.web.talk import Talk
from tests.e2e.web.test_chat import with_and_without

SCRIPT = """<script>document.title='gehackt'</script><img src=x onerror="document.title='gehackt'">"""


@with_and_without
async def test_a_script_in_a_question_is_shown_and_not_run(visit, javascript):
    """In the conversation, in the search and in an address it is text."""
    somebody = await visit(javascript=javascript)
    somebody.pardon("status of 404")
    page = await somebody.open()
    await Talk(page).ask(SCRIPT)
    await expect(page.locator(".by-person")).to_contain_text("<script>document.title=")
    await page.goto(somebody.address + "/themen")
    await page.get_by_label("Suchen").fill(SCRIPT)
    await page.get_by_role("button", name="Suchen").click()
    await expect(page.get_by_label("Suchen")).to_have_value(SCRIPT)
    assert "gehackt" not in await page.title()
    await page.goto(f"{somebody.address}/antwort/{SCRIPT}")
    assert "gehackt" not in await page.title()
    assert not await page.locator("img[src='x']").count()


@with_and_without
async def test_a_forged_cookie_is_told_as_an_ended_conversation(visit, javascript):
    """The form of a page whose cookie somebody changed is refused, in words that say what to do; reloading helps."""
    somebody = await visit(javascript=javascript)
    somebody.pardon("status of 403")
    page = await somebody.open()
    [cookie] = await somebody.context.cookies()
    other = "B" if cookie["value"].startswith("A") else "A"
    forged = {**cookie, "value": other + cookie["value"][1:]}
    await somebody.context.add_cookies([forged])
    await page.get_by_label("Ihre Frage").fill("Was ist Amt24?")
    await page.get_by_role("button", name="Senden").click()
    told = page.get_by_role("alert") if javascript else page.get_by_role("main")
    await expect(told).to_contain_text("Bitte laden Sie die Seite neu.")
    again = await somebody.open()
    await expect(await Talk(again).ask("Was ist Amt24?")).to_contain_text("Serviceportal")


@with_and_without
async def test_a_missing_token_is_refused(visit, javascript):
    """A form without its token changes nothing."""
    somebody = await visit(javascript=javascript)
    somebody.pardon("status of 403")
    page = await somebody.open()
    await page.locator("[name=csrf]").evaluate_all("all => all.forEach(field => field.remove())")
    await page.get_by_label("Ihre Frage").fill("Was ist Amt24?")
    await page.get_by_role("button", name="Senden").click()
    told = page.get_by_role("alert") if javascript else page.get_by_role("main")
    await expect(told).to_contain_text("Bitte laden Sie die Seite neu")
    again = await somebody.open()
    await expect(again.locator("[data-line]")).to_have_count(0)


async def test_a_form_of_another_site_is_refused(visit, address):
    """Even with the right names of the fields."""
    form = f'<form method="post" action="{address}/gespraech"><input name="text" value="x"><button>Los</button></form>'
    with site({"/": form}) as origin:
        somebody = await visit(origin)
        somebody.pardon("status of 403")
        page = await somebody.open()
        await page.get_by_role("button").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Diese Eingabe kam von einer fremden Seite")


async def test_a_very_long_question_is_told_to_be_too_long(visit):
    """The field takes 4000 characters; who gets around that reads what to do."""
    somebody = await visit()
    somebody.pardon("status of 413")
    page = await somebody.open()
    field = page.get_by_label("Ihre Frage")
    await field.evaluate("field => field.removeAttribute('maxlength')")
    await field.fill("Amt24 " * 20_000)
    await page.get_by_role("button", name="Senden").click()
    await expect(page.get_by_role("alert")).to_have_text("Bitte kürzen Sie Ihre Nachricht auf wenige Sätze.")


@pytest.mark.parametrize(
    "path",
    [
        "/statisch/../server.py",
        "/statisch/..%2fserver.py",
        "/statisch/%2e%2e/templates/chat.html",
        "/statisch/..%5c..%5cserver.py",
        "/statisch//etc/passwd",
        "/statisch/%2fetc%2fpasswd",
        "/statisch/style.css%00.js",
        "/statisch/",
        "/antwort/..%2f..%2fdaten",
        "/antwort/amt24-was%00",
        "/gespraech/datei/99999999999999999999",
        "/gespraech/datei/-1",
    ],
)
def test_no_path_leads_out_of_what_is_served(address, path):
    """A page that says so, in German, and nothing of any file."""
    target = httpx.URL(address).copy_with(raw_path=path.encode())
    response = httpx.get(target)
    assert response.status_code in {400, 403, 404}
    assert "import" not in response.text
    assert "root:" not in response.text
    assert "Zur Startseite" in response.text


TEXT = st.text(max_size=60) | st.sampled_from(["<script>alert(1)</script>", '"><b>', "\0", "%", "𝔘" * 50])
PATHS = (
    "/ /gespraech /gespraech/neues /gespraech/datei/1 /bewertung /daten /daten/ausgeben /themen /antwort/amt24-was "
    "/antwort/amt24-was/qr.svg /einbetten /einbetten/gespraech /healthz /statisch/style.css /schreibtisch/ "
    "/schreibtisch/anmelden /schreibtisch/fragen /w/ABC"
)
FIELDS = st.dictionaries(
    st.sampled_from(["text", "wahl", "aus", "nach", "befehl", "urteil", "suche", "csrf"]) | TEXT, TEXT, max_size=5
)
HEADERS = st.dictionaries(
    st.sampled_from(["Cookie", "Origin", "Host", "Content-Type", "X-Requested-With", "Accept-Language", "Range"]),
    st.text(st.sampled_from(string.printable[:-5] + "äß"), max_size=60).map(str.strip)
    | st.sampled_from(["lotsenbot=x.y.z", "null"]),
    max_size=3,
)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory):
    """An assistant of its own, since so many requests exhaust what one address may send."""
    process = Process(tmp_path_factory.mktemp("fuzz"))
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="module")
def client(fuzzed):
    """Somebody with a valid cookie and token, so that the fuzz gets past the door."""
    with httpx.Client(base_url=fuzzed.address()) as client:
        page = client.get("/").text
        found = re.search('name="csrf" value="([^"]+)"', page)
        assert found
        yield client, found[1]


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    method=st.sampled_from(["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"]),
    path=st.sampled_from(PATHS.split()) | st.builds("/{}".format, TEXT),
    query=FIELDS,
    fields=FIELDS,
    raw=st.none() | st.binary(max_size=200),
    headers=HEADERS,
    token=st.booleans(),
)
def test_no_request_breaks_a_page(client, fuzzed, method, path, query, fields, raw, headers, token):
    """Whatever comes: no error of ours, no traceback, nothing reflected as code, and always the strict policy."""
    http, csrf = client
    data = {**fields, **({"csrf": csrf} if token else {})}
    body = {"content": raw} if raw is not None else {"data": data}
    sent = [(name.encode(), value.encode("utf-8")) for name, value in headers.items()]
    target = http.base_url.copy_with(raw_path=quote(path, safe="/%").encode())
    response = http.request(method, target, params=query, headers=sent, **body)
    assert response.status_code < 500, response.text
    assert "Traceback" not in response.text
    assert "<script>alert" not in response.text
    if "uvicorn" not in response.text and response.status_code != 400:
        assert "script-src 'self'" in response.headers["content-security-policy"]
    assert "Traceback" not in fuzzed.log
    assert " ERROR " not in fuzzed.log
