"""`lotsenbot knowledge check` and `test`: whether the files are right, and whether they are understood."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from bot import german, jsonlines
from bot.cli import exits, shared
from bot.cli.german import GermanCommand
from bot.cli.knowledge import owning
from bot.clock import utc_now
from bot.insight.ageing import aged
from intents import ownentries
from intents.selftest import LEAST_FOUND, Failure, Played, Report, describe, run
from knowledge.errors import KnowledgeError
from knowledge.fields import german_date
from knowledge.files import strays
from knowledge.load import SHIPPED, drafted, load
from knowledge.model import Knowledge
from knowledge.overriding import weakened

_SHOWN = 20
"""How many failures of each sort are listed unless all are asked for."""


@click.command(cls=GermanCommand)
@click.argument("folder", metavar="[ORDNER]", required=False, type=click.Path(path_type=Path))
@shared.knowledge_option
def check(folder: Path | None, knowledge: tuple[Path, ...]) -> None:
    """Prüft alle Dateien und nennt jeden Fehler mit Datei und Zeile.

    Ein ORDNER wird über das mitgelieferte Wissen gelegt und mit ihm zusammen geprüft. Enthält er selbst eine
    service.yaml, so gilt er als vollständige Wissensbasis und wird für sich geprüft.

    Rückgabewert: 0, wenn alles stimmt, sonst 1.
    """
    try:
        if folder and _is_whole(folder):
            known = load((), folder)
        else:
            known = shared.known((*knowledge, folder) if folder else knowledge)
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
    for remark in _remarks(known, folder, knowledge):
        click.echo(f"Hinweis: {remark}")


def _remarks(known: Knowledge, folder: Path | None, knowledge: tuple[Path, ...]) -> Iterator[str]:
    """Yield what is no mistake, but should be known: what is past its time, derived, weakened or not read."""
    for one in aged(known, {}, utc_now().date()):
        if one.expired:
            yield f"„{one.entry.id}“ galt bis {german_date(one.entry.gueltig_bis or '')} und sollte geprüft werden."
    whole = folder and _is_whole(folder)
    base, *overlays = [folder] if folder and whole else shared.folders((*knowledge, folder) if folder else knowledge)
    draft, _ = drafted(overlays, base)
    if draft.derived:
        yield f"{len(draft.derived)} Einträge lassen etwas aus, was sich ergibt: „lotsenbot knowledge complete“."
    yield from (f"{told.path}:{told.line}: {told.problem}." for told in weakened(draft))
    for layer in (one for one in (base, *overlays) if one != SHIPPED):
        yield from (f"{path} wird nicht gelesen." for path in strays(layer))


def _is_whole(folder: Path) -> bool:
    return (folder / "service.yaml").is_file()


@click.command(cls=GermanCommand)
@click.option("--json", "as_json", is_flag=True, help="Die Zahlen und alle Fehler als ein JSON-Objekt ausgeben.")
@click.option("--all", "show_all", is_flag=True, help=f"Alle Fehler zeigen, nicht nur die ersten {_SHOWN} jeder Art.")
@click.option(
    "--entry", "entries", metavar="KENNUNG", multiple=True, help="Nur diesen Eintrag prüfen (mehrfach möglich)."
)
@click.option("--own", is_flag=True, help="Nur die eigenen Einträge prüfen.")
@shared.knowledge_option
def test(as_json: bool, show_all: bool, entries: tuple[str, ...], own: bool, knowledge: tuple[Path, ...]) -> None:  # noqa: FBT001 - flags of the command line
    """Prüft, ob die Wissensbasis sich selbst versteht.

    Zuerst die eigenen Einträge, also alle, die nicht mitgeliefert sind: Frage, Titel und Formulierungen werden
    getippt, wie sie da stehen und mit Fehlern, und die Testfragen dazu. Fragen fremder Einträge, die jetzt eigene
    beantworten, stehen gesondert da; was daran besser ist, entscheiden Sie.

    Für alles zusammen wird verlangt: Abwandlungen jeder Formulierung (Umlaute, ein Tippfehler, getrennt und zusammen,
    groß und klein) finden in mindestens 97 % der Fälle ihren eigenen Eintrag; keine Testfrage wird von einem fremden
    Eintrag beantwortet; keine Frage, zu der nichts bekannt ist, wird beantwortet.

    Rückgabewert: 0, wenn alles erfüllt ist, sonst 1.
    """
    assistant = shared.assistant(knowledge)
    known, understanding = assistant.knowledge, assistant.understanding
    named = entries or _own(known)
    if unknown := [entry for entry in entries if entry not in known.entries]:
        raise click.UsageError(f"Den Eintrag „{unknown[0]}“ gibt es nicht. Alle zeigt „lotsenbot knowledge list“.")
    fares = [ownentries.fares(entry, known, understanding) for entry in named]
    theirs = list(ownentries.taken(named, known, understanding)) if named else []
    report = None if entries or own else _without(run(known, understanding), theirs)
    if as_json:
        told = owning.as_data(fares, theirs)
        click.echo(jsonlines.as_json({**told, **(_figures(report) if report else {})}, indent=2))
    else:
        if fares:
            owning.show(fares, theirs, everything=show_all)
        if report:
            _show_report(report, None if show_all else _SHOWN)
    if not all(one.passed for one in fares) or (report and not report.passed):
        raise click.exceptions.Exit(exits.FOUND)


def _own(known: Knowledge) -> list[str]:
    """Return the entries that somebody wrote who can change them: all but those that are shipped."""
    if shared.folders(())[0] == SHIPPED:
        return ownentries.own_entries(known)
    return list(known.entries)


def _without(report: Report, theirs: list[ownentries.Taken]) -> Report:
    """Leave out of a report what an own entry takes from another: that is for the trainer to decide."""
    taken = {one.question for one in theirs}
    report.foreign = [failure for failure in report.foreign if failure.text not in taken]
    report.invented = [failure for failure in report.invented if failure.text not in taken]
    return report


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


def _claim(claim: str, holds: bool, failures: list[Failure], most: int | None) -> None:  # noqa: FBT001 - its name says what it is
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
