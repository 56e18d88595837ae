"""`lotsenbot key`: another key for the pseudonyms."""

import asyncio

import click

from bot import secret
from bot.cli.german import GermanCommand, GermanGroup
from bot.config import key_file, load_settings
from bot.errors import FileError
from bot.service.storage import open_store


@click.group(cls=GermanGroup)
def key() -> None:
    """Wechselt den Schlüssel der Pseudonyme."""


@key.command(cls=GermanCommand)
def rotate() -> None:
    """Nimmt einen neuen Schlüssel hinzu; alle bleiben bekannt.

    Der Dienst darf dabei nicht laufen. Wer den alten Schlüssel kennt, kann danach niemanden mehr zuordnen. Knöpfe unter
    älteren Nachrichten in Messengern verlieren ihre Wirkung.
    """
    settings = load_settings()
    asyncio.run(_alone(secret.rotate))
    click.echo(
        f"Der Schlüssel ist gewechselt. Sichern Sie „{key_file(settings)}“: Ohne die Datei kennt niemand mehr jemanden."
    )
    if settings.secret is not None:
        click.echo(
            "Die Datei enthält jetzt auch den bisherigen Schlüssel. Entfernen Sie LOTSENBOT_SECRET vor dem Start."
        )


@key.command(cls=GermanCommand)
@click.option("--lost", is_flag=True, required=True, help="Bestätigt, dass der alte Schlüssel verloren ist.")
def replace(lost: bool) -> None:  # noqa: ARG001, FBT001 - its presence is all that matters
    """Beginnt mit einem neuen Schlüssel, wenn der alte für immer verloren ist.

    Danach ist jede Person fremd: Niemand findet sein Gespräch wieder, und niemand kann selbst löschen, was noch da ist.
    Das geschieht nach der Frist, oder sofort mit „lotsenbot sessions purge --days 0“.
    """
    if (settings := load_settings()).secret is not None:
        raise click.UsageError("LOTSENBOT_SECRET ist gesetzt. Entfernen Sie es, dann entsteht eine Schlüsseldatei.")
    asyncio.run(_alone(secret.replace))
    click.echo(f"Ein neuer Schlüssel liegt in „{key_file(settings)}“. Bitte sichern Sie ihn.")


async def _alone(change: secret.Change) -> None:
    settings = load_settings()
    async with open_store(settings, alone=True) as store:
        try:
            await change(settings, store)
        except OSError as error:
            raise FileError(
                "Der neue Schlüssel lässt sich nicht ablegen. Bitte prüfen Sie Platz und Rechte."
            ) from error
