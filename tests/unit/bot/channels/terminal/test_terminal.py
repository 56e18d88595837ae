"""The terminal chat against a fake partner: what it passes on, what it draws, when it leaves."""

import io
import stat
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot.channels.terminal.chat import Terminal
from bot.channels.terminal.keyboard import Typed
from bot.channels.terminal.lines import Piped
from bot.channels.terminal.screen import Screen
from bot.errors import StoreError
from bot.store.records import Rating
from bot.talk.actions import NoneOfThese, ShowEntry
from bot.talk.message import Choice, Citation, Message, Reply, Status

ANSWER = Reply(
    Status.ANSWER,
    "Das Portal liegt unter https://amt24.sachsen.de, sagt [die] Unterlage.",
    entries=("amt24-was",),
    citations=(Citation("Workshop: Amt24", "Stand 2022"), Citation("Verordnung: § 4", "Stand 10.03.2020")),
    next=(Choice("Mehr dazu", "details:amt24-was"),),
    rateable=True,
)
CLARIFY = Reply(
    Status.CLARIFY,
    "Was davon meinen Sie?",
    choices=(Choice("Was ist A?", ShowEntry("a")), Choice("Keine davon", NoneOfThese())),
    next=(Choice("Alle Themen", "command:topics"),),
)


@dataclass
class FakePartner:
    reply: Reply = ANSWER
    error: Exception | None = None
    heard: list[Message] = field(default_factory=list)
    verdicts: list[Rating] = field(default_factory=list)
    erased: int = 0

    def welcome(self) -> Reply:
        return Reply(Status.SOCIAL, "Guten Tag!", next=(Choice("Was ist Amt24?", ShowEntry("amt24-was")),))

    def understands(self, command: str) -> bool:
        return command == "/themen"

    def agrees(self, text: str) -> bool:
        return text.casefold() == "ja"

    async def answer(self, message: Message) -> tuple[Reply, ...]:
        self.heard.append(message)
        if self.error:
            raise self.error
        return (self.reply,)

    async def rate(self, verdict: Rating) -> bool:
        self.verdicts.append(verdict)
        return bool(self.heard)

    async def export(self) -> dict[str, object]:
        return {"person": "abc", "turns": []}

    async def erase(self) -> bool:
        self.erased += 1
        return True


async def chat(text: str | bytes, partner: FakePartner | None = None) -> tuple[str, FakePartner]:
    """Type the lines of `text`; return what was shown, and the partner."""
    partner = partner or FakePartner()
    shown = io.StringIO()
    raw = text.encode() if isinstance(text, str) else text
    await Terminal(partner, Piped(io.BytesIO(raw)), Screen.on(shown)).run()
    return shown.getvalue(), partner


async def test_first_screen() -> None:
    """The first screen greets, gives an example, and says how to leave."""
    shown, _ = await chat("")
    assert shown.startswith("Guten Tag!")
    assert "Was ist Amt24?" in shown
    assert "/ende" in shown


async def test_answer_is_drawn() -> None:
    """An answer shows its text unchanged, its sources with dates, and numbered further questions."""
    shown, _ = await chat("was ist amt24")
    assert "https://amt24.sachsen.de, sagt [die] Unterlage." in shown
    assert "Workshop: Amt24, Stand 2022" in shown
    assert "Verordnung: § 4, Stand 10.03.2020" in shown
    assert "1  Mehr dazu" in shown


async def test_numbers_go_on() -> None:
    """Numbers run through the choices and on through the next questions."""
    shown, _ = await chat("a", FakePartner(CLARIFY))
    assert "1  Was ist A?" in shown
    assert "2  Keine davon" in shown
    assert "3  Alle Themen" in shown


async def test_text_is_passed_on_as_it_is() -> None:
    """Questions, numbers and the conversation's own commands reach the partner; empty lines don't."""
    _, partner = await chat("Was ist Amt24?\n\n2\n/themen\nTschüss\n")
    assert [message.text for message in partner.heard] == ["Was ist Amt24?", "2", "/themen", "Tschüss"]
    assert all(message.at.utcoffset() is not None for message in partner.heard)


async def test_an_unknown_command_is_no_question() -> None:
    """Whoever mistypes a command is shown the commands, and nothing is asked or stored."""
    shown, partner = await chat("/hlife\n/gibtesnicht mit text\n/themen\n")
    assert [message.text for message in partner.heard] == ["/themen"]
    assert "Den Befehl „/hlife“ gibt es nicht." in shown
    assert shown.count("/datenschutz") == 2


async def test_examples_can_be_picked() -> None:
    """A number picks an example of the first screen, but only as the first message."""
    _, partner = await chat("1\n1\n")
    assert [(m.text, m.action) for m in partner.heard] == [("Was ist Amt24?", ShowEntry("amt24-was")), ("1", None)]


async def test_leaving() -> None:
    """Each of the words for leaving ends the chat, and nothing after it is read."""
    for word in ("/ende", "exit", "QUIT", "/Ende", "ende"):
        shown, partner = await chat(f"{word}\nnoch etwas\n")
        assert not partner.heard
        assert shown.rstrip().endswith("Auf Wiedersehen!")


async def test_feedback() -> None:
    """/gut and /schlecht pass on a verdict, and say when there is nothing to rate."""
    shown, partner = await chat("/gut\nfrage\n/schlecht\n")
    assert partner.verdicts == [Rating.HELPFUL, Rating.UNHELPFUL]
    assert "noch keine Antwort" in shown
    assert "Danke" in shown


