"""The desk as pages and forms, with a real store: who may do what, workshops, tickets, figures."""

import datetime
import html
import re

import httpx
import pytest
from argon2 import PasswordHasher

from bot.channels.web.chat import ChatParts
from bot.channels.web.said import CHANNEL, WebCourier
from bot.channels.web.site import ChatSite
from bot.config import Settings
from bot.curation.assistant import Recipe, RunningAssistant
from bot.curation.library import Library
from bot.desk import pages
from bot.desk.desk import DeskParts
from bot.desk.door import Door
from bot.desk.pages.exchange import UPLOADS
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
PAGES = ("", "/workshops", "/fragen", "/fragen/abbrueche", "/offen", "/anfragen", "/wissen", "/verlauf", "/protokoll")


@pytest.fixture
async def store(tmp_path):
    async with open_sqlite(tmp_path / "lotsenbot.sqlite3") as opened:
        passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        await opened.accounts.add("karla", AccountRole.TRAINER, await passwords.hashed(WORD), END)
        await opened.accounts.add("lutz", AccountRole.LOTSE, await passwords.hashed(WORD), END)
        yield opened


@pytest.fixture
def house(store, lean, learnt_lean, tmp_path):
    recipe = Recipe(base=lean, with_humans=True)
    live = RunningAssistant(recipe.around(*learnt_lean))
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return DeskParts(
        store,
        live,
        Settings(),
        Lotsen(store, live, Locks(), {CHANNEL: WebCourier()}),
        Library(tmp_path / "wissen", recipe, live, store),
        SECRET,
        Door(store.accounts, store.logins, passwords, datetime.timedelta(hours=12)),
        lambda: END,
        labels(),
        {"Telegram": lambda code: f"https://t.me/lotsenbot_test?start=w-{code}"},
    )


@pytest.fixture
def app(house, store):
    dispatcher = Dispatcher(house.live, store, SECRET, house.lotsen.to_lotsen)
    site = ChatSite(
        ChatParts.around(store, house.live, dispatcher, house.lotsen, lambda: END), store.participation, SECRET
    )
    routes = [*site.routes(), *pages.routes(house)]
    served = Served(routes, uploads=UPLOADS, knowledge=lambda: house.live.knowledge)
    return application(always, served)


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


async def test_a_form_with_mistakes_keeps_what_was_written(karla, store):
    """Each mistake is linked with its field, and the title begins with it; a day that can't be meant is one."""
    await karla.open("/schreibtisch/workshops")
    response = await karla.send("/schreibtisch/workshops", titel=" ", datum="2062-01-15")
    assert response.status_code == 422
    assert "<title>Fehler: " in karla.page
    assert 'href="#titel"' in karla.page
    assert 'href="#datum"' in karla.page
    assert 'value="2062-01-15" aria-invalid="true"' in karla.page
    assert await store.workshops.all() == []
    await karla.send("/schreibtisch/workshops", titel="Probe", datum="15.01.2026")
    [workshop] = await store.workshops.all()
    assert workshop.held_on == END.date()


async def test_the_record_is_read_in_words_and_filtered(app, karla, store):
    """By who and by what; nonsense finds nothing."""
    await store.workshops.open("Probe", END.date(), "karla", END)
    await karla.open("/schreibtisch/workshops/1")
    await karla.send("/schreibtisch/workshops/1", schliessen="1")
    await logged_in(app, "lutz")
    await karla.open("/schreibtisch/protokoll")
    assert '<td>Workshop geschlossen</td><td><a href="/schreibtisch/workshops/1">Workshop 1</a></td>' in karla.page
    await karla.open("/schreibtisch/protokoll?wer=lutz")
    assert set(re.findall(r"</td><td>(\w+)</td><td>(\w+)</td>", karla.page)) == {("lutz", "angemeldet")}
    await karla.open("/schreibtisch/protokoll?was=workshop&wer=lutz")
    assert "Dazu steht nichts im Protokoll." in karla.page


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
    assert "Bitte schreiben Sie eine Antwort." in karla.page
    await karla.send("/schreibtisch/anfragen/1", text="Nein, sonntags nicht.")
    await anna.open()
    assert "Nein, sonntags nicht." in anna.answer
    await karla.send("/schreibtisch/anfragen/1/ende", ende="erledigt")
    assert "Die Anfrage ist abgeschlossen." in karla.page
    await karla.open("/schreibtisch/anfragen/1")
    assert "<textarea" not in karla.page
    await karla.open("/schreibtisch/protokoll")
    deeds = re.findall(r"<td>([^<]*)</td>", karla.page)
    assert {"karla", "Anfrage beantwortet", "Anfrage abgeschlossen"} <= set(deeds)
    assert "Wartungsfenster" not in karla.page


