"""`lotsenbot knowledge list`, `show`, `subjects`, `aspects` and `schema`: what is known."""

import json
import sys
from difflib import get_close_matches
from pathlib import Path

import click

from bot.channels.terminal.screen import Screen
from bot.cli import exits, shared
from bot.cli.german import GermanCommand
from knowledge.fields import german_date
from knowledge.folding import fold
from knowledge.model import Entry, Knowledge
from knowledge.schema import schemas


@click.command("list", cls=GermanCommand)
@click.option("-s", "--topic", "text", metavar="TEXT", default="", help="Nur Einträge, in denen TEXT vorkommt.")
@shared.knowledge_option
def list_entries(text: str, knowledge: tuple[Path, ...]) -> None:
    """Listet alle Einträge auf, nach Themen geordnet."""
    known = shared.known(knowledge)
    wanted, none_found = fold(text), True
    for subject, entries in known.by_subject.items():
        name = known.subjects[subject].name
        shown = [e for e in entries if wanted in fold(f"{name} {subject} {e.id} {e.title} {e.question}")]
        if shown:
            none_found = False
            click.echo(click.style(name, bold=True))
            for entry in shown:
                click.echo(f"  {entry.id:<40}  {entry.title}")
    if none_found:
        click.echo(f"Kein Eintrag enthält „{text}“.", err=True)
        raise click.exceptions.Exit(exits.FOUND)


@click.command(cls=GermanCommand)
@click.argument("identity", metavar="KENNUNG")
@shared.knowledge_option
def show(identity: str, knowledge: tuple[Path, ...]) -> None:
    """Zeigt einen Eintrag mit allem, was zu ihm gehört."""
    known = shared.known(knowledge)
    entry = known.entries.get(identity)
    if entry is None:
        close = get_close_matches(identity, known.entries, n=3)
        hint = f" Meinten Sie {' oder '.join(close)}?" if close else " Alle zeigt „lotsenbot knowledge list“."
        raise click.UsageError(f"Den Eintrag „{identity}“ gibt es nicht.{hint}")
    _show_entry(entry, known)


def _show_entry(entry: Entry, known: Knowledge) -> None:
    screen = Screen.on(sys.stdout)
    screen.say(f"{entry.title} ({entry.id})", "bold")
    subject, aspect = known.subjects[entry.about].name, known.aspects[entry.aspect].name
    until = f", zu prüfen nach: {german_date(entry.gueltig_bis)}" if entry.gueltig_bis else ""
    screen.say(f"Thema: {subject}, Aspekt: {aspect}, Inhalt von: {german_date(entry.stand)}{until}", "dim")
    screen.say(entry.question, "italic")
    screen.say(entry.answer)
    if entry.details:
        screen.say(entry.details)
    screen.listing("Quellen", (source.cited for source in known.sources(entry)))
    screen.listing("Formulierungen", (*entry.phrases, *known.phrases.get(entry.id, ())))
    screen.listing("Testfragen", known.questions.get(entry.id, ()))
    screen.listing("Verwandt", entry.related)


@click.command(cls=GermanCommand)
@shared.knowledge_option
def subjects(knowledge: tuple[Path, ...]) -> None:
    """Listet alle Themen auf, mit der Zahl ihrer Einträge: was unter „about“ stehen kann."""
    known = shared.known(knowledge)
    for subject in known.subjects.values():
        count = len(known.by_subject.get(subject.id, ()))
        click.echo(f"  {subject.id:<40}  {count:>4}  {', '.join((subject.name, *subject.names))}")


@click.command(cls=GermanCommand)
@shared.knowledge_option
def aspects(knowledge: tuple[Path, ...]) -> None:
    """Listet alle Aspekte auf, mit ihren Wörtern: was unter „aspect“ stehen kann."""
    for aspect in shared.known(knowledge).aspects.values():
        click.echo(f"  {aspect.id:<20}  {aspect.name}: {', '.join(aspect.words)}")


@click.command(cls=GermanCommand)
@click.option(
    "--out", metavar="ORDNER", type=click.Path(path_type=Path), help="Je Dateiart eine Datei hierhin schreiben."
)
def schema(out: Path | None) -> None:
    """Gibt das JSON-Schema der YAML-Dateien aus, für Editoren."""
    made = schemas()
    if out is None:
        click.echo(json.dumps(made, ensure_ascii=False, indent=2))
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in made.items():
            path = out / f"{name}.schema.json"
            path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            click.echo(str(path))
    except OSError as error:
        raise click.UsageError(f"In „{out}“ lässt sich nicht schreiben ({error.strerror}).") from error
