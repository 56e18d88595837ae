"""The chat in a terminal, or through a pipe: reads lines, draws replies; knows no rule of the conversation."""

import datetime
import json
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

from bot import disk
from bot.channels.terminal.lines import Lines
from bot.channels.terminal.screen import Screen
from bot.errors import BotError, StoreError, trace
from bot.jsonlines import without_surrogates
from bot.store.records import Erasure, Rating
from bot.talk.message import Choice, Message, Reply, ResultDocument

_HELP = """Schreiben Sie Ihre Frage, oder die Zahl vor einem Vorschlag.

/themen          alles, wozu ich etwas weiß
/quellen         woher die Antworten stammen
/gut /schlecht   die letzte Antwort bewerten
/datenschutz     was gespeichert wird
/meinedaten      was zu Ihnen gespeichert ist (mit Dateiname: in diese Datei)
/loeschen        alles löschen, was zu Ihnen gespeichert ist
/ende            das Gespräch verlassen (auch Strg-D)"""
_LEAVING = frozenset({"/ende", "/exit", "/quit", "exit", "quit", "ende", ":q"})
_YES = frozenset({"ja", "j", "yes", "y"})
_SORRY = "Da ist bei mir etwas schiefgegangen. Bitte versuchen Sie es noch einmal, vielleicht mit anderen Worten."

_log = logging.getLogger(__name__)


class Partner(Protocol):
    """Who answers: the assistant, for this one person."""

    def welcome(self) -> Reply: ...

    def understands(self, command: str) -> bool: ...

    async def answer(self, message: Message) -> tuple[Reply, ...]: ...

    async def rate(self, verdict: Rating) -> bool: ...

    async def export(self) -> dict[str, object]: ...

    async def erase(self) -> Erasure: ...


class Terminal:
    """One chat, from the first screen to the farewell."""

    def __init__(self, partner: Partner, lines: Lines, screen: Screen) -> None:
        self._partner, self._lines, self._screen = partner, lines, screen
        self._examples: tuple[Choice, ...] = ()
        """What the first screen offers; later the conversation itself knows what a number means."""
        self._commands: dict[str, Callable[[str], Awaitable[None]]] = {
            "/hilfe": self._help,
            "/gut": lambda _: self._rate(Rating.HELPFUL),
            "/schlecht": lambda _: self._rate(Rating.UNHELPFUL),
            "/meinedaten": self._export,
            "/loeschen": self._erase,
            "/löschen": self._erase,
        }

    async def run(self) -> None:
        """Chat until the person leaves."""
        self._greet()
        while (line := await self._lines.read("\nSie: ")) is not None:
            text = without_surrogates(line).strip()
            if text.casefold() in _LEAVING:
                break
            if text:
                await self._handle(text)
        self._screen.say("Auf Wiedersehen!", "dim")

    def _greet(self) -> None:
        welcome = self._partner.welcome()
        self._screen.show(welcome)
        self._examples = welcome.next
        self._screen.say("/hilfe zeigt, was Sie noch tun können. /ende oder Strg-D beendet das Gespräch.", "dim")

    async def _handle(self, text: str) -> None:
        """Do what was typed; whatever goes wrong, the chat goes on."""
        word, _, rest = text.partition(" ")
        try:
            if command := self._commands.get(word.casefold()):
                await command(rest.strip())
            elif word.startswith("/") and not self._partner.understands(text):
                self._screen.say(f"Den Befehl „{word}“ gibt es nicht.\n\n{_HELP}")
            else:
                await self._ask(text)
        except StoreError as error:
            self._screen.say(str(error), "red")
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001  # the one catch-all of this channel
            _log.error("a message could not be handled: %s", trace(error))
            self._screen.say(_SORRY, "red")

    async def _ask(self, text: str) -> None:
        examples, self._examples = self._examples, ()
        at = datetime.datetime.now(datetime.UTC)
        message = Message(text, at)
        if len(text) < 3 and text.isdecimal() and 1 <= int(text) <= len(examples):
            example = examples[int(text) - 1]
            message = Message(example.label, at, example.action)
        for reply in await self._partner.answer(message):
            if reply.document:
                self._hand_over(reply.document)
            self._screen.show(reply)

    def _hand_over(self, document: ResultDocument) -> None:
        """Put a file into the folder in which the chat was started."""
        try:
            self._screen.say(f"Gespeichert in „{disk.save(document, Path.cwd())}“.")
        except BotError as error:
            self._screen.say(str(error), "red")

    async def _help(self, _: str) -> None:
        self._screen.say(_HELP)

    async def _rate(self, verdict: Rating) -> None:
        kept = await self._partner.rate(verdict)
        self._screen.say("Danke, das hilft." if kept else "Es gibt noch keine Antwort, die Sie bewerten könnten.")

    async def _export(self, name: str) -> None:
        stored: dict[str, Any] = await self._partner.export()
        text = json.dumps(stored, ensure_ascii=False, indent=2)
        if not name:
            self._screen.raw(text)
            return
        try:
            self._screen.say(f"Gespeichert in „{_save(text, Path(name))}“.")
        except (OSError, ValueError) as error:
            reason = "Sie gibt es schon." if isinstance(error, FileExistsError) else "Prüfen Sie Ordner und Rechte."
            self._screen.say(f"Die Datei „{name}“ lässt sich nicht anlegen. {reason}", "red")

    async def _erase(self, _: str) -> None:
        question = "Alles löschen, was zu Ihnen gespeichert ist? Das lässt sich nicht rückgängig machen."
        self._screen.say(question)
        answer = await self._lines.read("ja oder nein: ")
        if answer is None or answer.strip().casefold() not in _YES:
            self._screen.say("Nichts wurde gelöscht.")
            return
        erased = await self._partner.erase()
        self._lines.forget()
        self._screen.say(_ERASED[erased])


_ERASED = {
    Erasure.DONE: "Gelöscht.",
    Erasure.LATER: "Gelöscht. Ein Rest liegt noch in einer Hilfsdatei, aus der gerade jemand liest; er geht danach.",
    Erasure.NOTHING: "Es war nichts gespeichert.",
}


def _save(text: str, path: Path) -> Path:
    """Write a new file that only its owner may read."""
    disk.write_new(path, f"{text}\n".encode())
    return path.absolute()