async def a_ticket(app, question="Gibt es Wartungsfenster am Sonntag?"):
    """Return somebody whose question was passed on."""
    anna = Visitor(app)
    await anna.open()
    await anna.says(question)
    await anna.picks("Digital-Lotsen fragen")
    await anna.picks("Ja")
    return anna


async def test_every_page_counts_what_waits(app, karla):
    """In the title and in the menu, until somebody has answered."""
    await a_ticket(app)
    await karla.open("/schreibtisch/workshops")
    assert "<title>(1) Workshops" in karla.page
    assert (await karla.http.get("/schreibtisch/anfragen/zahl")).json() == {"waiting": 1}
    await karla.open("/schreibtisch/anfragen/1")
    await karla.send("/schreibtisch/anfragen/1", text="Nein.")
    assert "<title>Anfrage 1" in karla.page
    assert (await karla.http.get("/schreibtisch/anfragen/zahl")).json() == {"waiting": 0}


async def test_two_do_not_answer_the_same(app, karla, store):
    """Who has taken a ticket is seen; another's answer waits for a second thought, with what was written."""
    anna = await a_ticket(app)
    await karla.open("/schreibtisch/anfragen/1")
    await karla.send("/schreibtisch/anfragen/1/wer", uebernehmen="1")
    assert "Darum kümmern Sie sich" in karla.page
    lutz = await logged_in(app, "lutz")
    await lutz.open("/schreibtisch/anfragen")
    assert "bei karla" in lutz.page
    await lutz.open("/schreibtisch/anfragen/1")
    await lutz.send("/schreibtisch/anfragen/1", text="Ich auch.")
    assert "kümmert sich schon jemand anderes" in lutz.page
    assert "Ich auch.</textarea>" in lutz.page
    assert "Ich auch." not in (await anna.open()).text
    await lutz.send("/schreibtisch/anfragen/1", text="Ich auch.", trotzdem="1")
    assert "Ich auch." in (await anna.open()).text
    await lutz.send("/schreibtisch/anfragen/1/wer", frei="1")
    assert "Noch kümmert sich niemand darum." in lutz.page


async def test_an_answer_begins_with_what_is_known(app, karla):
    """An entry and a text block go into what is being written, with sources; nothing is sent before one says so."""
    anna = await a_ticket(app, "Wer zahlt das Wartungsfenster von Amt24?")
    await karla.open("/schreibtisch/anfragen/1")
    [first, *_] = re.findall(r'name="einfuegen" value="(eintrag:[^"]+)"', karla.page)
    await karla.send("/schreibtisch/anfragen/1", text="Guten Tag!", einfuegen=first)
    written = html.unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", karla.page, re.DOTALL)[1])
    assert written.startswith("Guten Tag!\n\n")
    assert "\nQuelle: " in written
    await karla.send("/schreibtisch/anfragen/1", text=written, einfuegen="baustein:1")
    assert "Ich kläre das und melde mich hier.</textarea>" in karla.page
    assert "Guten Tag!" not in (await anna.open()).text
    await karla.send("/schreibtisch/anfragen/1", text="x", einfuegen="baustein:999")
    assert "lässt sich nichts einfügen" in karla.page


async def test_an_answer_begins_with_a_draft_of_the_whole(app, karla):
    """Below what was written already; with a gap left it is not sent before one says so once more."""
    anna = await a_ticket(app)
    await anna.says("Und was ist Amt24?")
    await karla.open("/schreibtisch/anfragen/1")
    await karla.send("/schreibtisch/anfragen/1", text="Liebe Anna,", einfuegen="entwurf")
    written = html.unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", karla.page, re.DOTALL)[1])
    assert written.startswith("Liebe Anna,\n\nGuten Tag,")
    assert "1. Gibt es Wartungsfenster am Sonntag?\n[bitte" in written
    assert "2. Was ist Amt24?\nAmt24 ist" in written
    assert "Name]" not in written
    await karla.send("/schreibtisch/anfragen/1", text=written)
    assert "nicht gesendet" in karla.page
    assert "2. Was ist Amt24?" in karla.page
    assert "Liebe Anna" not in (await anna.open()).text
    await karla.send("/schreibtisch/anfragen/1", text=written, **{"mit-luecken": "1"})
    assert "Liebe Anna" in (await anna.open()).text


