"""An interview that several offices answer, as pages and forms: links, what they let somebody see and do, their end."""

import asyncio
import datetime
import re
from html import unescape

import pytest

from bot.channels.web.chat import ChatParts
from bot.channels.web.said import CHANNEL, WebCourier
from bot.channels.web.site import ChatSite
from bot.curation.assistant import AssistantVersion, RunningAssistant
from bot.exchange.dispatch import Dispatcher
from bot.exchange.locks import Locks
from bot.exchange.lotsen import Lotsen
from bot.exchange.sharing import SharingLinks
from bot.store.sqlite.store import open_sqlite
from bot.talk.conversation import Conversation
from bot.talk.message import Message
from bot.web.server import Served, application

from .visitor import Visitor, always

SECRET = b"s" * 32
NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime.datetime:
        return self.now


@pytest.fixture
async def store(tmp_path):
    async with open_sqlite(tmp_path / "lotsenbot.sqlite3") as opened:
        yield opened


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def dispatcher(store, knowledge, understanding):
    live = RunningAssistant(AssistantVersion(knowledge, understanding, Conversation(knowledge, understanding)))
    return Dispatcher(live, store, SECRET)


@pytest.fixture
def app(store, dispatcher, clock):
    live = dispatcher._assistant
    lotsen = Lotsen(store, live, Locks(), {CHANNEL: WebCourier()})
    parts = ChatParts.around(store, live, dispatcher, lotsen, clock)
    site = ChatSite(parts, store.participation, SECRET)
    return application(always, Served(site.routes(), (), (), knowledge=lambda: live.knowledge))


class Leader(Visitor):
    """Who leads an interview."""

    async def begin(self) -> None:
        await self.open()
        await self.says("Interview")
        await self.picks("Hundesteuer")
        await self.picks("Noch vor der Bestellung")
        await self.says("beteiligen")
        self.led = found(r'href="(/beteiligen/[^"]+)"', self.page)

    async def lend(self, section: str) -> str:
        """Return the path of the page on which others answer."""
        await self.open(self.led)
        await self.send(f"{self.led}/abschnitt", abschnitt=section)
        return found(rf'id="{section}".*?href="http://[^/]+(/abschnitt/[^"]+)"', self.page)


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page, re.DOTALL)
    assert match, page
    return unescape(match[1])


def seen(page: str) -> str:
    return found(r'name="stand" value="(\d+)"', page)


@pytest.fixture
async def leader(app):
    leader = Leader(app)
    await leader.begin()
    return leader


async def test_a_section_is_answered_by_another_office(app, leader):
    """Without an account; who leads it sees who answered and when, and is not asked any more."""
    path, office = await leader.lend("grundlagen"), Visitor(app)
    await office.open(path)
    sent = await office.send(path, amt="Bauamt", stand=seen(office.page), **{"a-amt24": "ja", "n-amt24": "seit Mai"})
    assert sent.status_code == 200
    assert "1 Antwort ist gespeichert" in office.page
    assert 'value="Bauamt"' in office.page
    await leader.open(leader.led)
    assert "1 von 6 beantwortet, zuletzt: Bauamt, 15.01.2026, 13:00 Uhr" in leader.page
    await leader.open(found(r'href="(/ergebnis/[^"]+)"', leader.page))
    assert re.search(r"Ja \(seit Mai\)\s*<span[^>]*>Bauamt, 15.01.2026, 13:00 Uhr", leader.page)
    assert "noch keine, liegt bei einem anderen Amt" in leader.page
    text = await leader.http.get(f"{leader.at}/datei/markdown")
    assert "(seit Mai) (Bauamt, 15.01.2026, 13:00 Uhr)" in text.text
    await leader.open()
    assert "Inhalt" in await leader.says("weiter") or "Leistung" in leader.answer


async def test_others_see_their_section_only(app, leader):
    """Neither the other sections, nor what was said, nor a cookie of who leads it."""
    path, office = await leader.lend("technik"), Visitor(app)
    response = await office.open(path)
    assert "Noch vor der Bestellung" not in office.page
    assert "Amt24 für Ihre Verwaltung" not in office.page
    assert "beteiligen/" not in office.page
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Cache-Control"] == "no-store"
    assert not office.http.cookies
    await office.send(path, amt="IT", stand=seen(office.page), **{"a-amt24": "ja"})
    await leader.open(leader.led)
    assert "1 von 20" in leader.page


async def test_two_at_once_lose_nothing(app, leader):
    """Both had the page open; each answer is kept, and the form of one does not undo what the other changed."""
    path, first, second = await leader.lend("grundlagen"), Visitor(app), Visitor(app)
    await first.open(path)
    await second.open(path)
    stand = seen(first.page)
    await asyncio.gather(
        first.send(path, amt="Bauamt", stand=stand, **{"a-amt24": "ja", "a-kdn": "nein"}),
        second.send(path, amt="IT", stand=stand, **{"a-amt24-pflege": "teilweise", "a-kdn": "ja"}),
    )
    await leader.open(leader.led)
    assert "3 von 6 beantwortet" in leader.page
    assert "vorher:" in leader.page
    assert all(office in leader.page for office in ("Bauamt", "IT, 15.01.2026"))


async def test_who_leads_it_answers_at_the_same_time(app, leader):
    """Nothing is lost, and what they were asked stays the question that they answer."""
    path, office = await leader.lend("technik"), Visitor(app)
    await office.open(path)
    await leader.open()
    await asyncio.gather(leader.says("ja"), office.send(path, amt="IT", stand=seen(office.page), **{"a-prozess": "ja"}))
    await leader.open(leader.led)
    assert "3 von 20" in leader.page


