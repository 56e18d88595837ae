"""`lotsenbot report`: what trainers and Lotsen learn from all conversations, without persons."""

import asyncio
import csv
import datetime
import sys
from pathlib import Path

import click
from rich.table import Table

from bot.channels.terminal.screen import Screen
from bot.cli import shared
from bot.cli.german import GermanCommand, GermanGroup
from bot.config import load_settings
from bot.errors import FileError
from bot.german import HERE
from bot.insight import exports
from bot.insight.counting import Wanted, counted, described
from bot.insight.figures import Figures
from bot.insight.readiness import FEWEST, Readiness, readiness
from bot.service.channels import labels
from bot.service.storage import open_store
from bot.store.records import InterviewOutcome
from knowledge.model import Knowledge

_KINDS = ("hält auf", "fehlt", "ungeklärt")


@click.group(cls=GermanGroup)
def report() -> None:
    """Wertet Gespräche aus, ohne Personen."""


@report.command("readiness", cls=GermanCommand)
@click.option("--csv", "table", metavar="DATEI", type=click.Path(path_type=Path), help="Als CSV-Datei schreiben.")
@click.option("--chart", metavar="DATEI", type=click.Path(path_type=Path), help="Als Diagramm schreiben (.svg, .png).")
@shared.knowledge_option
def readiness_(table: Path | None, chart: Path | None, knowledge: tuple[Path, ...]) -> None:
    """Zeigt, was Verwaltungen vor der Bestellung am häufigsten fehlt.

    Gezählt werden abgeschlossene Interviews, je Person das letzte, und erst ab fünf davon: So lässt sich keine
    Verwaltung erkennen.
    """
    definitions = shared.known(knowledge).interviews.values()
    outcomes = asyncio.run(_outcomes())
    screen = Screen.on(sys.stdout)
    for found in (readiness(definition, outcomes) for definition in definitions):
        if not found.enough:
            screen.say(
                f"{found.title}: Es gibt erst {found.interviews} abgeschlossene Interviews. Gezeigt wird ab {FEWEST}, "
                "damit sich keine Verwaltung erkennen lässt."
            )
            continue
        screen.say(f"{found.title}: {found.interviews} abgeschlossene Interviews")
        screen.console.print(_table(found))
        try:
            if table is not None:
                _write_csv(found, table)
            if chart is not None:
                _draw(found, chart)
        except (OSError, ValueError) as error:  # ValueError: a format that can't be drawn
            raise FileError(
                "Die Datei lässt sich nicht schreiben. Bitte prüfen Sie Ordner, Rechte und Endung."
            ) from error


async def _outcomes() -> list[InterviewOutcome]:
    async with open_store(load_settings()) as store:
        return await store.usage.of_interviews()


def _table(found: Readiness) -> Table:
    table = Table(box=None, padding=(0, 2))
    table.add_column("Was offen war")
    for kind in (*_KINDS, "zusammen"):
        table.add_column(kind, justify="right")
    for gap in found.gaps:
        table.add_row(gap.title, *map(str, (gap.blocking, gap.missing, gap.unknown, gap.total)))
    return table


def _write_csv(found: Readiness, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Schritt", "Was offen war", *_KINDS, "zusammen", "Interviews"])
        for gap in found.gaps:
            writer.writerow([gap.step, gap.title, gap.blocking, gap.missing, gap.unknown, gap.total, found.interviews])


def _draw(found: Readiness, path: Path) -> None:
    """Draw stacked bars with their numbers; the hatches tell the kinds apart without colours."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - it takes a second to load
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - as above

    figure = Figure(figsize=(9, 1.6 + 0.38 * len(found.gaps)), layout="constrained")
    axes = figure.subplots()
    titles = [gap.title for gap in found.gaps][::-1]
    left = [0] * len(titles)
    styles = (("#a8321f", ""), ("#d98324", "///"), ("#8a94a3", "..."))
    values = zip(*((gap.blocking, gap.missing, gap.unknown) for gap in found.gaps[::-1]), strict=True)
    for kind, counts, (colour, hatch) in zip(_KINDS, values, styles, strict=True):
        bars = axes.barh(titles, counts, left=left, color=colour, hatch=hatch, edgecolor="white", label=kind)
        labels = [str(count) if count else "" for count in counts]
        axes.bar_label(bars, labels, label_type="center", bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})
        left = [a + b for a, b in zip(left, counts, strict=True)]
    axes.set_title(f"Was am häufigsten fehlt ({found.interviews} Interviews)", loc="left")
    axes.set_xlabel("Anzahl der Interviews")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="lower right", frameon=False)
    figure.savefig(path, metadata={"Title": found.title} if path.suffix == ".svg" else None)


@report.command("questions", cls=GermanCommand)
@click.option("--since", "first", metavar="TAG", type=click.DateTime(["%Y-%m-%d"]), help="Ab diesem Tag (2026-01-15).")
@click.option("--until", "last", metavar="TAG", type=click.DateTime(["%Y-%m-%d"]), help="Bis zu diesem Tag.")
@click.option("--csv", "table", metavar="DATEI", type=click.Path(path_type=Path), help="Als CSV-Datei schreiben.")
@click.option("--xlsx", "book", metavar="DATEI", type=click.Path(path_type=Path), help="Als Excel-Datei schreiben.")
@click.option("--pdf", "page", metavar="DATEI", type=click.Path(path_type=Path), help="Als eine Seite PDF schreiben.")
@shared.knowledge_option
def questions(
    first: datetime.datetime | None, last: datetime.datetime | None, knowledge: tuple[Path, ...], **files: Path | None
) -> None:
    """Zeigt, was am häufigsten gefragt wurde; ohne Angabe in den letzten 30 Tagen.

    Was weniger als drei Fragen oder Personen betrifft, wird nicht gezeigt.
    """
    known = shared.known(knowledge)
    ends = last.date() if last else datetime.datetime.now(HERE).date()
    wanted = Wanted(first.date() if first else ends - datetime.timedelta(days=29), ends)
    if wanted.days < 1:
        raise click.UsageError("Der erste Tag liegt nach dem letzten.")
    found = asyncio.run(_count(wanted, known))
    screen, about = Screen.on(sys.stdout), described(wanted, known, labels())
    if not found.enough:
        screen.say(f"{about}: Es gibt noch nicht genug Fragen, um etwas zu zeigen.")
        return
    screen.say(f"{about}: {found.questions} Fragen von {found.people} Personen")
    for title, headings, rows in exports.tables(found)[:2]:
        shown = Table(box=None, padding=(0, 2), title=title, title_justify="left")
        for number, heading in enumerate(headings):
            shown.add_column(heading, justify="right" if number else "left")
        for row in rows:
            shown.add_row(*("–" if cell is None else str(cell) for cell in row))
        screen.console.print(shown)
    for name, make in (("table", _csv_file), ("book", exports.as_workbook), ("page", exports.as_page)):
        if path := files[name]:
            try:
                path.write_bytes(make(found, about))
            except OSError as error:
                raise FileError("Die Datei lässt sich nicht schreiben. Bitte prüfen Sie Ordner und Rechte.") from error


def _csv_file(found: Figures, _: str) -> bytes:
    return exports.as_csv(found)


async def _count(wanted: Wanted, knowledge: Knowledge) -> Figures:
    async with open_store(load_settings()) as store:
        return await counted(wanted, store, knowledge, labels())
