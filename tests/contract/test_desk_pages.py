"""The desk as pages and forms, with a real store: who may do what, workshops, tickets, figures."""

import datetime
import re

import httpx
import pytest
from argon2 import PasswordHasher

from bot.channels.web.arrivals import Arrivals
from bot.channels.web.chat import ChatParts
from bot.channels.web.said import CHANNEL, WebCourier
from bot.channels.web.site import Site
from bot.config import Settings
from bot.curation.assistant import Live, Recipe
from bot.curation.library import Library
from bot.desk import pages
from bot.desk.desk import Desk
from bot.desk.door import Door
from bot.desk.passwords import Passwords
from bot.exchange.dispatch import Dispatcher
from bot.exchange.locks import Locks
from bot.exchange.lotsen import Lotsen
from bot.insight.counting import counted
from bot.service.channels import labels
from bot.store.records import AccountRole
from bot.store.sqlite.store import open_sqlite
from bot.web.server import Served, application

from .plausible_year import END, fill
from .visitor import SITE, Visitor, always

SECRET = b"s" * 32
WORD = "ein langer satz hier"
PAGES = ("", "/workshops", "/fragen", "/offen", "/anfragen", "/wissen", "/verlauf", "/protokoll")


@pytest.fixture
async def store(tmp_path):
    async with open_sqlite(tmp_path / "lotsenbot.sqlite3") as opened:
        passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        await opened.accounts.add("karla", AccountRole.TRAINER, await passwords.hashed(WORD), END)
        await opened.accounts.add("lutz", AccountRole.LOTSE, await passwords.hashed(WORD), END)
        yield opened


@pytest.fixture
def app(store, knowledge, understanding, tmp_path):
    recipe = Recipe(with_humans=True)
    live = Live(recipe.around(knowledge, understanding))
    lotsen = Lotsen(store, live, Locks(), {CHANNEL: WebCourier()})
    parts = ChatParts(
        live, Dispatcher(live, store, SECRET, lotsen.to_lotsen), store.transcript, Arrivals(), lambda: END
    )
    site = Site(parts, lotsen, store.participation, SECRET)
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    desk = Desk(
        store,
        live,
        Settings(),
        lotsen,
        Library(tmp_path / "wissen", recipe, live, store),
        SECRET,
        Door(store.accounts, store.logins, passwords, datetime.timedelta(hours=12)),
        lambda: END,
        labels(),
        {"Telegram": lambda code: f"https://t.me/lotsenbot_test?start=w-{code}"},
    )
    return application(always, Served([*site.routes(), *pages.routes(desk)], knowledge=lambda: live.knowledge))


async def logged_in(app, name="karla"):
    person = Visitor(app)
    await person.open("/schreibtisch")
    await person.send("/schreibtisch/anmelden", name=name, passwort=WORD, weiter="/schreibtisch")
    assert f"Guten Tag, {name}" in person.page
    return person


@pytest.fixture
async def karla(app):
    return await logged_in(app)


@pytest.mark.parametrize("page", [*PAGES, "/entwuerfe", "/anfragen/1", "/workshops/1/qr.svg", "/fragen/datei.csv"])
async def test_nobody_sees_the_desk_without_a_login(app, page):
    """Every page leads to the login, and from there back."""
    stranger = Visitor(app)
    response = await stranger.open(f"/schreibtisch{page}")
    assert response.url.path == "/schreibtisch/anmelden"
    assert response.headers["cache-control"] == "no-store"


async def test_no_page_of_the_desk_is_kept(karla):
    """Neither by the browser nor by anything in between: whoever presses "back" after the logout sees nothing."""
    for page in (*PAGES, "/entwuerfe"):
        response = await karla.open(f"/schreibtisch{page}")
        assert response.url.path == f"/schreibtisch{page}"
        assert response.headers["cache-control"] == "no-store", page


async def test_a_wrong_password_is_answered_plainly(app):
    """The same words for a wrong password and an unknown name; after three failures a pause."""
    person = Visitor(app)
    await person.open("/schreibtisch/anmelden")
    for name in ("karla", "karla", "karla"):
        response = await person.send("/schreibtisch/anmelden", name=name, passwort="falsch")
        assert response.status_code == 403
        assert "Name oder Passwort stimmt nicht." in person.page
    assert (await person.send("/schreibtisch/anmelden", name="karla", passwort=WORD)).status_code == 429
    assert "Bitte warten Sie" in person.page


