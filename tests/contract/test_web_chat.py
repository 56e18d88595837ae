"""The chat as pages and forms, with a real store: what a browser without JavaScript sends and gets."""

import datetime
import json
import re
import sqlite3
import time
from contextlib import closing

import pytest

from bot.channels.web.chat import ChatParts
from bot.channels.web.said import CHANNEL, WebCourier
from bot.channels.web.site import ChatSite
from bot.curation.assistant import AssistantVersion, RunningAssistant
from bot.errors import StoreError
from bot.exchange.dispatch import Dispatcher
from bot.exchange.locks import Locks
from bot.exchange.lotsen import Lotsen
from bot.exchange.results import ResultLinks
from bot.store.records import TicketState, Turn
from bot.store.sqlite.store import open_sqlite
from bot.talk.conversation import Conversation
from bot.talk.message import Message, Status
from bot.talk.session import Session
from bot.talk.states import Interviewing
from bot.web.server import Served, application

from .visitor import SITE, Visitor, always

SECRET = b"s" * 32
NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
FRIEND = "https://www.gemeinde.test"


@pytest.fixture
async def store(tmp_path):
    async with open_sqlite(tmp_path / "lotsenbot.sqlite3") as opened:
        yield opened


@pytest.fixture
def live(knowledge, understanding):
    return RunningAssistant(
        AssistantVersion(knowledge, understanding, Conversation(knowledge, understanding, with_humans=True))
    )


@pytest.fixture
def lotsen(store, live):
    return Lotsen(store, live, Locks(), {CHANNEL: WebCourier()})


@pytest.fixture
def app(store, live, lotsen):
    dispatcher = Dispatcher(live, store, SECRET, lotsen.to_lotsen)
    parts = ChatParts.around(store, live, dispatcher, lotsen, lambda: NOON)
    site = ChatSite(parts, store.participation, SECRET)
    return application(always, Served(site.routes(), (), {FRIEND}, knowledge=lambda: live.knowledge))


@pytest.fixture
async def anna(app):
    visitor = Visitor(app)
    await visitor.open()
    return visitor


async def test_a_question_gets_its_answer_with_source(anna):
    """Question and answer stand on the page, the source with its date below it."""
    answer = await anna.says("Was ist Amt24?")
    assert "zentrale Serviceportal" in answer
    assert "ohne Datum (Inhalte von 2022)" in answer
    assert anna.said[0] == "Sie Was ist Amt24?"


async def test_no_page_of_a_conversation_is_kept(anna):
    """The next one at this computer does not find it in the browser's memory."""
    await anna.says("Was ist Amt24?")
    for address in ("/", "/daten", "/themen"):
        response = await anna.open(address)
        assert response.status_code == 200, address
        assert response.headers["cache-control"] == "no-store", address


async def test_a_conversation_goes_on(anna, knowledge):
    """A follow-up is understood from the topic; a choice works by its button."""
    await anna.says("Was ist die Prozessplattform?")
    await anna.says("und was kostet die?")
    assert 'href="/antwort/prozessplattform-kosten"' in anna.page
    related = knowledge.entries[knowledge.entries["prozessplattform-kosten"].related[0]]
    assert related.answer[:30] in await anna.picks(related.question)


async def test_only_what_was_offered_can_be_picked(anna):
    """A button that was never shown, or belongs to somebody else, leads to a page that says so."""
    await anna.says("Was ist Amt24?")
    token, line = anna.token, anna.last_line
    for fields in ({"aus": line, "wahl": "99"}, {"aus": "999", "wahl": "0"}, {"aus": "x", "wahl": "entry:amt24-was"}):
        response = await anna.send("/gespraech", csrf=token, **fields)
        assert response.status_code == 404
        assert "gilt nicht mehr" in response.text


async def test_two_visitors_share_nothing(anna, app):
    """What one asked is neither shown to another, nor can the other pick from it or rate it."""
    await anna.says("Was ist Amt24?")
    bert = Visitor(app)
    await bert.open()
    assert not bert.said
    assert (await bert.send("/gespraech", aus=anna.last_line, wahl="0")).status_code == 404
    await bert.open()
    assert (await bert.send("/bewertung", aus=anna.last_line, urteil="gut")).status_code == 404


async def test_an_answer_is_rated(anna, store):
    """ "Hilfreich: Nein" is kept with the turn."""
    await anna.says("Was ist Amt24?")
    response = await anna.send("/bewertung", aus=anna.last_line, urteil="schlecht")
    assert "Danke" in response.text
    await anna.open("/daten")
    exported = json.loads((await anna.send("/daten/ausgeben")).text)
    assert [turn["verdict"] for turn in exported["turns"]] == ["unhelpful"]


