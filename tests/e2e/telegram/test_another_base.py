"""Somebody else's assistant: a library's, made of nothing by two commands, on the web and in Telegram."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from tests.e2e.telegram.conftest import Process

OURS = re.compile(r"lotse|lotsin|kisa|amt24|sachsen|sächsisch|onlineantrag|ssg|basiskomponent|epaybl", re.IGNORECASE)
"""What no page, command or message of another service may say."""
SHOWN = frozenset({"title", "alt", "aria-label", "placeholder", "content"})
FAQ = """\
Frage;Antwort;Kategorie;Varianten
Wie lange darf ich Bücher behalten?;Vier Wochen. Sie können **zweimal** verlängern.;Ausleihe;leihfrist
Was kostet der Bibliotheksausweis?;Erwachsene zahlen 20 € im Jahr, Kinder nichts.;Ausweis;jahresgebühr
Wann hat die Bibliothek geöffnet?;Dienstag bis Samstag von 10 bis 18 Uhr.;Besuch;öffnungszeiten
Wo gebe ich Bücher zurück?;Am Automaten neben dem Eingang, rund um die Uhr.;Ausleihe;rückgabeautomat
Gibt es WLAN?;Ja, kostenlos und ohne Anmeldung.;Besuch;internet in der bücherei
Wie verlängere ich Medien?;In Ihrem Konto auf https://www.bibliothek.example/konto.;Ausleihe;verlängerung
Darf ich in der Bibliothek essen?;Nur im Lesecafé.;Besuch;pausenbrot
Wie melde ich mich an?;Mit dem Personalausweis an der Theke.;Ausweis;mitglied werden
"""


class Reading(HTMLParser):
    """What a person gets to read or hear of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in {"script", "style"}
        self.parts += [value for name, value in attrs if name in SHOWN and value]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.parts).split())