async def test_a_link_is_withdrawn(app, leader):
    """Then nobody answers by it; what was answered stays; a new link is another one."""
    path, office = await leader.lend("grundlagen"), Visitor(app)
    await office.open(path)
    await office.send(path, amt="Bauamt", stand=seen(office.page), **{"a-amt24": "ja"})
    stand = seen(office.page)
    await leader.open(leader.led)
    await leader.send(f"{leader.led}/abschnitt", abschnitt="grundlagen", zurueckziehen="1")
    assert "Link zurückgezogen" in leader.page
    late = await office.send(path, amt="Bauamt", stand=stand, **{"a-kdn": "ja"})
    assert late.status_code == 410
    assert (await office.open(path)).status_code == 410
    await leader.open(leader.led)
    assert "1 von 6 beantwortet, zuletzt: Bauamt" in leader.page
    assert await leader.lend("grundlagen") != path


async def test_a_link_expires(app, leader, clock):
    """After thirty days, and who leads it is asked again."""
    path, office = await leader.lend("grundlagen"), Visitor(app)
    clock.now += datetime.timedelta(days=30, minutes=-1)
    assert (await office.open(path)).status_code == 200
    clock.now += datetime.timedelta(minutes=1)
    assert (await office.open(path)).status_code == 410
    await leader.open(leader.led)
    assert "Link abgelaufen" in leader.page
    await leader.open()
    assert "Amt24 für Ihre Verwaltung" in await leader.says("weiter")


async def test_who_leads_it_closes_it(app, leader):
    """All links end, what is open counts as unknown."""
    path = await leader.lend("grundlagen")
    other = await leader.lend("technik")
    await leader.send(f"{leader.led}/abschliessen")
    assert "Das Interview ist abgeschlossen" in leader.page
    for ended in (path, other):
        assert (await Visitor(app).open(ended)).status_code == 410
    await leader.open()
    assert "Zurück zum Interview" not in await leader.says("danke")
    assert "Amt24 für Ihre Verwaltung" in await leader.says("weiter")


async def test_all_goes_with_the_data_of_who_leads_it(app, leader):
    """The export holds what others answered; erased, there is neither link nor answer."""
    path, office = await leader.lend("grundlagen"), Visitor(app)
    await office.open(path)
    await office.send(path, amt="Bauamt", stand=seen(office.page), **{"a-amt24": "ja"})
    await leader.open("/daten")
    export = (await leader.send("/daten/ausgeben")).json()
    assert "Bauamt" in str(export["interviews"])
    assert [link["section"] for link in export["shared_sections"]] == ["grundlagen"]
    await leader.open("/daten")
    await leader.send("/daten/loeschen")
    assert (await office.open(path)).status_code == 410
    assert (await leader.open(leader.led)).status_code == 404


async def test_a_form_without_an_office_comes_back_as_it_was(app, leader):
    """With a summary that leads to the field; what was chosen stays."""
    path, office = await leader.lend("grundlagen"), Visitor(app)
    await office.open(path)
    sent = await office.send(path, amt=" ", stand=seen(office.page), **{"a-kdn": "nein", "n-kdn": "kommt <bald>"})
    assert sent.status_code == 422
    assert "<title>Fehler: " in office.page
    assert 'href="#amt"' in office.page
    assert re.search(r'id="a-kdn-3" value="nein" checked', office.page)
    assert "kommt &lt;bald&gt;" in office.page


async def test_forged_links_lead_nowhere(app, leader):
    """Neither another signature, nor a link of one kind as one of the other; forms need the token of their page."""
    path, office = await leader.lend("grundlagen"), Visitor(app)
    token = path.rpartition("/")[2]
    for forged in (
        path[:-2] + "xy",
        f"/beteiligen/{token}",
        leader.led.replace("beteiligen", "abschnitt"),
        "/abschnitt/x",
    ):
        assert (await office.open(forged)).status_code == 404
    assert (await office.send(path, amt="IT", **{"a-kdn": "ja"})).status_code == 403
    await office.open(path)
    assert (await office.send(f"{leader.led}/abschliessen")).status_code == 403
    assert (await office.open(f"{leader.led}/qr/technik")).status_code == 404
    assert (await office.open(f"{leader.led}/qr/grundlagen")).headers["content-type"] == "image/svg+xml"


async def test_one_may_not_send_without_end(app, leader):
    """A link is no way to fill the store."""
    path, office = await leader.lend("grundlagen"), Visitor(app)
    await office.open(path)
    codes = [(await office.http.post(path, data={"csrf": office.token, "amt": ""})).status_code for _ in range(41)]
    assert set(codes[:-1]) == {422}
    assert codes[-1] == 429


@pytest.mark.parametrize("origin", ["", "https://lotse.example"])
async def test_in_a_messenger_one_gets_the_link(dispatcher, origin):
    """Or a plain line why not, where people reach no pages of ours."""
    dispatcher.sharing = SharingLinks(SECRET, origin)
    for text in ("Interview", "Hundesteuer"):
        await dispatcher.dispatch("telegram", "anna", Message(text, NOON))
    [*_, reply] = await dispatcher.dispatch("telegram", "anna", Message("andere Ämter beteiligen", NOON))
    assert ("https://lotse.example/beteiligen/" in reply.text) == bool(origin)
    assert ("keine Webadresse" in reply.text) == (not origin)
