"""`lotsenbot calibrate`: fits how sure the understanding is, on the test questions and dialogues of the knowledge."""

import json
from pathlib import Path

import click

from bot import german
from bot.cli import shared
from bot.cli.german import GermanCommand
from intents.calibrate import Calibration, Fared, as_json, calibrate
from intents.confidence import CALIBRATED


@click.command("calibrate", cls=GermanCommand)
@click.option(
    "--out",
    metavar="DATEI",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path(str(CALIBRATED)),
    help="Wohin die Gewichte geschrieben werden; ohne Angabe dorthin, wo der Assistent sie liest.",
)
@shared.knowledge_option
def command(out: Path, knowledge: tuple[Path, ...]) -> None:
    """Passt an, ab wann der Assistent antwortet, nachfragt oder ablehnt.

    Grundlage sind die Testfragen und Dialoge der Wissensbasis. Die Zahlen sind über Kreuz geprüft: Jede Frage wird mit
    Gewichten beurteilt, die ohne die Fragen zu denselben Einträgen bestimmt wurden. Dasselbe Wissen ergibt immer
    dieselben Gewichte. Sie gelten ab dem nächsten Start.
    """
    assistant = shared.assistant(knowledge)
    found = calibrate(assistant.knowledge, assistant.understanding)
    try:
        out.write_text(json.dumps(as_json(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"„{out}“ lässt sich nicht schreiben ({error.strerror}).") from error
    _show(found)


def _show(found: Calibration) -> None:
    click.echo(f"{'Art der Frage':<26}{'Fragen':>8}{'richtig':>10}{'gefragt':>10}{'falsch':>9}{'abgelehnt':>11}")
    for manner, figures in found.by_manner.items():
        click.echo(_row("zusammen" if manner == "all" else manner, figures))


def _row(name: str, figures: Fared) -> str:
    right = german.percent(figures.right / max(1, figures.tried))
    return f"{name:<26}{figures.tried:>8}{right:>10}{figures.asked:>10}{figures.wrong:>9}{figures.refused:>11}"
