"""`lotsenbot backup`: everything in one file, looked at, and put back."""

import asyncio
from pathlib import Path

import click

from bot import german
from bot.cli.german import GermanCommand, GermanGroup
from bot.config import load_settings
from bot.errors import ConfigError
from bot.service import backup as backups
from bot.service.backup import Contents
from bot.service.storage import open_store

_file = click.argument("path", metavar="DATEI", type=click.Path(path_type=Path, dir_okay=False))


@click.group(cls=GermanGroup)
def backup() -> None:
    """Sichert alles in eine Datei, prüft sie und spielt sie ein."""


@backup.command(cls=GermanCommand)
@_file
def create(path: Path) -> None:
    """Legt eine Sicherung an, auch im laufenden Betrieb.

    Sie enthält die Datenbank, den Schlüssel, das Wissen der Trainer und die Schlüssel der Messenger, und nur ihr
    Besitzer darf sie lesen. Was Menschen löschen, bleibt in älteren Sicherungen: Löschen Sie diese, sobald
    LOTSENBOT_RETENTION_DAYS es verlangt.
    """
    settings = load_settings()
    if not settings.database.exists():
        raise ConfigError(f"Die Datenbank „{settings.database}“ gibt es noch nicht.")

    async def made() -> Contents:
        async with open_store(settings) as store:
            return await backups.create(settings, store, path)

    click.echo(f"Gesichert: {_told(asyncio.run(made()))}")


@backup.command(cls=GermanCommand)
@_file
def verify(path: Path) -> None:
    """Prüft, ob sich mit einer Sicherung weiterarbeiten ließe."""
    click.echo(f"In Ordnung: {_told(backups.verify(load_settings(), path))}")


@backup.command(cls=GermanCommand)
@_file
def restore(path: Path) -> None:
    """Spielt eine Sicherung ein; der Dienst darf nicht laufen.

    Was bisher da war, wird beiseitegelegt und nicht gelöscht.
    """
    aside = backups.restore(load_settings(), path)
    click.echo("Eingespielt." + (f" Was vorher da war, liegt in „{aside}“." if aside else ""))


def _told(contents: Contents) -> str:
    key = "mit Schlüssel" if contents.has_key else "ohne Schlüssel (er steht in LOTSENBOT_SECRET)"
    files = f"{contents.knowledge} {'Datei' if contents.knowledge == 1 else 'Dateien'} mit Wissen der Trainer"
    return f"Stand {german.moment(contents.made_at)}, {key}, {files}."
