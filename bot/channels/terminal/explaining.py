"""Draws how a question was understood: candidates, scores, signals, thresholds."""

from dataclasses import asdict

from rich import box
from rich.console import Console
from rich.table import Table

from bot.talk.plain import reading_as_text
from bot.words import words
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
    facts.add_row(said.ours, f"{explanation.covered:.3f}")
    for name, value in asdict(explanation.limits).items() if explanation.limits else ():
        facts.add_row(said.threshold.format(name=name), f"{value:.3f}")
    console.print(facts)
    if explanation.judged:
        console.print()
        console.print(_readings(explanation))


def outcome(meaning: Meaning) -> str:
    """Return the outcome with what belongs to it."""
    match meaning:
        case NotCovered(subject, aspect):
            return f"NotCovered: {subject}" + (f" / {aspect}" if aspect else "")
        case Social(id=name) | Command(name=name):
            return f"{type(meaning).__name__}: {name}"
        case _:
            return describe(meaning)


def _readings(explanation: Explanation) -> Table:
    """One column for each reading: the signals are more than fit side by side."""
    said = words().explanation
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), show_edge=False)
    table.add_column("", no_wrap=True)
    shown = explanation.judged[:_COLUMNS]
    for judged in shown:
        table.add_column(judged.match.label, justify="right", overflow="fold", max_width=_COLUMN_WIDTH)
    table.add_row(said.reading, *(reading_as_text(judged.reading) for judged in shown))
    table.add_row(said.score, *(f"{judged.score:.3f}" for judged in shown), style="bold")
    table.add_row(said.evidence, *(f"{judged.match.evidence:.2f}" for judged in shown))
    signals = [asdict(judged.signals) for judged in shown]
    for name in dict.fromkeys(name for several in signals for name in several):
        values = (f"{several[name]:.2f}" if name in several else "–" for several in signals)
        table.add_row(said.signals.get(name, name), *values)
    table.add_row(said.phrase, *(judged.match.phrase or "–" for judged in shown))
    return table
