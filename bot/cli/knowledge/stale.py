"""`lotsenbot knowledge stale`: what somebody should look at again."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from bot import german
from bot.cli import exits, shared
from bot.cli.german import GermanCommand
from bot.clock import utc_now
from bot.config import load_settings
from bot.insight.ageing import aged
from bot.service.storage import open_store
from bot.store.records import EntryUse


@click.command(cls=GermanCommand)
@click.option("--all", "everything", is_flag=True, help="Alle Einträge zeigen, nicht nur die fälligen.")
@shared.knowledge_option
def stale(everything: bool, knowledge: tuple[Path, ...]) -> None:  # noqa: FBT001 - a flag of the command line
    """Listet auf, was wieder geprüft werden sollte, nach Alter und Nutzung.

    Fällig ist, was über „gueltig_bis“ hinaus ist oder seit über einem Jahr von niemandem bestätigt wurde. Steht eine
    Adresse dabei, so öffnen Sie sie und vergleichen; am Schreibtisch geht das mit einem Klick.

    Rückgabewert: 0, wenn nichts fällig ist, sonst 1.
    """
    known = shared.known(knowledge)
    found = aged(known, asyncio.run(_uses()), utc_now().astimezone(german.HERE).date())
    shown = [one for one in found if one.due or everything]
    if not shown:
        click.echo("Alle Einträge sind aktuell.")
        return
    table = Table("Eintrag", "zuletzt bestätigt", "Antworten", "Quelle", box=SIMPLE)
    for one in shown:
        since = f"{german.day(one.since)}{' (abgelaufen)' if one.expired else ''}"
        pages = [source.document.address for source in known.sources(one.entry) if source.document.address]
        answers = "–" if one.counts.answers is None else str(one.counts.answers)
        table.add_row(one.entry.id, since, answers, "\n".join(pages) or str(known.sources(one.entry)[0]))
    Console(highlight=False).print(table)
    if any(one.due for one in shown):
        raise click.exceptions.Exit(exits.FOUND)


async def _uses() -> Mapping[str, EntryUse]:
    settings = load_settings()
    if not settings.database.exists():
        return {}
    async with open_store(settings) as store:
        return await store.usage.of_entries()
