"""`lotsenbot knowledge`: looks into the knowledge base and checks it."""

import json
import sys
from dataclasses import asdict, replace
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from bot import german, jsonlines
from bot.channels.terminal.screen import Screen
from bot.cli import exits, shared
from bot.cli.german import GermanCommand, GermanGroup
from bot.clock import utc_now
from bot.insight.ageing import aged
from intents.selftest import LEAST_FOUND, Failure, Played, Report, describe, run
from knowledge.errors import KnowledgeError
from knowledge.folding import fold
from knowledge.load import load
from knowledge.model import Entry, Knowledge, german_date
from knowledge.schema import schemas

_SHOWN = 20
"""How many failures of each sort are listed unless all are asked for."""


@click.group(cls=GermanGroup)
def knowledge() -> None:
    """Zeigt und prüft die Wissensbasis."""


@knowledge.command(cls=GermanCommand)
@click.argument("folder", metavar="[ORDNER]", required=False, type=click.Path(path_type=Path))
@shared.knowledge_option
def check(folder: Path | None, knowledge: tuple[Path, ...]) -> None:
    """Prüft alle Dateien und nennt jeden Fehler mit Datei und Zeile.

    Ein ORDNER wird über das mitgelieferte Wissen gelegt und mit ihm zusammen geprüft. Enthält er selbst eine
    wording.yaml, so gilt er als vollständige Wissensbasis und wird für sich geprüft.

    Rückgabewert: 0, wenn alles stimmt, sonst 1.
    """
    folders = shared.overlays((*knowledge, folder) if folder and not _is_whole(folder) else knowledge)
    try:
        known = load(folders, folder) if folder and _is_whole(folder) else load(folders)
    except KnowledgeError as error:
        click.echo("\n".join(map(str, error.problems)))
        count = len(error.problems)
        click.echo("\nEin Fehler gefunden." if count == 1 else f"\n{count} Fehler gefunden.")
        raise click.exceptions.Exit(exits.FOUND) from None
    phrases = sum(len(known.phrases.get(entry.id, ())) + len(entry.phrases) for entry in known.entries.values())
    questions = len(known.not_covered) + sum(map(len, known.questions.values()))
    click.echo(
        f"Alles in Ordnung: {len(known.entries)} Einträge, {phrases} Formulierungen, {questions} Testfragen, "
        f"{len(known.passages)} Fundstellen; Version {known.version}."
    )
    for one in aged(known, (), utc_now().date()):
        if one.expired:
            until = german_date(one.entry.gueltig_bis or "")
            click.echo(f"Hinweis: „{one.entry.id}“ galt bis {until} und sollte geprüft werden.")


def _is_whole(folder: Path) -> bool:
    return (folder / "wording.yaml").is_file()


@knowledge.command("list", cls=GermanCommand)
@click.option("-s", "--topic", "text", metavar="TEXT", default="", help="Nur Einträge, in denen TEXT vorkommt.")
@shared.knowledge_option
def list_entries(text: str, knowledge: tuple[Path, ...]) -> None:
    """Listet alle Einträge auf, nach Themen geordnet."""
    known = load(shared.overlays(knowledge))
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


@knowledge.command(cls=GermanCommand)
@click.argument("identity", metavar="KENNUNG")
@shared.knowledge_option
def show(identity: str, knowledge: tuple[Path, ...]) -> None:
    """Zeigt einen Eintrag mit allem, was zu ihm gehört."""
    known = load(shared.overlays(knowledge))
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


@knowledge.command(cls=GermanCommand)
@click.option("--json", "as_json", is_flag=True, help="Die Zahlen und alle Fehler als ein JSON-Objekt ausgeben.")
@click.option("--all", "show_all", is_flag=True, help=f"Alle Fehler zeigen, nicht nur die ersten {_SHOWN} jeder Art.")
@shared.knowledge_option
def test(as_json: bool, show_all: bool, knowledge: tuple[Path, ...]) -> None:  # noqa: FBT001
    """Prüft, ob die Wissensbasis sich selbst versteht.

    Verlangt wird: Abwandlungen jeder Formulierung (Umlaute, ein Tippfehler, getrennt und zusammen, groß und klein)
    finden in mindestens 97 % der Fälle ihren eigenen Eintrag; keine Testfrage wird von einem fremden Eintrag
    beantwortet; keine Frage, zu der nichts bekannt ist, wird beantwortet.

    Außerdem werden die Fragen nach ihrer Art gestellt und alle Dialoge gespielt; wie viele Antworten stimmen, wird
    genannt, aber nicht verlangt.

    Rückgabewert: 0, wenn alles erfüllt ist, sonst 1.
    """
    assistant = shared.assistant(knowledge)
    report = run(assistant.knowledge, assistant.understanding)
    if as_json:
        click.echo(jsonlines.as_json(_figures(report), indent=2))
    else:
        _show_report(report, None if show_all else _SHOWN)
    if not report.passed:
        raise click.exceptions.Exit(exits.FOUND)


