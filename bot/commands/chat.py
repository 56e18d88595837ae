"""`lotsenbot chat` and `run`: the assistant with everything behind it, in this terminal."""

import asyncio
import signal
import sys
from pathlib import Path

import click

from bot.channels.lines import Lines, Piped, Typed
from bot.channels.screen import Screen
from bot.channels.terminal import Terminal
from bot.commands import shared
from bot.commands.partner import connect
from bot.german_click import GermanCommand


@click.command(cls=GermanCommand)
@shared.knowledge_option
def chat(knowledge: tuple[Path, ...]) -> None:
    """Startet ein Gespräch in diesem Terminal.

    Ist die Standardeingabe kein Terminal, so wird jede ihrer Zeilen als Nachricht gelesen.
    """
    _chat(knowledge)


@click.command(cls=GermanCommand)
@shared.knowledge_option
def run(knowledge: tuple[Path, ...]) -> None:
    """Startet den Assistenten (zurzeit: das Gespräch im Terminal)."""
    _chat(knowledge)


def _chat(knowledge: tuple[Path, ...]) -> None:
    # While asyncio waits for a line in a pipe, its own handler would only take note of Ctrl-C.
    signal.signal(signal.SIGINT, _interrupt)
    try:
        asyncio.run(_converse(knowledge))
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


async def _converse(knowledge: tuple[Path, ...]) -> None:
    async with connect(knowledge) as (partner, database):
        await Terminal(partner, _lines(database), Screen.on(sys.stdout)).run()


def _lines(database: Path) -> Lines:
    if sys.stdin.isatty() and sys.stdout.isatty():
        return Typed(database.with_name(database.name + ".history"))
    return Piped(sys.stdin.buffer)