async def test_an_interview_by_buttons_ends_in_a_file(anna):
    """It asks one question at a time; the PDF of the result can be downloaded."""
    await anna.send("/gespraech", befehl="interview")
    await anna.picks("Noch keinen bestimmten")
    assert "<progress" in anna.page
    for _ in range(60):
        if "Als PDF" in anna.page:
            break
        await anna.picks("Überspringen" if "Überspringen" in anna.page.rsplit("<article", 1)[1] else "Noch vor")
    address = re.findall(r'href="(/ergebnis/[^"]+/datei/pdf)"', anna.page)[-1]
    file = await anna.http.get(address)
    assert file.headers["content-type"] == "application/pdf"
    assert file.content.startswith(b"%PDF")


async def test_a_lotse_answers_on_the_page(anna, store, lotsen):
    """The question is passed on only after a yes; the answer stands on the person's page, marked as from a human."""
    await anna.says("Gibt es Wartungsfenster bei ePayBL am Sonntag?")
    await anna.picks("Digital-Lotsen fragen")
    assert await store.tickets.live() == []
    await anna.picks("Ja")
    [ticket] = await store.tickets.live()
    assert await lotsen.answer(ticket, "Nein, sonntags nicht.", NOON, None)
    await anna.open()
    assert "Digital-Lotsen" in anna.answer
    assert "Nein, sonntags nicht." in anna.answer
    await anna.says("Danke! Und samstags?")
    assert [line.text for line in (await store.tickets.live())[0].lines][-1] == "Danke! Und samstags?"
    assert await lotsen.finish(ticket, TicketState.CLOSED, NOON, None)
    assert "zentrale Serviceportal" in await anna.says("Was ist Amt24?")


async def test_everything_is_erased_on_demand(anna, tmp_path):
    """After erasing, page and database know nothing any more, and the cookie is gone."""
    await anna.says("Was ist Amt24?")
    await anna.open("/daten")
    response = await anna.send("/daten/loeschen")
    assert "Gelöscht" in response.text
    assert "lotsenbot" not in anna.http.cookies
    with closing(sqlite3.connect(tmp_path / "lotsenbot.sqlite3")) as file:
        assert file.execute("SELECT count(*) FROM transcript").fetchone() == (0,)
        assert file.execute("SELECT count(*) FROM turns WHERE question IS NOT NULL").fetchone() == (0,)
    await anna.open()
    assert not anna.said


async def test_what_identifies_somebody_is_not_even_on_the_page(anna):
    """The page shows what is stored: the question after redaction."""
    await anna.says("Ich heiße Petra Muster, was ist Amt24?")
    assert "Muster" not in anna.page
    assert "[Name]" in anna.said[0]


async def test_a_reply_to_a_letter_is_drafted(anna, tmp_path):
    """As text to copy; of the letter only what identifies nobody is stored anywhere."""
    asked = "was ist Amt24? Welche Ports braucht <b>Ihre</b> Firewall?"
    await anna.says(f"/entwurf\r\nHallo,\r\n\r\n{asked}\r\n\r\nGruß\r\nPetra Schulze, 0371 1234567")
    [draft] = re.findall(r"<pre[^>]*>(.*?)</pre>", anna.page, re.DOTALL)
    assert draft.startswith("Guten Tag,\n\n")
    assert "1. Was ist Amt24?\nAmt24 ist das zentrale Serviceportal" in draft
    assert "2. Welche Ports braucht &lt;b&gt;Ihre&lt;/b&gt; Firewall?\n[bitte ergänzen" in draft
    with closing(sqlite3.connect(tmp_path / "lotsenbot.sqlite3")) as database:
        everything = "\n".join(database.iterdump())
    assert "Ports braucht" in everything
    assert not re.search("Schulze|1234567", everything)
    await anna.says("/entwurf")
    assert "Bitte schicken Sie mir jetzt den Text" in anna.answer
    await anna.says("Wer schult?\r\nWas ist ePayBL?")
    assert "ePayBL" in re.findall(r"<pre[^>]*>(.*?)</pre>", anna.page, re.DOTALL)[-1]


async def test_a_script_in_a_question_is_text(anna):
    """Nothing that somebody types becomes part of the page's code."""
    await anna.says("<script>alert(1)</script><img src=x onerror=alert(2)> Amt24?")
    assert "<script>alert" not in anna.page
    assert "<img src=x" not in anna.page
    await anna.open('/themen?suche="><script>alert(1)</script>')
    assert "<script>alert" not in anna.page