@pytest.mark.parametrize("further", ["https://boese.test/", "//boese.test", "/schreibtisch/../x", "/\\boese.test", "x"])
async def test_the_login_leads_nowhere_else(app, further):
    """An address that somebody slipped into the link is not followed."""
    person = Visitor(app)
    await person.open("/schreibtisch/anmelden")
    response = await person.send("/schreibtisch/anmelden", name="karla", passwort=WORD, weiter=further)
    assert str(response.url).startswith(f"{SITE}/schreibtisch")
    assert "Guten Tag" in person.page


async def test_the_login_cookie_stays_at_the_desk(app):
    """It is strict, out of reach for scripts, and is gone after logging out."""
    person = await logged_in(app)
    token = person.http.cookies["lotsenbot-schreibtisch"]
    await person.send("/schreibtisch/abmelden")
    assert "Sie sind abgemeldet." in person.page
    person.http.cookies.set("lotsenbot-schreibtisch", token)
    assert (await person.open("/schreibtisch")).url.path == "/schreibtisch/anmelden"


async def test_a_form_from_elsewhere_changes_nothing(karla, store):
    """Without the token of the page, or from another site, nothing is done."""
    fields = {"titel": "Falsch", "datum": "2026-01-15"}
    for data, headers in (
        (fields, {"Origin": SITE}),
        ({**fields, "csrf": "0" * 64}, {"Origin": SITE}),
        ({**fields, "csrf": karla.token}, {"Origin": "https://boese.test"}),
    ):
        assert (await karla.http.post("/schreibtisch/workshops", data=data, headers=headers)).status_code == 403
    assert await store.workshops.all() == []


async def test_a_lotse_may_answer_but_not_publish(app, store):
    """Lotsen see everything but drafts, and change nothing but tickets."""
    lutz = await logged_in(app, "lutz")
    for page in PAGES:
        assert (await lutz.open(f"/schreibtisch{page}")).status_code == 200
    assert (await lutz.open("/schreibtisch/entwuerfe")).status_code == 403
    assert "Dafür fehlt Ihnen das Recht" in lutz.page
    await lutz.open("/schreibtisch/workshops")
    for address in ("/workshops", "/wissen", "/verlauf", "/offen", "/entwuerfe"):
        data = {"csrf": lutz.token, "titel": "x", "datum": "2026-01-15"}
        assert (await lutz.http.post(f"/schreibtisch{address}", data=data, headers={"Origin": SITE})).status_code == 403
    assert await store.workshops.all() == []


async def participants(app, code, count, *questions):
    for _ in range(count):
        visitor = Visitor(app)
        await visitor.open(f"/w/{code}")
        await visitor.send(f"/w/{code}")
        for question in questions:
            await visitor.says(question)


async def test_a_workshop_counts_who_came_by_its_code(app, karla, store):
    """It has a code, a link and a QR code; from three participants on it shows what is asked."""
    await karla.open("/schreibtisch/workshops")
    await karla.send("/schreibtisch/workshops", titel="Basis <b>Workshop</b>", datum="2026-01-15")
    assert "&lt;b&gt;" in karla.page
    [workshop] = await store.workshops.all()
    assert workshop.code in karla.page
    assert f"https://t.me/lotsenbot_test?start=w-{workshop.code}" in karla.page
    await participants(app, workshop.code, 2, "Was ist Amt24?", "Gibt es am Sonntag Kuchen?")
    await karla.open("/schreibtisch/workshops/1/stand")
    assert "<strong>2</strong> nehmen teil" in karla.page
    assert "Was ist Amt24?" not in karla.page
    await participants(
        app, workshop.code.upper(), 1, "was ist amt24", "gibt es am sonntag kuchen?", "Wo steht die Kaffeemaschine?"
    )
    await karla.open("/schreibtisch/workshops/1/stand")
    assert "Was ist Amt24?" in karla.page
    assert "gibt es am sonntag kuchen?" in karla.page.lower()
    assert "Kaffeemaschine" not in karla.page
    code = await karla.http.get("/schreibtisch/workshops/1/qr.svg")
    assert code.headers["content-type"] == "image/svg+xml"


async def test_a_preview_of_the_link_is_no_participant(app, karla, store):
    """Only the button on the page joins; a closed workshop lets nobody in."""
    workshop = await store.workshops.open("Probe", END.date(), "karla", END)
    await Visitor(app).open(f"/w/{workshop.code}")
    assert await store.participation.count(workshop.id) == 0
    await store.workshops.close(workshop.id, END)
    assert (await Visitor(app).open(f"/w/{workshop.code}")).status_code == 404


async def test_old_workshops_close_by_themselves(store):
    """Two weeks after its day nothing counts towards it any more."""
    workshop = await store.workshops.open("Alt", END.date(), "karla", END)
    await store.workshops.close_old(END + datetime.timedelta(days=14))
    assert (await store.workshops.find(workshop.id)).is_open
    await store.workshops.close_old(END + datetime.timedelta(days=15, minutes=1))
    assert not (await store.workshops.find(workshop.id)).is_open