async def test_where_nothing_is_asked_nothing_is_drafted(app, karla):
    """What was written stays."""
    anna = Visitor(app)
    await anna.open()
    await anna.says("/lotse")
    await anna.says("Ich habe gestern bei Ihnen angerufen.")
    await anna.picks("Ja")
    await karla.open("/schreibtisch/anfragen/1")
    await karla.send("/schreibtisch/anfragen/1", text="Gern!", einfuegen="entwurf")
    assert "lässt sich nichts einfügen" in karla.page
    assert "Gern!</textarea>" in karla.page


async def test_the_desk_shows_what_was_really_sent(app, karla):
    """With links and paragraphs, as the person sees them; browsers send line ends of their own."""
    anna = await a_ticket(app)
    await karla.open("/schreibtisch/anfragen/1")
    told = "Ja: https://www.amt24.sachsen.de/hilfe\r\nund amt@example.org.\r\n\r\nGruß"
    await karla.send("/schreibtisch/anfragen/1", text=told)
    shown = (
        '<p>Ja: <a href="https://www.amt24.sachsen.de/hilfe" rel="noreferrer">https://www.amt24.sachsen.de/hilfe</a>'
        '<br>und <a href="mailto:amt@example.org" rel="noreferrer">amt@example.org</a>.</p>\n<p>Gruß</p>'
    )
    assert shown in karla.page
    assert shown in (await anna.open()).text


async def ask(app, *questions):
    for question in questions:
        visitor = Visitor(app)
        await visitor.open()
        await visitor.says(question)


async def test_people_are_told_before_that_their_words_may_be_shown(app, karla, store, knowledge):
    """A wording of one person is shown in a group of three: whoever writes knows that, wherever they come in."""
    workshop = await store.workshops.open("Probe", END.date(), "karla", END)
    for wording in (
        "Wartungsfenster Kaffeemaschine?",
        "wann wartungsfenster der kaffeemaschine",
        "Kaffeemaschine: Wartungsfenster",
    ):
        visitor = Visitor(app)
        await visitor.open(f"/w/{workshop.code}")
        assert "dann aber im Wortlaut, auch Ihrer" in visitor.page
        await visitor.send(f"/w/{workshop.code}")
        await visitor.says(wording)
    await karla.open(f"/schreibtisch/offen?workshop={workshop.id}")
    assert "wann wartungsfenster der kaffeemaschine" in karla.page
    assert "im Wortlaut" in (await Visitor(app).open("/daten")).text
    assert "im Wortlaut" in knowledge.wording.messenger.workshop_joined
    assert "im Wortlaut" in knowledge.wording.privacy


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
    assert "berichtigt werden" in karla.page
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


async def test_an_entry_of_ones_own_is_found_by_its_question(app, karla, store):
    """Three fields are enough, the subject is made in the form, and whoever asks just that gets it."""
    await karla.open("/schreibtisch/entwuerfe")
    await karla.send("/schreibtisch/entwuerfe")
    fields = {
        "question": "Was kostet ein Bewohnerparkausweis?",
        "answer": "Er kostet 30 Euro im Jahr.",
        "source_title": "https://stadt.example/parken",
        "source_stand": "10.01.2026",
        "new_about": "Parken",
    }
    await karla.send("/schreibtisch/entwuerfe/1", tun="pruefen", **fields)
    assert "das Wissen bleibt stimmig" in karla.page
    assert "antwortet der Assistent mit diesem Eintrag" in karla.page
    assert "Leer lassen: „Was kostet ein Bewohnerparkausweis?“" in karla.page
    await karla.send("/schreibtisch/entwuerfe/1", tun="live", **fields)
    assert "Das neue Wissen ist live" in karla.page
    anna = Visitor(app)
    await anna.open()
    for asked in ("Was kostet ein Bewohnerparkausweis?", "was kostet ein bewohnerparkausweiss"):
        assert "30 Euro im Jahr" in await anna.says(asked)
    assert "Parken" in (await anna.open("/themen")).text


async def test_what_answers_instead_is_told(karla, knowledge):
    """What somebody wrote that is another's, but for how the words are joined, is named with what answers then."""
    await karla.open("/schreibtisch/entwuerfe")
    for question in ("Wo gibt es den Parkausweis?", "Wogibt es den Parkausweis?"):
        await karla.send("/schreibtisch/entwuerfe")
        page = str(karla.at)
        fields = {"question": question, "answer": "Im Rathaus.", "sources": "workshop-einordnung"}
        await karla.send(page, tun="live", **fields)
    assert "So würde der Eintrag nicht gefunden" in karla.page
    assert "„Wo gibt es den Parkausweis?“" in karla.page
    await karla.open("/schreibtisch/verlauf")
    assert karla.page.count("Rückgängig machen: ") == 1