@pytest.mark.parametrize(
    ("headers", "fields", "status", "told"),
    [
        ({}, {"csrf": ""}, 403, "nicht mehr aktuell"),
        ({}, {"csrf": "0" * 128}, 403, "nicht mehr aktuell"),
        ({}, {"csrf": "kein Token"}, 403, "nicht mehr aktuell"),
        ({"Cookie": "lotsenbot=selbst.gemacht.abc"}, {}, 403, "abgelaufen"),
        ({"Origin": "https://boese.test"}, {}, 403, "fremden Seite"),
        ({"Origin": "null"}, {}, 403, "fremden Seite"),
        ({"Sec-Fetch-Site": "cross-site"}, {}, 403, "fremden Seite"),
        ({}, {"text": "x" * 70_000}, 413, "zu viel"),
        ({"Content-Length": "-5"}, {}, 413, "zu viel"),
    ],
)
async def test_what_is_not_from_our_page_is_refused(anna, tmp_path, headers, fields, status, told):
    """A missing or wrong token, a forged cookie, a foreign origin, a huge body: a clear page, and nothing is stored."""
    if "Cookie" in headers:
        anna.http.cookies.clear()
    form = {"csrf": anna.token, "text": "Was ist Amt24?", **fields}
    response = await anna.http.post("/gespraech", data=form, headers={"Origin": SITE, **headers})
    assert response.status_code == status
    assert told in response.text
    assert "Traceback" not in response.text
    anna.http.cookies.clear()
    with closing(sqlite3.connect(tmp_path / "lotsenbot.sqlite3")) as file:
        assert file.execute("SELECT count(*) FROM turns").fetchone() == (0,)


async def test_a_body_of_unknown_length_is_cut_off(anna):
    """Who sends without a length is stopped as well."""

    async def endless():
        for _ in range(100):
            yield b"text=" + b"x" * 4096

    headers = {"Origin": SITE, "Content-Type": "application/x-www-form-urlencoded"}
    response = await anna.http.post("/gespraech", content=endless(), headers=headers)
    assert response.status_code == 413


async def test_who_asks_very_fast_is_slowed_down(anna):
    """After forty messages in a minute a page asks to wait; it says for how long."""
    token = anna.token
    for _ in range(40):
        await anna.http.post("/gespraech", data={"csrf": token}, headers={"Origin": SITE})
    response = await anna.http.post("/gespraech", data={"csrf": token}, headers={"Origin": SITE})
    assert response.status_code == 429
    assert "Einen Moment" in response.text
    assert response.headers["retry-after"]


@pytest.mark.parametrize(
    "address", ["/", "/themen", "/daten", "/antwort/amt24-was", "/gibt-es-nicht", "/statisch/chat.js"]
)
async def test_every_page_has_a_strict_policy(anna, address):
    """Nothing may come from elsewhere or stand in a frame; nothing runs inside the page itself."""
    response = await anna.http.get(address)
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", response.text) or address.startswith("/statisch")


async def test_only_allowed_sites_may_embed_the_chat(anna):
    """The embedded chat names them in its policy and has a cookie of its own."""
    response = await anna.http.get("/einbetten")
    assert f"frame-ancestors {FRIEND}" in response.headers["content-security-policy"]
    assert "lotsenbot-rahmen=" in response.headers["set-cookie"]
    script = await anna.http.get("/einbetten.js")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"


async def test_the_cookie_cannot_be_read_or_borrowed(app):
    """It is out of reach for scripts, is not sent from other sites, and holds a number drawn by chance only."""
    response = await Visitor(app).open()
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


async def test_an_answer_has_an_address(anna, knowledge):
    """/antwort/ID shows one answer with sources and a QR code; an unknown id leads to a page with a way on."""
    entry = knowledge.entries["amt24-was"]
    page = (await anna.open(f"/antwort/{entry.id}")).text
    assert entry.question in page
    assert f"{SITE}/antwort/{entry.id}" in page
    code = await anna.http.get(f"/antwort/{entry.id}/qr.svg")
    assert code.headers["content-type"] == "image/svg+xml"
    assert code.text.startswith("<?xml")
    missing = await anna.open("/antwort/gibt-es-nicht")
    assert missing.status_code == 404
    assert "Diese Antwort gibt es nicht" in missing.text


async def test_all_topics_can_be_browsed_and_searched(anna, knowledge):
    """The index names every entry; a search finds what says a word and what means it."""
    page = (await anna.open("/themen")).text
    assert all(f'href="/antwort/{entry}"' in page for entry in knowledge.entries)
    found = await anna.http.get("/themen?suche=bezahlen", headers={"X-Requested-With": "fetch"})
    assert "epaybl" in found.text
    assert "<html" not in found.text
    nothing = await anna.http.get("/themen?suche=xyzzyqwert", headers={"X-Requested-With": "fetch"})
    assert "nichts zu finden" in nothing.text