async def test_a_ticket_is_answered_at_the_desk(app, karla, store):
    """The person sees the answer on their page; the ticket ends when it is done, and the record says who did it."""
    anna = Visitor(app)
    await anna.open()
    await anna.says("Gibt es <script>alert(1)</script> Wartungsfenster am Sonntag?")
    await anna.picks("Digital-Lotsen fragen")
    await anna.picks("Ja")
    await karla.open("/schreibtisch/anfragen/1")
    assert "&lt;script&gt;" in karla.page
    await karla.send("/schreibtisch/anfragen/1", text="")
    assert "leer" in karla.page
    await karla.send("/schreibtisch/anfragen/1", text="Nein, sonntags nicht.")
    await anna.open()
    assert "Nein, sonntags nicht." in anna.answer
    await karla.send("/schreibtisch/anfragen/1/ende", ende="erledigt")
    assert "Die Anfrage ist abgeschlossen." in karla.page
    await karla.open("/schreibtisch/anfragen/1")
    assert "<textarea" not in karla.page
    await karla.open("/schreibtisch/protokoll")
    deeds = re.findall(r"<td>([^<]*)</td>", karla.page)
    assert {"karla", "anfrage-antworten", "anfrage-beenden"} <= set(deeds)
    assert "Wartungsfenster" not in karla.page


async def ask(app, *questions):
    for question in questions:
        visitor = Visitor(app)
        await visitor.open()
        await visitor.says(question)


async def test_a_group_of_questions_becomes_an_answer(app, karla):
    """Three people's question is a group; a draft of it, completed, answers the fourth."""
    await ask(
        app,
        "Wartungsfenster Kaffeemaschine?",
        "wann ist das wartungsfenster der kaffeemaschine",
        "Kaffeemaschine: Wartungsfenster",
    )
    await ask(app, "Wie hoch ist der Eiffelturm?")
    await karla.open("/schreibtisch/offen")
    assert karla.page.count("<section") == 1
    assert "Eiffelturm" not in karla.page
    [group] = re.findall(r'name="gruppe" value="(\d+)"', karla.page)
    await karla.send("/schreibtisch/offen", gruppe=group, tage="90", workshop="", als="eintrag")
    assert "Der Entwurf ist angelegt." in karla.page
    broken = {"title": "Kaffeemaschine", "about": "amt24", "aspect": "was", "answer": "Sie wird gewartet."}
    await karla.send("/schreibtisch/entwuerfe/1", tun="pruefen", **broken)
    assert "So lässt sich das noch nicht übernehmen" in karla.page
    whole = {**broken, "sources": "workshop-einordnung", "stand": "2026-01-15"}
    await karla.send("/schreibtisch/entwuerfe/1", tun="pruefen", **whole)
    assert "das Wissen bleibt stimmig" in karla.page
    await karla.send("/schreibtisch/entwuerfe/1", tun="live", **whole)
    assert "Noch nicht live: Einige Zeilen sind wörtlich von Menschen." in karla.page
    assert "<li>Kaffeemaschine: Wartungsfenster</li>" in karla.page
    await karla.send("/schreibtisch/entwuerfe/1", tun="live", wortlaut="ja", **whole)
    assert "Das neue Wissen ist live" in karla.page
    anna = Visitor(app)
    await anna.open()
    assert "Sie wird gewartet." in await anna.says("wann ist wartungsfenster der kaffeemaschine?")
    await karla.open("/schreibtisch/offen")
    assert 'name="gruppe"' not in karla.page
    patch = await karla.http.get("/schreibtisch/entwuerfe/1/patch")
    assert '+    title: "Kaffeemaschine"' in patch.text
    await karla.open("/schreibtisch/verlauf")
    await karla.send("/schreibtisch/verlauf", aenderung="1")
    assert "rückgängig gemacht" in karla.page
    assert "Sie wird gewartet." not in await anna.says("wann ist wartungsfenster der kaffeemaschine?")