def _figures(report: Report) -> dict[str, Any]:
    kinds = {
        kind.value: {"tried": tried, "found": report.found[kind], "offered": report.offered[kind]}
        for kind, tried in report.tried.items()
    }
    played = [{"dialogue": p.dialogue, "kind": p.kind, "said": p.said[-1], "right": p.right} for p in report.played]
    counts = asdict(replace(report, played=[]))
    return {"passed": report.passed, "share_found": report.share_found, **counts, "tried": kinds, "played": played} | {
        "found": report.found.total(),
        "offered": report.offered.total(),
    }


def _show_report(report: Report, most: int | None) -> None:
    tried, answered, offered = (counts.total() for counts in (report.tried, report.found, report.offered))
    click.echo(f"Abwandlungen: {tried}, davon beantwortet {answered}, in der Rückfrage angeboten {offered}")
    for kind, count in report.tried.most_common():
        found = report.found[kind] + report.offered[kind]
        click.echo(f"  {kind.value:<28}{count:>7}  {_percent(found / count)} gefunden")
    click.echo(f"  {'zusammen':<28}{tried:>7}  {_percent(report.share_found)} gefunden")
    own, foreign = report.answered, len(report.foreign)
    click.echo(f"Testfragen: {report.questions}, vom eigenen Eintrag beantwortet {own}, von einem fremden {foreign}")
    click.echo(f"Fragen ohne Antwort: {report.not_covered}, dennoch beantwortet {len(report.invented)}")
    _show_played("Fragen nach ihrer Art", [one for one in report.played if not one.dialogue], most)
    _show_played("Dialoge", [one for one in report.played if one.dialogue], most)
    enough = report.share_found >= LEAST_FOUND
    _claim(f"Mindestens {_percent(LEAST_FOUND)} der Abwandlungen finden ihren Eintrag.", enough, report.lost, most)
    _claim("Kein Eintrag beantwortet die Testfrage eines anderen.", not report.foreign, report.foreign, most)
    _claim("Nichts wird beantwortet, was nicht in der Wissensbasis steht.", not report.invented, report.invented, most)


def _show_played(title: str, played: list[Played], most: int | None) -> None:
    """Show how many replies were right, by the kind of message; all that were not, if everything is asked for."""
    if not played:
        return
    right = sum(one.right for one in played)
    click.echo(f"{title}: {len(played)} Nachrichten, richtig {right} ({_percent(right / len(played))})")
    for kind, several in groupby(sorted(played, key=lambda one: one.kind), key=lambda one: one.kind):
        verdicts = [one.right for one in several]
        click.echo(f"  {kind:<28}{len(verdicts):>7}  {_percent(sum(verdicts) / len(verdicts))} richtig")
    dialogues: dict[str, bool] = {}
    for one in played:
        dialogues[one.dialogue] = dialogues.get(one.dialogue, True) and one.right
    if "" not in dialogues:
        click.echo(f"  {'von Anfang bis Ende richtig':<28}{sum(dialogues.values()):>7}  von {len(dialogues)}")
    for one in played if most is None else []:
        if not one.right:
            click.echo(f"  falsch: {one.dialogue} „{one.said[-1]}“: {describe(one.meaning)}")


def _claim(claim: str, holds: bool, failures: list[Failure], most: int | None) -> None:  # noqa: FBT001
    click.echo()
    click.echo(click.style("erfüllt  " if holds else "VERLETZT ", fg="green" if holds else "red") + claim)
    if holds and most is not None:
        return
    for failure in failures[:most]:
        expected = f" statt {failure.expected}" if failure.expected else ""
        click.echo(f"  „{failure.text}“: {failure.got}{expected}")
    if most is not None and len(failures) > most:
        click.echo(f"  … und {len(failures) - most} weitere (--all zeigt sie)")


def _percent(share: float) -> str:
    return german.percent(share)


@knowledge.command(cls=GermanCommand)
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
