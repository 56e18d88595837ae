"""`lotsenbot knowledge new` and `complete`: a base to begin with, and what can be left out while writing it."""

from pathlib import Path

import click
from pydantic import ValidationError

from bot import german
from bot.cli import exits, shared
from bot.cli.german import GermanCommand
from bot.clock import utc_now
from bot.errors import FileError
from knowledge.completing import by_file, completed
from knowledge.errors import KnowledgeError
from knowledge.importing.layer import write
from knowledge.importing.material import ImportingError
from knowledge.load import drafted, load
from knowledge.newbase import Beginning, files_of
from knowledge.service import ServiceProfile

_PROMPTS = {
    "name": "Wie heißt der Assistent?",
    "topic": "Wozu antwortet er? Ergänzen Sie den Satz: „Ich beantworte Fragen …“",
    "team": "Wer antwortet, wenn er nicht weiterweiß? Ergänzen Sie: „Das Team …“",
    "contact": "Wie ist das Team zu erreichen (E-Mail, Telefon oder Adresse im Web)?",
    "region": "Für welchen Ort oder welche Region? (Eingabetaste: keine Angabe)",
}
_EXAMPLES = {
    "name": "Bibliotheksassistent",
    "topic": "rund um die Stadtbibliothek Musterstadt",
    "team": "der Stadtbibliothek Musterstadt",
    "contact": "auskunft@bibliothek.example",
}


@click.command(cls=GermanCommand)
@click.argument("folder", metavar="ORDNER", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", metavar="NAME", help="Wie der Assistent heißt.")
@click.option("--topic", metavar="THEMA", help='Wozu er antwortet: "rund um die Stadtbibliothek".')
@click.option("--team", metavar="TEAM", help='Wer antwortet, wenn er nicht weiterweiß: "der Stadtbibliothek".')
@click.option("--contact", metavar="KONTAKT", help="Wie das Team zu erreichen ist.")
@click.option("--region", metavar="ORT", help="Für welchen Ort oder welche Region.")
def new(folder: Path, **told: str | None) -> None:
    """Legt eine Wissensbasis an, aus der ein Assistent sofort antwortet.

    Was nicht angegeben ist, wird erfragt. Der ORDNER enthält danach fünf Beispiele und eine README, die sagt, wie es
    weitergeht. Begrüßung, Dank, allgemeine Wörter und alle Sätze bringt das Deutsche mit.

    \b
    Beispiel:
      lotsenbot knowledge new wissen
      lotsenbot --base wissen run
    """  # noqa: D301  # click's mark for a paragraph that keeps its lines
    said = {key: _asked(key, told[key], alone=all(told[k] for k in _EXAMPLES)) for key in _PROMPTS}
    team = said["team"] if said["team"].casefold().startswith("team") else f"Team {said['team']}"
    try:
        service = ServiceProfile.model_validate({**said, "team": team, "region": said["region"] or None})
    except ValidationError as error:
        key = str(error.errors()[0]["loc"][0])
        raise click.UsageError(f"„{said[key]}“ passt nicht als „{key}“: {_reason(error)}") from None
    day = utc_now().astimezone(german.HERE).date().isoformat()
    try:
        write(files_of(Beginning(service, str(folder), day)), folder)
    except ImportingError as error:
        raise FileError(str(error)) from error
    entries = len(load((), folder).entries)
    click.echo(f"Die Wissensbasis steht in „{folder}“, mit {entries} Beispielen. So startet der Assistent:")
    click.echo(f"\n  lotsenbot --base {folder} run\n\nWie es weitergeht, steht in „{folder / 'README.md'}“.")


def _asked(key: str, told: str | None, *, alone: bool) -> str:
    """Return what was told, or what somebody answers; what may be left out is not asked of a program."""
    if told is not None:
        return told
    if key not in _EXAMPLES:
        return "" if alone else str(click.prompt(_PROMPTS[key], default="", show_default=False))
    return str(click.prompt(f"{_PROMPTS[key]}\n  zum Beispiel: {_EXAMPLES[key]}\n"))


def _reason(error: ValidationError) -> str:
    return error.errors()[0]["msg"].removeprefix("Value error, ")


@click.command(cls=GermanCommand)
@click.option("--dry-run", is_flag=True, help="Nur zeigen, was ergänzt würde.")
@shared.knowledge_option
def complete(dry_run: bool, knowledge: tuple[Path, ...]) -> None:  # noqa: FBT001 - a flag of the command line
    """Schreibt in die Dateien, was sich für Einträge ergibt, die es auslassen.

    Ergänzt werden Kennung, Titel, Thema, Aspekt und Stand. Eine Kennung, die nur abgeleitet ist, änderte sich mit der
    Frage; geschrieben bleibt sie. Kommentare und alles andere in den Dateien bleiben, wie sie sind.

    Rückgabewert: 0, auch wenn es nichts zu ergänzen gab; 1, wenn etwas von Hand zu ergänzen ist.
    """
    base, *overlays = shared.folders(knowledge)
    draft, problems = drafted(overlays, base)
    for path, derived in by_file(draft.derived).items():
        for line, more in derived:
            click.echo(f"{path}:{line}: {', '.join(f'{key}: {value}' for key, value in more.items())}")
        if not dry_run:
            _write(path, completed(path.read_text("utf-8-sig"), derived))
    if not draft.derived:
        click.echo("Es war nichts zu ergänzen.")
    if problems:
        click.echo("\n".join(map(str, KnowledgeError(problems).problems)))
        raise click.exceptions.Exit(exits.FOUND)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileError(f"„{path}“ lässt sich nicht schreiben ({error.strerror}).") from error
