"""`lotsenbot chat` and `run`: the assistant with everything behind it, in this terminal."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import click

from bot.channels.terminal.chat import Terminal
from bot.channels.terminal.lines import Lines, Piped, Typed
from bot.channels.terminal.screen import Screen
from bot.cli import shared
from bot.cli.german import GermanCommand
from bot.cli.partner import connect
from bot.config import load_settings


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
    """Startet den Assistenten im Browser, bis er beendet wird.

    Ohne Einrichtung auf http://127.0.0.1:8080, nur für diesen Rechner. Ist LOTSENBOT_TELEGRAM_TOKEN gesetzt, antwortet
    er auch in Telegram. Im Terminal sprechen Sie mit „lotsenbot chat“.
    """
    from bot.service.serve import serve  # noqa: PLC0415 - the terminal does without the libraries of the web

    serve(load_settings(), knowledge, lambda address: click.echo(f"Der Lotsenbot ist da: {address}  (Ende mit Strg-C)"))


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
        return Typed(history)
    return Piped(sys.stdin.buffer)