@pytest.mark.parametrize("command", ["/mei\u00adnedaten", "\ufeff/meinedaten", "/meinedaten\u200b"])
async def test_what_nobody_sees_changes_no_command(command: str) -> None:
    """Copied along from somewhere."""
    shown, _ = await chat(command)
    assert "Den Befehl" not in shown


async def test_export_is_shown() -> None:
    """/meinedaten shows everything as JSON."""
    shown, _ = await chat("/meinedaten")
    assert '"person": "abc"' in shown


async def test_export_to_a_file(tmp_path: Path) -> None:
    """/meinedaten with a name writes a file for its owner alone, and never over another."""
    target = tmp_path / "daten mit leer.json"
    shown, _ = await chat(f"/meinedaten {target}\n/meinedaten {target}\n/meinedaten {tmp_path}/nein/x\n")
    assert '"abc"' in target.read_text(encoding="utf-8")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "Sie gibt es schon" in shown
    assert "Prüfen Sie Ordner und Rechte" in shown


async def test_erasing_asks_first() -> None:
    """/loeschen erases only after a yes."""
    for answer, times in (("nein", 0), ("", 0), ("ja", 1), ("JA", 1)):
        _, partner = await chat(f"/loeschen\n{answer}\n")
        assert partner.erased == times
        assert not partner.heard
    _, partner = await chat("/löschen")
    assert partner.erased == 0


async def test_failures_do_not_end_the_chat() -> None:
    """A database error is explained, any other is apologised for, and the chat goes on."""
    shown, partner = await chat("a\nb\n", FakePartner(error=StoreError("Die Platte ist voll.", "Schaffen Sie Platz.")))
    assert shown.count("Die Platte ist voll. Schaffen Sie Platz.") == 2
    shown, partner = await chat("a\nb\n", FakePartner(error=ValueError("secret detail")))
    assert "schiefgegangen" in shown
    assert "secret detail" not in shown
    assert len(partner.heard) == 2


async def test_a_log_repeats_nothing_that_was_written(caplog: pytest.LogCaptureFixture) -> None:
    """What went wrong and where is logged; the message of an error may hold a person's words, and is not."""
    await chat("Hier ist Petra\n", FakePartner(error=ValueError("Hier ist Petra")))
    [record] = caplog.records
    assert "ValueError in test_terminal.py:" in record.getMessage()
    assert "Petra" not in caplog.text


async def test_bad_bytes() -> None:
    """Bytes that are no text, control characters and lone surrogates are survived."""
    shown, partner = await chat(b"\xff\xfe amt24\n\x00\x1b[2J\n", FakePartner(Reply(Status.ANSWER, "a\x1b[2Jb")))
    assert len(partner.heard) == 2
    assert "\x1b" not in shown


async def test_terminal_wraps_and_links() -> None:
    """On a terminal lines are at most 80 columns wide and addresses can be clicked."""
    shown = io.StringIO()
    screen = Screen(Console(file=shown, force_terminal=True, width=80, highlight=False))
    screen.show(Reply(Status.ANSWER, "Wort " * 60 + "https://amt24.sachsen.de."))
    drawn = shown.getvalue()
    assert "https://amt24.sachsen.de\x1b\\" in drawn
    plain = Console(file=io.StringIO(), width=80)
    screen = Screen(plain)
    assert max(map(len, drawn.split("https")[0].splitlines())) <= 80


async def test_keyboard(tmp_path: Path) -> None:
    """At a keyboard a pasted text of several lines is one message, Ctrl-C and Ctrl-D end, the history is private.

    Earlier lines come back as they were typed, but the file holds them without names.
    """
    history = tmp_path / "chat.history"
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        lines = Typed(history)
        keys.send_text("\x1b[200~erste Zeile\nzweite Zeile\x1b[201~\r")
        assert await lines.read("> ") == "erste Zeile\nzweite Zeile"
        keys.send_text("\x04")
        assert await lines.read("> ") is None
        keys.send_text("Frau Lehmann fragt nach Amt24\r")
        assert await lines.read("> ") == "Frau Lehmann fragt nach Amt24"
        keys.send_text("\x1b[A\r")
        assert await lines.read("> ") == "Frau Lehmann fragt nach Amt24"
        assert "Lehmann" not in history.read_text(encoding="utf-8")
        assert "Frau [Name] fragt nach Amt24" in history.read_text(encoding="utf-8")
        keys.send_text("halb\x03")
        assert await lines.read("> ") is None
        assert "zweite Zeile" in history.read_text(encoding="utf-8")
        assert stat.S_IMODE(history.stat().st_mode) == 0o600
        lines.forget()
        assert history.read_bytes() == b""


def test_markup_is_drawn() -> None:
    """On a terminal a table is a table; in a pipe each of its rows is a line, and links name their addresses."""
    text = "**Neu:** [hier](https://a.de)\n\n| Wer | Preis |\n|---|---|\n| Kinder | frei |"
    shown, piped = io.StringIO(), io.StringIO()
    Screen(Console(file=shown, force_terminal=True, width=60, color_system=None)).say(text)
    Screen.on(piped).say(text)
    assert "Neu: hier (https://a.de)" in shown.getvalue()
    assert "────" in shown.getvalue()
    assert piped.getvalue() == "Neu: hier (https://a.de)\n\nKinder: frei\n"
