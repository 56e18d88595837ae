"""`lotsenbot knowledge import` and `export`: from what people have, and into what they work with."""

import datetime
from pathlib import Path

import click

from bot import german
from bot.cli import exits, shared
from bot.cli.german import GermanCommand
from bot.errors import FileError
from knowledge.errors import KnowledgeError
from knowledge.exporting import FORMATS, collected
from knowledge.importing.layer import TO_CHECK, doubts_as_text, files_of, write
from knowledge.importing.material import ImportingError
from knowledge.importing.proposing import Proposing, UsualSource
from knowledge.importing.reading import formats, read_all
from knowledge.load import drafted
from knowledge.naming import id_for

_SHOWN = 15
"""How many doubts are shown here; all of them stand in the file."""


@click.command("import", cls=GermanCommand)
@click.argument("paths", metavar="DATEI|ORDNER…", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--out",
    metavar="ORDNER",
    required=True,
    type=click.Path(path_type=Path),
    help="Hierhin das Wissen schreiben, das daraus entsteht.",
)
@click.option(
    "--source",
    metavar="QUELLE",
    default="",
    help="Was als Quelle genannt wird, wo eine Datei keine nennt: eine Adresse, oder der Name einer Unterlage.",
)
@click.option(
    "--day",
    metavar="TAG",
    default="",
    help="Von welchem Tag die Angaben sind (Vorgabe: die letzte Änderung der Datei).",
)
@shared.knowledge_option
def import_(paths: tuple[Path, ...], out: Path, source: str, day: str, knowledge: tuple[Path, ...]) -> None:
    """Macht aus Tabellen, Seiten und Dokumenten mit Fragen und Antworten eine Wissensbasis.

    Gelesen werden Excel, CSV, Markdown, HTML (FAQ-Seiten), Word, YAML (auch von Rasa) und JSON (QnA Maker). Kennungen,
    Titel, Themen und weitere Formulierungen werden vorgeschlagen; was ein Mensch prüfen muss, steht danach in
    „pruefen.md“. An den Dateien, die gelesen werden, ändert sich nichts.

    \b
    Beispiel:
      lotsenbot knowledge import faq.xlsx --out wissen --source "Merkblatt Sperrmüll" --day 1.3.2026
      lotsenbot chat --knowledge wissen

    Rückgabewert: 0, wenn daraus eine stimmige Wissensbasis entstand, sonst 1.
    """  # noqa: D301  # click's mark for a paragraph that keeps its lines
    known = shared.known(knowledge)
    proposing: Proposing | None = None
    unread = 0
    names: set[str] = set()
    for path, material in read_all(paths):
        if isinstance(material, ImportingError):
            unread += 1
            click.echo(f"{path}: {material}", err=True)
            continue
        origin = UsualSource(source, shared.day(day) or _changed(path))
        proposing = proposing or Proposing(known)
        name = id_for(path.stem, names) or "wissen"
        names.add(name)
        before = proposing.proposal.count
        proposing.add(material, name, origin)
        click.echo(f"{path}: {german.number(proposing.proposal.count - before)} Einträge")
    if proposing is None or not proposing.proposal.count:
        click.echo(f"Es ist kein Eintrag entstanden. Gelesen werden: {formats()}.", err=True)
        raise click.exceptions.Exit(exits.FOUND)
    files = files_of(proposing.proposal)
    try:
        write({**files, TO_CHECK: doubts_as_text(proposing.proposal)}, out)
    except ImportingError as error:
        raise FileError(str(error)) from error
    doubts = proposing.proposal.doubts
    for doubt in doubts[:_SHOWN]:
        click.echo(f"  {f'{doubt.entry}: ' if doubt.entry else ''}{doubt.text}")
    if len(doubts) > _SHOWN:
        click.echo(f"  … und {len(doubts) - _SHOWN} weitere Hinweise")
    click.echo(
        f"{proposing.proposal.count} Einträge stehen in „{out}“. Bitte prüfen Sie, was in „{out / TO_CHECK}“ steht."
    )
    if not _fits(out, knowledge) or unread:
        raise click.exceptions.Exit(exits.FOUND)
    if out.resolve() not in {folder.resolve() for folder in shared.folders(knowledge)}:
        click.echo(f"So antwortet der Assistent daraus: lotsenbot chat --knowledge {out}")


def _changed(path: Path) -> str:
    return datetime.datetime.fromtimestamp(path.stat().st_mtime, german.HERE).date().isoformat()


def _fits(out: Path, knowledge: tuple[Path, ...]) -> bool:
    """Say what is wrong with the layer that was written, beside what is known already."""
    there = {folder.resolve() for folder in shared.folders(knowledge)}
    try:
        shared.known(knowledge if out.resolve() in there else (*knowledge, out))
    except KnowledgeError as error:
        click.echo("Vor dem Gebrauch ist noch etwas zu berichtigen:\n" + "\n".join(map(str, error.problems)))
        return False
    return True


@click.command(cls=GermanCommand)
@click.argument("folder", metavar="[ORDNER]", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--format", "form", type=click.Choice(list(FORMATS)), help="Die Form (Vorgabe: die Endung von --out).")
@click.option("--out", metavar="DATEI", required=True, type=click.Path(path_type=Path), help="Die Datei, die entsteht.")
@shared.knowledge_option
def export(folder: Path | None, form: str | None, out: Path, knowledge: tuple[Path, ...]) -> None:
    """Schreibt Wissen als Tabelle, Dokument oder Seite, um es anderswo zu bearbeiten.

    Ohne ORDNER alles, woraus der Assistent antwortet, sonst nur, was in ORDNER steht. „lotsenbot knowledge import“
    liest jede dieser Formen wieder ein, ohne dass etwas verloren geht.
    """
    form = form or out.suffix.removeprefix(".").lower()
    if form not in FORMATS:
        raise click.UsageError(f"Nennen Sie mit --format eine Form: {', '.join(FORMATS)}.")
    base, *overlays = shared.folders((*knowledge, folder) if folder else knowledge)
    if folder and folder.resolve() == base.resolve():
        overlays = []
    draft, problems = drafted(overlays, base)
    if problems:
        raise KnowledgeError(problems)
    layers = range(-1, 100)
    if folder:
        layers = range(len(overlays), len(overlays) + 1)
    title = (folder or base).resolve().name
    try:
        out.write_bytes(FORMATS[form](collected(draft, title, layers)))
    except OSError as error:
        raise FileError(f"„{out}“ lässt sich nicht schreiben ({error.strerror}).") from error
    click.echo(str(out))
