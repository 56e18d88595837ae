"""`lotsenbot chat`: the assistant with everything behind it, in this terminal."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import click

from bot.channels.terminal.chat import Terminal
from bot.channels.terminal.lines import Lines, Piped
from bot.channels.terminal.screen import Screen
from bot.cli import shared
from bot.cli.german import GermanCommand
from bot.cli.partner import connect


@click.command(cls=GermanCommand)
@shared.knowledge_option
def chat(knowledge: tuple[Path, ...]) -> None:
    """Startet ein Gespräch in diesem Terminal.

    Ist die Standardeingabe kein Terminal, so wird jede ihrer Zeilen als Nachricht gelesen.
    """
    _chat(knowledge)


def _chat(knowledge: tuple[Path, ...]) -> None:
    talk(_converse(knowledge))


def talk(conversing: Coroutine[Any, Any, None]) -> None:
    """Lead a conversation to its end, or until Ctrl-C."""
    # While asyncio waits for a line in a pipe, its own handler would only take note of Ctrl-C.
    signal.signal(signal.SIGINT, _interrupt)
    try:
        asyncio.run(conversing)
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


async def _converse(knowledge: tuple[Path, ...]) -> None:
    async with connect(knowledge) as (partner, history):
        await Terminal(partner, lines(history), Screen.on(sys.stdout)).run()


def lines(history: Path) -> Lines:
    """Return what a person types here: with a history on a keyboard, as it comes from a pipe."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        from bot.channels.terminal.keyboard import Typed  # noqa: PLC0415 - a pipe does without the editor's library

        return Typed(history)
    return Piped(sys.stdin.buffer)
