"""`lotsenbot run`: the assistant as a service; loads nothing of the terminal."""

from pathlib import Path

import click

from bot.cli import shared
from bot.cli.german import GermanCommand
from bot.config import load_settings


@click.command(cls=GermanCommand)
@shared.knowledge_option
def run(knowledge: tuple[Path, ...]) -> None:
    """Startet den Assistenten im Browser, bis er beendet wird.

    Ohne Einrichtung auf http://127.0.0.1:8080, nur für diesen Rechner. Ist LOTSENBOT_TELEGRAM_TOKEN gesetzt, antwortet
    er auch in Telegram, ist LOTSENBOT_MATRIX_HOMESERVER gesetzt, auch in Matrix. Im Terminal sprechen Sie mit
    „lotsenbot chat“.
    """
    from bot.service.serve import serve  # noqa: PLC0415 - `run --help` does without the libraries of the web

    serve(load_settings(), knowledge, lambda address: click.echo(f"Der Assistent ist da: {address}  (Ende mit Strg-C)"))
