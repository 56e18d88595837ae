"""Draws replies on a terminal: answer, sources, numbered choices. In a pipe the same as plain lines."""

from collections.abc import Iterable
from typing import TextIO

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from bot.talk.message import Reply
from bot.talk.plain import sources_line
from knowledge.addresses import addresses
from knowledge.markup import Line, as_lines, pieces, read
from knowledge.markup import Table as MarkedTable

WIDTH = 80
_MANY = 15
"""More choices than these stand in two columns."""
_NO_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160), 0x202E, 0x2066, 0x2067, 0x2068, 0x2069])


class Screen:
    """A console with a fixed way of showing things."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._begun = console.is_terminal

    @classmethod
    def on(cls, file: TextIO) -> "Screen":
        """Draw on `file`: at most `WIDTH` columns on a terminal, unbroken lines elsewhere."""
        console = Console(file=file, highlight=False, markup=False, emoji=False)
        console.width = min(console.width, WIDTH) if console.is_terminal else 100_000
        return cls(console)

    def show(self, reply: Reply, *, numbered: bool = True) -> None:
        """Show a reply and what can be chosen after it."""
        self.say(reply.text)
        if reply.citations:
            self.say(sources_line(reply.citations), "dim")
        if reply.to_copy:
            self.console.print()
            self.raw(reply.to_copy)
        choices = [*reply.choices, *reply.next]
        if choices:
            self.console.print()
        marked = [(f"{number}" if numbered else "–", choice.label) for number, choice in enumerate(choices, 1)]
        if self.console.is_terminal and len(marked) > _MANY:
            half = (len(marked) + 1) // 2
            side_by_side = Table.grid(_half(), _half(), padding=(0, 2), expand=True)
            side_by_side.add_row(_rows(marked[:half]), _rows(marked[half:]))
            self.console.print(side_by_side)
        elif marked:
            self.console.print(_rows(marked))

    def say(self, text: str, style: str = "") -> None:
        """Show a paragraph after an empty line."""
        if self._begun:
            self.console.print()
        self._begun = True
        shown = Text()
        for i, piece in enumerate(pieces(text)):
            if isinstance(piece, MarkedTable) and self.console.is_terminal:
                self.console.print(shown, _drawn(piece), sep="", end="")
                shown = Text()
                continue
            lines = as_lines(piece) if isinstance(piece, MarkedTable) else [piece]
            shown.append("\n" if i and shown else "").append_text(Text("\n").join(_line(line, style) for line in lines))
        self.console.print(shown, soft_wrap=not self.console.is_terminal)

    def raw(self, text: str) -> None:
        """Show text as it is, unbroken."""
        self.console.print(linked(text), soft_wrap=True)

    def listing(self, title: str, lines: Iterable[str]) -> None:
        """Show some lines under a title; nothing if there are none."""
        shown = list(lines)
        if shown:
            self.say(f"{title} ({len(shown)})", "dim")
            self.console.print(_rows([("–", line) for line in shown]))


def _half() -> Column:
    return Column(ratio=1)


def _rows(marked: Iterable[tuple[str, str]]) -> Table:
    """Lines with a mark before each; what is too long continues below its own beginning."""
    rows = Table.grid(padding=(0, 2))
    rows.add_column(min_width=3, justify="right", style="bold cyan")
    rows.add_column()
    for mark, line in marked:
        rows.add_row(mark, linked(line))
    return rows


def _line(line: Line, style: str) -> Text:
    return Text.assemble(*(linked(read(run), f"{style} bold" if run.bold else style) for run in line))


def _drawn(table: MarkedTable) -> Table:
    drawn = Table(show_header=bool(table.head), box=SIMPLE)
    for cell in table.head:
        drawn.add_column(_line(cell, ""))
    for row in table.rows:
        drawn.add_row(*(_line(cell, "") for cell in row))
    return drawn


def linked(text: str, style: str = "") -> Text:
    """Return `text` without control characters and with its addresses clickable."""
    shown = Text(text.translate(_NO_CONTROLS), style)
    for found in addresses(shown.plain):
        shown.stylize(f"underline link {found.target}", found.start, found.end)
    return shown
