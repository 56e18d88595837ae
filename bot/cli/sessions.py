"""`lotsenbot sessions`: what is stored of people, by their pseudonyms; exports and erases it."""

import asyncio
import datetime
from collections.abc import Callable, Coroutine
from typing import Any

import click

from bot import german, jsonlines
from bot.channels.terminal.history import forget_typed
from bot.cli import exits
from bot.cli.german import GermanCommand, GermanGroup
from bot.config import history_file, load_settings
from bot.service.storage import open_store
from bot.store.ports import Store
from bot.store.records import Erasure


@click.group(cls=GermanGroup)
def sessions() -> None:
    """Gibt gespeicherte Gespräche aus oder löscht sie.

    Personen haben hier nur ein Pseudonym. Das eigene zeigt der Befehl /meinedaten im Gespräch.
    """


@sessions.command(cls=GermanCommand)
@click.argument("person", metavar="PSEUDONYM")
def export(person: str) -> None:
    """Gibt alles aus, was zu einer Person gespeichert ist (JSON)."""
    found = _with_store(lambda store: store.personal_data.export(person))
    if not found.get("session") and not found.get("turns"):
        _unknown(person)
    click.echo(jsonlines.as_json(found, indent=2))


@sessions.command(cls=GermanCommand)
@click.argument("person", metavar="PSEUDONYM")
@click.option("--yes", is_flag=True, help="Nicht nachfragen.")
def delete(person: str, yes: bool) -> None:  # noqa: FBT001 - a flag of the command line
    """Löscht das Gespräch einer Person; nur Zählwerte bleiben."""
    if not yes and not _confirmed(f"Alles zu „{person}“ löschen?"):
        click.echo("Nichts wurde gelöscht.")
        return
    erased = _with_store(lambda store: store.personal_data.delete(person))
    if not erased:
        _unknown(person)
    click.echo("Gelöscht.")
    if erased is Erasure.LATER:
        click.echo("Ein Rest liegt noch in einer Hilfsdatei, aus der gerade jemand liest; er wird danach gelöscht.")


@sessions.command(cls=GermanCommand)
@click.option(
    "--days", type=click.IntRange(min=0), metavar="TAGE", help="Statt der eingestellten Frist diese verwenden."
)
def purge(days: int | None) -> None:
    """Löscht Fragen und Gespräche, deren Frist abgelaufen ist; Zählwerte bleiben."""
    settings = load_settings()
    kept = settings.retention_days if days is None else days
    before = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=min(kept, 36_500))
    purged = _with_store(lambda store: store.personal_data.purge(before))
    forget_typed(history_file(settings), before)
    click.echo(f"Gelöscht: {purged.questions} Fragen und {purged.sessions} Gespräche, die älter als {kept} Tage sind.")


@sessions.command("list", cls=GermanCommand)
def list_sessions() -> None:
    """Listet die gespeicherten Gespräche auf, das zuletzt benutzte zuerst.

    Das kurze Pseudonym steht am Anfang des langen; export und delete verlangen das lange.
    """
    found = _with_store(lambda store: store.personal_data.sessions())
    if not found:
        click.echo("Es ist kein Gespräch gespeichert.")
        return
    click.echo(f"{'kurz':<12}  {'Kanal':<10}  {'zuletzt benutzt':<16}  {'Nachrichten':>11}  Pseudonym")
    for stored in found:
        used = german.moment(stored.used_at)
        click.echo(
            f"{stored.person[:12]}  {stored.channel or '–':<10}  {used:<16}  {stored.turns:>11}  {stored.person}"
        )


def _confirmed(question: str) -> bool:
    """Ask until the answer is one; nothing at all means no."""
    answers = {"j": True, "ja": True, "n": False, "nein": False, "": False}
    while (
        answer := click.prompt(f"{question} [j/N]", default="", show_default=False).strip().casefold()
    ) not in answers:
        click.echo("Bitte antworten Sie mit j oder n.")
    return answers[answer]


def _unknown(person: str) -> None:
    click.echo(f"Zu „{person}“ ist nichts gespeichert.", err=True)
    raise click.exceptions.Exit(exits.FOUND)


def _with_store(use: Callable[[Store], Coroutine[Any, Any, Any]]) -> Any:
    async def run() -> Any:
        async with open_store(load_settings()) as store:
            return await use(store)

    return asyncio.run(run())