TABLE = """Frage;Antwort;Kategorie;Stand
Was kostet ein Bewohnerparkausweis?;Er kostet 30 Euro im Jahr.;Parken;10.01.2026
Wo bekomme ich den Parkausweis?;Im Bürgerbüro, siehe oben.;Parken;10.01.2026
Was ist Amt24?;Ein Portal.;Portale;10.01.2026
Ohne Antwort?;;Parken;10.01.2026
"""


async def test_a_table_becomes_knowledge_at_once_or_not_at_all(app, karla, store):
    """What is in it is shown with what to look at, taken live together, and undone together."""
    await karla.open("/schreibtisch/wissen/einlesen")
    await karla.upload("/schreibtisch/wissen/einlesen", "Parken FAQ.csv", TABLE.encode(), quelle="Merkblatt Parken")
    assert "Aus „Parken FAQ.csv“" in karla.page
    assert "<strong>2</strong> neue Einträge" in karla.page
    assert "„Was ist Amt24?“ beantwortet schon „amt24-was“" in karla.page
    assert "Es fehlt die Antwort" in karla.page
    assert "„siehe oben“ verweist auf etwas" in karla.page
    taken = re.findall(r'name="eintrag" value="([^"]+)" checked', karla.page)
    await karla.send(karla.at, tun="pruefen", auswahl="1", eintrag=taken)
    assert "das Wissen bleibt stimmig" in karla.page
    draft = karla.at
    await karla.send(draft, tun="live", auswahl="1", eintrag=taken)
    assert "Das neue Wissen ist live" in karla.page
    anna = Visitor(app)
    await anna.open()
    assert "30 Euro im Jahr" in await anna.says("Was kostet ein Bewohnerparkausweis?")
    await karla.open("/schreibtisch/verlauf")
    await karla.send("/schreibtisch/verlauf", aenderung="1")
    assert "rückgängig gemacht" in karla.page
    assert "30 Euro" not in await anna.says("Was kostet ein Bewohnerparkausweis?")
    await karla.send(draft, tun="live", auswahl="1", eintrag=taken[:1])
    assert "Einträge" not in (await store.changes.latest())[0].summary
    assert "Im Bürgerbüro" not in await anna.says("Wo bekomme ich den Parkausweis?")


async def test_what_was_exported_comes_back(karla, house):
    """Unchanged it changes nothing; what somebody corrected in the table replaces the answer, with its reason."""
    book = (await karla.http.get("/schreibtisch/wissen/datei.xlsx")).content
    await karla.open("/schreibtisch/wissen/einlesen")
    await karla.upload("/schreibtisch/wissen/einlesen", "wissen.xlsx", book)
    assert "nichts, was nicht schon bekannt ist" in karla.page
    marked = (await karla.http.get("/schreibtisch/wissen/datei.md")).text
    first = house.live.knowledge.entries["amt24-was"].answer
    await karla.open("/schreibtisch/wissen/einlesen")
    changed = marked.replace(first, "Amt24 ist das neue Portal.", 1)
    await karla.upload("/schreibtisch/wissen/einlesen", "wissen.md", changed.encode())
    assert "<strong>1</strong> Eintrag wird geändert" in karla.page
    await karla.send(karla.at, tun="live", auswahl="1", eintrag="amt24-was")
    assert house.live.knowledge.entries["amt24-was"].answer == "Amt24 ist das neue Portal."
    assert house.live.knowledge.corrected["amt24-was"].why == "berichtigt mit „wissen.md“"
    page = (await karla.http.get("/schreibtisch/wissen/datei.html")).text
    assert "Amt24 ist das neue Portal." in page


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("", b"", "Bitte wählen Sie eine Datei aus"),
        ("leer.csv", b"", "Bitte wählen Sie eine Datei aus"),
        ("bild.png", b"\x89PNG", "fehler"),
        ("kaputt.xlsx", b"PK nichts", "keine lesbare Excel-Datei"),
        ("../../etc/x.csv", b"Frage;Antwort\n", "keine Frage mit Antwort"),
    ],
)
async def test_a_file_that_can_not_be_read_is_told(karla, store, name, content, told):
    """In the form, with its field; no draft is made."""
    await karla.open("/schreibtisch/wissen/einlesen")
    response = await karla.upload("/schreibtisch/wissen/einlesen", name, content)
    assert response.status_code == 422
    assert told.casefold() in karla.page.casefold()
    assert await store.drafts.open() == []


