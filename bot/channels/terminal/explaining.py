"""Draws how a question was understood: candidates, scores, signals, thresholds."""

from dataclasses import asdict, fields

from rich import box
from rich.console import Console
from rich.table import Table

from bot.words import words
from intents.confidence import Signals
from intents.meaning import Command, Explanation, Meaning, NotCovered, Social
from intents.selftest import describe

_COLUMNS = 4
_COLUMN_WIDTH = 14


def show(console: Console, explanation: Explanation) -> None:
    """Show an explanation as a few facts and a table."""
    said = words().explanation
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim")
    facts.add_column(overflow="fold")
    facts.add_row(said.outcome, outcome(explanation.meaning))
    facts.add_row(said.read_as, " ".join(explanation.read_as) or "–")
    facts.add_row(said.recognised, ", ".join(explanation.concepts) or "–")
    facts.add_row(said.followed_up, said.is_so if explanation.followed_up else said.is_not_so)
    facts.add_row(said.ours, f"{explanation.covered:.3f}")
    for name, value in explanation.thresholds.items():
        facts.add_row(said.threshold.format(name=name), f"{value:.3f}")
    console.print(facts)
    if explanation.candidates:
        console.print()
        console.print(_candidates(explanation))


def outcome(meaning: Meaning) -> str:
    """Return the outcome with what belongs to it."""
    match meaning:
        case NotCovered(subject, aspect):
            return f"NotCovered: {subject}" + (f" / {aspect}" if aspect else "")
        case Social(id=name) | Command(name=name):
            return f"{type(meaning).__name__}: {name}"
        case _:
            return describe(meaning)


def _candidates(explanation: Explanation) -> Table:
    """One column for each candidate: the signals are more than fit side by side."""
    said = words().explanation
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), show_edge=False)
    table.add_column("", no_wrap=True)
    shown = explanation.candidates[:_COLUMNS]
    for match, _, _ in shown:
        table.add_column(match.label, justify="right", overflow="fold", max_width=_COLUMN_WIDTH)
    table.add_row(said.score, *(f"{score:.3f}" for _, _, score in shown), style="bold")
    table.add_row(said.evidence, *(f"{match.evidence:.2f}" for match, _, _ in shown))
    for field in fields(Signals):
        values = (asdict(signals)[field.name] for _, signals, _ in shown)
        table.add_row(said.signals.get(field.name, field.name), *(f"{value:.2f}" for value in values))
    table.add_row(said.phrase, *(match.phrase or "–" for match, _, _ in shown))
    return table