def silent_of_us(text: str) -> bool:
    return not [text[max(0, found.start() - 60) : found.end() + 20] for found in OURS.finditer(text)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where somebody else's assistant lives."""
    return tmp_path_factory.mktemp("bibliothek")


@pytest.fixture(scope="module")
def base(home: Path) -> Path:
    """A base made by the wizard and from a spreadsheet; no test changes it."""
    folder = home / "wissen"
    (home / "faq.csv").write_text(FAQ, "utf-8")
    said = ("--name", "Bibliotheksassistent", "--topic", "rund um die Stadtbibliothek Musterstadt")
    more = ("--team", "der Stadtbibliothek", "--contact", "auskunft@bibliothek.example", "--region", "Musterstadt")
    lotsenbot(home, "knowledge", "new", str(folder), *said, *more)
    source = ("--source", "https://www.bibliothek.example/faq", "--day", "1.3.2026")
    lotsenbot(home, *ours(folder), "import", str(home / "faq.csv"), "--out", str(folder), *source)
    return folder


def ours(folder: Path) -> tuple[str, ...]:
    return ("--base", str(folder), "knowledge")


def lotsenbot(folder: Path, *arguments: str, stdin: str = "") -> str:
    env = {"PATH": "/usr/bin:/bin", "LOTSENBOT_DATABASE": str(folder / "lotsenbot.sqlite3"), "HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments], env=env, input=stdin, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def group(api):
    return api.supergroup("Auskunft")


@pytest.fixture
def bot(api, base, group, tmp_path) -> Iterator[Process]:
    settings = {"LOTSENBOT_BASE": str(base), "LOTSENBOT_TELEGRAM_LOTSEN_GROUP": str(group.id)}
    process = Process(api, tmp_path, **settings)
    process.start()
    yield process
    if process.running:
        process.stop(signal.SIGKILL)


def test_the_base_is_right(base: Path, home: Path) -> None:
    """What the wizard and the import made passes every check, and speaks of nobody else."""
    assert "13 Einträge" in lotsenbot(home, *ours(base), "check")
    listed = lotsenbot(home, *ours(base), "list")
    assert "Wie lange darf ich Bücher behalten?" in listed
    assert silent_of_us(listed + lotsenbot(home, *ours(base), "subjects"))
    answer = json.loads(lotsenbot(home, "--base", str(base), "ask", "--json", "leihfrist von büchern"))
    assert "Vier Wochen. Sie können zweimal verlängern." in answer["text"]
    assert "gelesen am 01.03.2026" in answer["text"]


FOREIGN = (
    "wie wird das wetter morgen",
    "was kostet ein neuer reisepass",
    "wann kommt die müllabfuhr",
    "wer ist bundeskanzler",
    "mein auto springt nicht an",
    "halsschmerzen was tun",
    "wie beantrage ich wohngeld",
)


def test_what_is_foreign_is_refused(base: Path, home: Path) -> None:
    """A base without any examples of what is not its own says so all the same."""
    asked = "".join(json.dumps({"id": text, "turns": [text]}) + "\n" for text in FOREIGN)
    said = lotsenbot(home, "--base", str(base), "ask", "--jsonl", stdin=asked).splitlines()
    answers = {answer["id"]: answer for answer in map(json.loads, said)}
    assert {text: answers[text]["status"] for text in FOREIGN} == dict.fromkeys(FOREIGN, "fallback")
    assert all("auskunft@bibliothek.example" in answer["text"] for answer in answers.values())


def test_the_web_speaks_of_nobody_else(api, bot: Process) -> None:
    """Every page that can be reached, and every answer, names the library and not us."""
    bot.command(
        "users", "add", "karla", "--role", "trainer", "--password-stdin", stdin="bücher sind geduldige freunde\n"
    )
    with httpx.Client(base_url=bot.address(), follow_redirects=True, headers={"Origin": bot.address()}) as web:
        for text in ("Hallo", "was kostet der ausweis", "wie wird das wetter", "kann ich mit einem menschen sprechen"):
            page = web.get("/").text
            web.post("/gespraech", data={"csrf": token(page), "text": text})
        login = web.get("/schreibtisch/anmelden").text
        fields = {"csrf": token(login), "weiter": "", "name": "karla", "passwort": "bücher sind geduldige freunde"}
        assert "karla" in web.post("/schreibtisch/anmelden", data=fields).text
        seen: dict[str, str] = {}
        waiting = ["/", "/themen", "/daten", "/einbetten", "/gibt-es-nicht", "/schreibtisch"]
        while waiting and len(seen) < 60:
            address = waiting.pop()
            if address not in seen:
                answer = web.get(address)
                seen[address] = Reading(answer.text).text if "html" in answer.headers["Content-Type"] else ""
                waiting += re.findall(r'href="(/[^"#?]*)', answer.text)
    assert "Bibliotheksassistent" in seen["/"]
    assert "20 €" in seen["/"]
    assert len([address for address in seen if address.startswith("/antwort/")]) == 13
    assert [address for address, text in seen.items() if not silent_of_us(text)] == []


def token(page: str) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
    return found[1] if found else ""


async def test_telegram_speaks_of_nobody_else(api, bot: Process, anna, chat, group) -> None:
    """Commands, menus, answers and the handover are the library's."""
    await api.wait_for(lambda: "connected" in bot.log)
    for text in ("/start", "/hilfe", "/themen", "/quellen", "/datenschutz", "Gibt es WLAN?", "wie wird das wetter"):
        assert await api.replies(api.say(chat, anna, text))
    [confirm] = await api.replies(api.say(chat, anna, "/mensch"))
    api.press(confirm, "Ja, weitergeben", anna)
    ticket = await api.wait_for(lambda: next(iter(api.sent(group)), None))
    api.say(group, api.person("Petra", "petra"), "Leider nein.", reply_to=ticket)
    await api.wait_for(lambda: any("Leider nein." in post.text for post in api.sent(chat)))
    said = [post.text for place in (chat, group) for post in api.sent(place)]
    assert any("kostenlos" in text for text in said)
    assert any("Antwort vom Team der Stadtbibliothek" in text for text in said)
    calls = json.dumps([call.params for call in api.calls() if call.method.startswith("setMy")], ensure_ascii=False)
    assert "Das Team fragen" in calls
    assert silent_of_us(" ".join([*said, calls]))