async def test_only_trainers_send_files_and_only_there(app, karla):
    """Elsewhere a form has no file; a file may not be too large."""
    large = b"x" * 70_000
    await karla.open("/schreibtisch/wissen/einlesen")
    assert (await karla.upload("/schreibtisch/wissen/einlesen", "x.csv", large * 100)).status_code == 413
    await karla.open("/schreibtisch/workshops")
    assert (await karla.upload("/schreibtisch/workshops", "x.csv", b"x", titel="x")).status_code == 400
    assert (await karla.upload("/schreibtisch/workshops", "x.csv", large)).status_code == 413
    lutz = await logged_in(app, "lutz")
    assert (await lutz.upload("/schreibtisch/wissen/einlesen", "x.csv", TABLE.encode())).status_code == 403


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
    due = re.compile(r"Zu prüfen (?:ist|sind) (\d+)")
    await karla.open("/schreibtisch/wissen?zeigen=pruefen&suche=amt24")
    before = int(due.search(karla.page)[1])
    rows = re.findall(r'<tr id="e-([^"]+)"', karla.page)
    response = await karla.send("/schreibtisch/wissen", eintrag=rows[3], ansicht="suche=amt24&zeigen=pruefen")
    assert int(due.search(karla.page)[1]) == before - 1
    assert re.findall(r'<tr id="e-([^"]+)"', karla.page)[:4] == [*rows[:3], rows[4]]
    assert response.history[0].headers["location"].endswith(f"suche=amt24&zeigen=pruefen&meldung=geprueft#e-{rows[4]}")


async def test_to_check_an_entry_is_to_learn_nothing(karla, house):
    """What understands stays the same: it takes no longer than writing the file."""
    before = house.live.understanding
    await karla.open("/schreibtisch/wissen")
    await karla.send("/schreibtisch/wissen", eintrag="amt24-was")
    assert "heute geprüft" in karla.page
    assert house.live.understanding is before
    assert house.live.knowledge.checked["amt24-was"] == "2026-01-15"


async def test_entries_are_searched_filtered_sorted_and_paged(karla, knowledge):
    """Fifty on a page; every word must occur somewhere; what is in an address may make no sense."""
    await karla.open("/schreibtisch/wissen")
    assert karla.page.count('<tr id="e-') == 50
    assert f"{len(knowledge.entries)} Einträge, hier 1 bis 50." in " ".join(karla.page.split())
    await karla.open("/schreibtisch/wissen?sortiert=titel&seite=2")
    assert "Seite 2 von 6" in karla.page
    await karla.open("/schreibtisch/wissen?suche=zahlungsarten+epaybl")
    assert 'id="e-epaybl-zahlarten"' in karla.page
    await karla.open("/schreibtisch/wissen?suche=xyzxyz")
    assert "Dazu ist nichts zu finden." in karla.page
    await karla.open("/schreibtisch/wissen?thema=gibt-es-nicht&seite=-1&sortiert=x&zeigen=y")
    assert "Dazu ist nichts zu finden." in karla.page
    await karla.open("/schreibtisch/wissen?zeigen=meine")
    assert "Dazu ist nichts zu finden." in karla.page


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
    linked = re.findall(r'(?:src|srcset|href)="(/schreibtisch/fragen/d[^"]+)"', karla.page)
    addresses = [address.replace("&amp;", "&") for address in linked]
    assert len(addresses) == 3 * 4 + 3
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


async def test_why_answers_did_not_help_is_shown(app, karla):
    """Reasons from three people on; what they wrote from three who wrote of the same answer on, and never before."""
    for number in range(3):
        await karla.open("/schreibtisch/fragen/abbrueche")
        assert "Der Preis fehlt" not in karla.page
        person = Visitor(app)
        await person.open()
        await person.says("Was ist Amt24?")
        line = person.last_line
        await person.send("/bewertung/grund", aus=line, grund="incomplete", text=f"Der Preis fehlt ({number})")
    await karla.open("/schreibtisch/fragen/abbrueche")
    assert re.search(r"<strong>3</strong> etwas fehlt", karla.page)
    assert re.search(r"<strong>0</strong> falsch oder veraltet", karla.page)
    assert all(f"Der Preis fehlt ({number})" in karla.page for number in range(3))
