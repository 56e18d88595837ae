"""The chat in a terminal, or through a pipe: reads lines, draws replies; knows no rule of the conversation."""

import datetime
import json
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from bot import disk
from bot.channels.terminal.lines import Lines
from bot.channels.terminal.screen import Screen
from bot.errors import BotError, StoreError, trace
from bot.jsonlines import without_surrogates
from bot.store.records import Erasure, Rating
from bot.talk.message import Choice, Message, Reply, ResultDocument
from bot.words import words
from knowledge.folding import without_invisible

_LEAVING = frozenset({"/ende", "/exit", "/quit", "exit", "quit", "ende", ":q"})

_log = logging.getLogger(__name__)


class Partner(Protocol):
    """Who answers: the assistant, for this one person."""

    def welcome(self) -> Reply: ...

    def understands(self, command: str) -> bool: ...

    def agrees(self, text: str) -> bool: ...

    async def answer(self, message: Message) -> tuple[Reply, ...]: ...

    async def rate(self, verdict: Rating) -> bool: ...

    async def export(self) -> dict[str, object]: ...

    async def erase(self) -> Erasure: ...


class Terminal:
    """One chat, from the first screen to the farewell."""

    def __init__(self, partner: Partner, lines: Lines, screen: Screen) -> None:
        self._partner, self._lines, self._screen = partner, lines, screen
        self._words = words().terminal
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
        while (line := await self._lines.read(f"\n{self._words.prompt}")) is not None:
            text = without_invisible(without_surrogates(line)).strip()
            if text.casefold() in _LEAVING:
                break
            if text:
                await self._handle(text)
        self._screen.say(self._words.farewell, "dim")

    def _greet(self) -> None:
        welcome = self._partner.welcome()
        self._screen.show(welcome)
        self._examples = welcome.next
        self._screen.say(self._words.hint, "dim")

    async def _handle(self, text: str) -> None:
        """Do what was typed; whatever goes wrong, the chat goes on."""
        word, _, rest = text.partition(" ")
        try:
            if command := self._commands.get(word.casefold()):
                await command(rest.strip())
            elif word.startswith("/") and not self._partner.understands(text):
                unknown = self._words.unknown_command.format(command=word)
                self._screen.say(f"{unknown}\n\n{self._words.help}")
            else:
                await self._ask(text)
        except StoreError as error:
            self._screen.say(str(error), "red")
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001 - the one catch-all of this channel
            _log.error("a message could not be handled: %s", trace(error))
            self._screen.say(self._words.fault, "red")

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
            self._screen.say(self._words.saved.format(path=disk.save(document, Path.cwd())))
        except BotError as error:
            self._screen.say(str(error), "red")

    async def _help(self, _: str) -> None:
        self._screen.say(self._words.help)

    async def _rate(self, verdict: Rating) -> None:
        kept = await self._partner.rate(verdict)
        self._screen.say(self._words.thanks if kept else self._words.nothing_to_rate)

    async def _export(self, name: str) -> None:
        stored: dict[str, object] = await self._partner.export()
        text = json.dumps(stored, ensure_ascii=False, indent=2)
        if not name:
            self._screen.raw(text)
            return
        try:
            self._screen.say(self._words.saved.format(path=_save(text, Path(name))))
        except (OSError, ValueError) as error:
            reason = self._words.exists if isinstance(error, FileExistsError) else self._words.check_folder
            self._screen.say(self._words.not_saved.format(name=name, reason=reason), "red")

    async def _erase(self, _: str) -> None:
        self._screen.say(self._words.ask_erase)
        answer = await self._lines.read(self._words.yes_or_no)
        if answer is None or not self._partner.agrees(answer):
            self._screen.say(self._words.kept)
            return
        erased = await self._partner.erase()
        self._lines.forget()
        told = {
            Erasure.DONE: self._words.erased,
            Erasure.LATER: self._words.erased_later,
            Erasure.NOTHING: self._words.nothing_stored,
        }
        self._screen.say(told[erased])


def _save(text: str, path: Path) -> Path:
    """Write a new file that only its owner may read."""
    disk.write_new(path, f"{text}\n".encode())
    return path.absolute()