async def test_two_who_write_on_one_draft_lose_nothing(karla, store):
    """Who comes later is told, still has what they wrote, and may replace the other's on purpose."""
    await karla.open("/schreibtisch/entwuerfe")
    await karla.send("/schreibtisch/entwuerfe")
    page = "/schreibtisch/entwuerfe/1"
    version = re.compile(r'name="fassung" value="(\w+)"')
    await karla.open(page)
    [opened] = version.findall(karla.page)
    await karla.send(page, title="Von Karla", fassung=opened, tun="sichern")
    await karla.send(page, title="Von Bert", fassung=opened, tun="live")
    assert "Inzwischen hat jemand anderes" in karla.page
    assert "Von Bert" in karla.page
    assert "Von Karla" in (await store.drafts.find(1)).body
    [newer] = version.findall(karla.page)
    await karla.send(page, title="Von Bert", fassung=newer, tun="sichern")
    assert "Von Bert" in (await store.drafts.find(1)).body


async def test_an_entry_is_marked_as_checked_with_one_click(karla, knowledge):
    """It leaves the list of what is due."""
    due = re.compile(r"Zu prüfen: (\d+)")
    await karla.open("/schreibtisch/wissen")
    before = int(due.search(karla.page)[1])
    await karla.send("/schreibtisch/wissen", eintrag="amt24-was")
    assert int(due.search(karla.page)[1]) == before - 1
    assert "geprüft am 15.01.2026" in karla.page


async def test_figures_are_counted_once_for_a_page(karla, knowledge, tmp_path, monkeypatch):
    """Its charts and files show what it shows; the page itself is always new."""
    fill(tmp_path / "lotsenbot.sqlite3", list(knowledge.entries), 500)
    counts = []

    async def counting(*given):
        counts.append(given[0])
        return await counted(*given)

    monkeypatch.setattr("bot.desk.pages.questions.counted", counting)
    for _ in range(2):
        await karla.open("/schreibtisch/fragen?von=2025-06-01&bis=2026-01-15")
        for part in ("diagramm/verlauf-hell.svg", "datei.csv"):
            await karla.http.get(f"/schreibtisch/fragen/{part}?von=2025-06-01&bis=2026-01-15")
    assert len(counts) == 2
    await karla.http.get("/schreibtisch/fragen/datei.csv?von=2025-06-02&bis=2026-01-15")
    assert len(counts) == 3


async def test_figures_are_shown_drawn_and_handed_over(karla, knowledge, tmp_path):
    """Page, charts and files of the same filter; nonsense in the address counts as not said."""
    fill(tmp_path / "lotsenbot.sqlite3", list(knowledge.entries), 2000)
    query = "von=2025-06-01&bis=2026-01-15&kanal=web"
    await karla.open(f"/schreibtisch/fragen?{query}&thema=gibt-es-nicht&workshop=x")
    assert "Am häufigsten gefragt" in karla.page
    linked = re.findall(r'(?:src|srcset|href)="(/schreibtisch/fragen/[^"]+)"', karla.page)
    addresses = [address.replace("&amp;", "&") for address in linked]
    assert len(addresses) == 9
    for address in addresses:
        response: httpx.Response = await karla.http.get(address)
        assert response.status_code == 200, address
        assert response.content
    await karla.open("/schreibtisch/fragen?von=9999-99-99&bis=" + "x" * 500)
    assert "Häufige Fragen" in karla.page


async def test_a_small_workshop_is_not_broken_down(app, karla, store):
    """Neither its figures nor its unanswered questions are shown below three participants."""
    workshop = await store.workshops.open("Klein", END.date(), "karla", END)
    await participants(
        app, workshop.code, 2, "Was ist Amt24?", "Was ist die SAKD?", "Wer hat den Schlüssel zum Keller?"
    )
    await karla.open(f"/schreibtisch/fragen?workshop={workshop.id}&von=2026-01-01&bis=2026-01-31")
    assert "noch nicht genug" in karla.page
    await karla.open(f"/schreibtisch/offen?workshop={workshop.id}")
    assert "Schlüssel" not in karla.page


async def test_the_first_page_names_what_waits(app, karla, store):
    """Tickets without an answer, today's workshops, groups without an answer; in Germany it is already tomorrow."""
    await store.workshops.open("Heute früh", END.date(), "karla", END)
    await store.workshops.open("Morgen", END.date() + datetime.timedelta(days=1), "karla", END)
    await ask(app, *["Wartungsfenster Kaffeemaschine?"] * 3)
    anna = Visitor(app)
    await anna.open()
    await anna.says("Gibt es Wartungsfenster am Sonntag?")
    await anna.picks("Digital-Lotsen fragen")
    await anna.picks("Ja")
    page = " ".join((await karla.open("/schreibtisch")).text.split())
    assert "<strong>1</strong> Anfrage wartet auf Antwort</a>" in page
    assert "<strong>1</strong> Frage ohne Antwort" in page
    assert "Heute früh" in page
    assert "Morgen" not in page
    await karla.open("/schreibtisch/anfragen/1")
    await karla.send("/schreibtisch/anfragen/1", text="Nein.")
    page = " ".join((await karla.open("/schreibtisch")).text.split())
    assert "<strong>0</strong> Anfragen warten auf Antwort, 1 schon beantwortet, noch offen" in page


