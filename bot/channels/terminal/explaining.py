"""Draws how a question was understood: candidates, scores, signals, thresholds."""

from dataclasses import asdict

from rich import box
from rich.console import Console
from rich.table import Table

from bot.talk.plain import reading_as_text
from intents.meaning import Command, Explanation, Meaning, NotCovered, Social
from intents.selftest import describe

_COLUMNS = 4
_COLUMN_WIDTH = 14
_PHRASE = "nächste Phrase"
_NAMES = {
    "margin": "Vorsprung",
    "against": "gegen keins",
    "similarity": "Ähnlichkeit",
    "coverage": "bekannt hier",
    "unknown": "unbekannt",
    "evidence": "Indizien / 10",
    "length": "Wörter (log)",
    "telling": "sinntragend",
    "few": "höchstens 3",
    "subject": "Thema",
    "aspect": "Aspekt",
    "gap": "Lücke",
    "foreign": "woanders bekannt",
    "strange": "hier fremd",
    "asking": "Fragewort",
    "sibling": "gleiches Thema",
    "lead": "vor allen",
    "completed": "ergänzt ähnlich",
    "carried": "Aspekt von eben",
    "just_that": "genau das",
    "distance": "Abstand",
    "age": "Alter",
    "points": "weist zurück",
    "bare": "nur Namen",
    "told": "eben gesagt",
    "offered": "angeboten",
    "corrects": "berichtigt",
    "talk": "Plauderei",
    "alone": "für sich",
    "rival": "andere für sich",
    "covered": "unser Gebiet",
}


def show(console: Console, explanation: Explanation) -> None:
    """Show an explanation as a few facts and a table."""
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim")
    facts.add_column(overflow="fold")
    facts.add_row("Ergebnis", outcome(explanation.meaning))
    facts.add_row("Gelesen als", " ".join(explanation.read_as) or "–")
    facts.add_row("Erkannt", ", ".join(explanation.concepts) or "–")
    facts.add_row("Unser Gebiet", f"{explanation.covered:.3f}")
    for name, value in asdict(explanation.limits).items() if explanation.limits else ():
        facts.add_row(f"Schwelle {name}", f"{value:.3f}")
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
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), show_edge=False)
    table.add_column("", no_wrap=True)
    shown = explanation.judged[:_COLUMNS]
    for judged in shown:
        table.add_column(judged.match.label, justify="right", overflow="fold", max_width=_COLUMN_WIDTH)
    table.add_row("Lesart", *(reading_as_text(judged.reading) for judged in shown))
    table.add_row("Treffsicherheit", *(f"{judged.score:.3f}" for judged in shown), style="bold")
    table.add_row("Indizien", *(f"{judged.match.evidence:.2f}" for judged in shown))
    signals = [asdict(judged.signals) for judged in shown]
    for name in dict.fromkeys(name for several in signals for name in several):
        values = (f"{several[name]:.2f}" if name in several else "–" for several in signals)
        table.add_row(_NAMES.get(name, name), *values)
    table.add_row(_PHRASE, *(judged.match.phrase or "–" for judged in shown))
    return table