async def test_a_script_gets_only_what_is_new(anna):
    """With JavaScript the lines after the last one come alone, not the page."""
    await anna.says("Was ist Amt24?")
    form = {"csrf": anna.token, "text": "danke", "nach": anna.last_line}
    response = await anna.http.post("/gespraech", data=form, headers={"Origin": SITE, "X-Requested-With": "fetch"})
    assert response.text.count("<article") == 2
    assert "<html" not in response.text


async def test_a_clock_that_is_set_back_loses_no_conversation(anna, monkeypatch):
    """By a day: the cookie is from the future then, and still names its visitor."""
    await anna.says("Was ist Amt24?")
    back = time.time() - 86_400
    monkeypatch.setattr(time, "time", lambda: back)
    await anna.open()
    assert anna.said[0] == "Sie Was ist Amt24?"
    await anna.says("Was ist ePayBL?")
    assert len(anna.said) == 4
    monkeypatch.setattr(time, "time", lambda: back + 40 * 86_400)
    await anna.open()
    assert anna.said == []


async def test_a_form_that_comes_twice_counts_once(anna, tmp_path):
    """By the key that it carries; another text is another question, whatever its key; without a key each counts."""
    form = {"csrf": anna.token, "schluessel": "einmalig-1234"}
    for text in ("Was ist Amt24?", "Was ist Amt24?", "danke"):
        await anna.http.post("/gespraech", data={**form, "text": text}, headers={"Origin": SITE})
    with closing(sqlite3.connect(tmp_path / "lotsenbot.sqlite3")) as file:
        assert file.execute("SELECT question FROM turns").fetchall() == [("Was ist Amt24?",), ("danke",)]
    for _ in range(2):
        await anna.says("Was ist das Servicekonto?")
    with closing(sqlite3.connect(tmp_path / "lotsenbot.sqlite3")) as file:
        assert file.execute("SELECT count(*) FROM turns").fetchone() == (4,)


async def test_what_was_interrupted_counts_when_it_comes_again(anna, store, monkeypatch):
    """A send that was noted and led to nothing is no repetition."""

    async def full(*_):
        raise StoreError("Die Datenbank ist voll.", "Bitte schaffen Sie Platz.")

    form = {"csrf": anna.token, "schluessel": "einmalig-1234", "text": "Was ist Amt24?"}
    with monkeypatch.context() as patched:
        patched.setattr(store.conversations, "record", full)
        assert (await anna.http.post("/gespraech", data=form, headers={"Origin": SITE})).status_code == 503
    await anna.http.post("/gespraech", data=form, headers={"Origin": SITE})
    await anna.open()
    assert "Serviceportal" in anna.answer


async def test_a_result_says_what_changed_since_the_last_one(anna, store, conversation):
    """About the same, beside what was answered before."""
    session = Session()
    for answer in ("noch nicht", "ja"):
        for text in ("/interview", "Hundesteuer", "noch nicht"):
            _, session = conversation.handle(Message(text, NOON), session)
        while isinstance(session.state, Interviewing):
            _, session = conversation.handle(Message(answer, NOON), session)
    await store.conversations.record("berta", session, Turn(NOON, "web", None, Status.INTERVIEW))
    page = (await anna.open(ResultLinks(SECRET).path("berta", "2"))).text
    assert "Was sich seit dem 15.01.2026 geändert hat" in page
    assert "(besser)" in page


async def test_pages_are_compressed_and_their_tokens_differ(anna):
    """A stream of events is not; a token is another text on each page, and each is taken."""
    await anna.says("Was ist Amt24?")
    tokens = set()
    for _ in range(2):
        page = await anna.http.get("/", headers={"Accept-Encoding": "gzip"})
        assert page.headers["content-encoding"] == "gzip"
        tokens |= set(re.findall(r'name="csrf" value="([0-9a-f]+)"', page.text))
    assert len(tokens) == 2
    for token in tokens:
        form = {"csrf": token, "text": "danke"}
        assert (await anna.http.post("/gespraech", data=form, headers={"Origin": SITE})).status_code == 200


async def test_health_is_told(anna):
    """/healthz and /readyz answer for whoever watches the process."""
    assert (await anna.http.get("/healthz")).json() == {"status": "ok"}
    assert (await anna.http.get("/readyz")).json() == {"status": "ok"}