async def test_a_ticket_ends_in_a_way_that_is_known(app, karla, store):
    """A form that says nothing else than closing or giving back does neither."""
    anna = Visitor(app)
    await anna.open()
    await anna.says("Gibt es Wartungsfenster am Sonntag?")
    await anna.picks("Digital-Lotsen fragen")
    await anna.picks("Ja")
    await karla.open("/schreibtisch/anfragen")
    assert "wartet auf Antwort, gestellt vor 1 Minute" in karla.page
    await karla.open("/schreibtisch/anfragen/1")
    assert (await karla.send("/schreibtisch/anfragen/1/ende", ende="irgendwie")).status_code == 400
    assert len(await store.tickets.live()) == 1
    await karla.open("/schreibtisch/anfragen/1")
    await karla.send("/schreibtisch/anfragen/1/ende", ende="zurueck")
    assert "zurückgegeben" in karla.page
    assert (await store.deeds.latest())[0].deed == "anfrage-zurueckgeben"
    assert (await karla.open("/schreibtisch/anfragen/99")).status_code == 404


async def test_no_page_can_forget_where_a_form_came_from(karla, store):
    """Every address that takes a form refuses one without the token, before it looks at anything else."""
    for path in ("/workshops", "/workshops/1", "/anfragen/1", "/anfragen/1/ende", "/offen", "/wissen", "/verlauf"):
        response = await karla.http.post(f"/schreibtisch{path}", data={"text": "x"}, headers={"Origin": SITE})
        assert (path, response.status_code) == (path, 403)
        assert "nicht mehr aktuell" in response.text


async def test_a_login_that_has_ended_changes_nothing(app, karla, store):
    """A form that was open too long says so; nothing is done and nothing is lost from view silently."""
    await karla.open("/schreibtisch/workshops")
    await store.accounts.set_password("karla", "another hash", END)
    response = await karla.send("/schreibtisch/workshops", titel="Zu spät", datum="2026-01-15")
    assert response.status_code == 403
    assert "Anmeldung ist abgelaufen" in response.text
    assert await store.workshops.all() == []


async def test_each_login_has_a_number_of_its_own(app):
    """Logging in again ends the login before; a cookie from before the login is worth nothing."""
    person = Visitor(app)
    person.http.cookies.set("lotsenbot-schreibtisch", "ausgedacht", domain="lotsenbot.test", path="/schreibtisch")
    await person.open("/schreibtisch/anmelden")
    response = await person.http.post(
        "/schreibtisch/anmelden",
        data={"csrf": person.token, "name": "karla", "passwort": WORD},
        headers={"Origin": SITE},
        follow_redirects=False,
    )
    cookie = next(c for c in response.headers.get_list("set-cookie") if c.startswith("lotsenbot-schreibtisch="))
    assert "ausgedacht" not in cookie
    assert {"HttpOnly", "SameSite=strict", "Path=/schreibtisch"} <= set(cookie.split("; "))


async def test_who_has_to_wait_is_told_how_long(app):
    """The page after too many failures has its status and its header for programs."""
    person = Visitor(app)
    await person.open("/schreibtisch/anmelden")
    for _ in range(3):
        await person.send("/schreibtisch/anmelden", name="karla", passwort="falsch")
    response = await person.send("/schreibtisch/anmelden", name="KARLA", passwort=WORD)
    assert (response.status_code, response.headers["retry-after"]) == (429, "1")


async def test_a_closed_workshop_has_no_slide(karla, store):
    """Its code would let nobody in; the page says so. An open one shows title and address in large."""
    workshop = await store.workshops.open("Probe <i>", END.date(), "karla", END)
    slide = await karla.open(f"/schreibtisch/workshops/{workshop.id}/folie")
    assert "Probe &lt;i&gt;" in slide.text
    assert f"lotsenbot.test/w/{workshop.code}" in slide.text
    await store.workshops.close(workshop.id, END)
    assert "Der Workshop ist geschlossen." in (await karla.open(f"/schreibtisch/workshops/{workshop.id}/folie")).text


async def test_who_joins_is_welcomed(app, store):
    """After the button the chat says that one takes part."""
    workshop = await store.workshops.open("Probe", END.date(), "karla", END)
    visitor = Visitor(app)
    await visitor.open(f"/w/{workshop.code}")
    await visitor.send(f"/w/{workshop.code}")
    assert "Sie sind beim Workshop dabei." in visitor.page
