"""What `lotsenbot knowledge test` says of the trainer's own entries."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Column, Table

from intents.ownentries import OwnEntry, Taken, TrialResult

_SHOWN = 5
"""How many failures of one entry are listed unless all are asked for."""


def as_data(fares: Iterable[OwnEntry], taken: Iterable[Taken]) -> dict[str, Any]:
    """Return the report for programs."""
    entries = [{**asdict(one), "passed": one.passed} for one in fares]
    return {"entries": entries, "taken": [asdict(one) for one in taken]}


def show(fares: list[OwnEntry], taken: list[Taken], *, everything: bool) -> None:
    """Show the report as a table, and below it what went wrong."""
    heads = ("gefunden", "mit Fehlern getippt", "Wege", "ratsam")
    table = Table(Column("Eintrag", no_wrap=True), *heads, box=SIMPLE)
    for one in fares:
        exact, slipped = (
            f"{one.count(slipped=s, result=TrialResult.FOUND)} von {one.count(slipped=s)}" for s in (False, True)
        )
        table.add_row(one.entry, exact, slipped, str(one.phrases), f"+{one.advisable}" if one.advisable else "–")
    Console(highlight=False, width=None).print(table)
    for one in fares:
        _show_entry(one, everything=everything)
    if taken:
        click.echo("Testfragen anderer Einträge, die jetzt Ihre Einträge beantworten:")
        for question in taken:
            instead = f" statt {' / '.join(question.expected)}" if question.expected else " (bisher ohne Antwort)"
            click.echo(f"  „{question.question}“: {question.got}{instead}")
        click.echo("  Ist die neue Antwort die bessere, nennen Sie die Frage unter „accepts“ in questions/.")


def _show_entry(one: OwnEntry, *, everything: bool) -> None:
    if not one.failures and not one.advisable and not one.same_words:
        return
    click.echo(f"{one.entry}:")
    for trial in one.failures if everything else one.failures[:_SHOWN]:
        because = f", wegen „{trial.because}“" if trial.because else ""
        click.echo(f"  {trial.written} „{trial.text}“: {trial.result} ({trial.got}{because})")
    if not everything and len(one.failures) > _SHOWN:
        click.echo(f"  … und {len(one.failures) - _SHOWN} weitere (--all zeigt sie)")
    if one.advisable:
        click.echo(f"  Ratsam: {one.advisable} weitere Formulierungen mit anderen Worten.")
    if one.same_words:
        click.echo("  Die Formulierungen bestehen fast nur aus denselben Worten; andere Worte helfen mehr.")
