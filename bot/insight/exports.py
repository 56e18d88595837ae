"""The figures as files to hand on: CSV, a workbook, and one page for the next trainers' meeting."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from bot import german
from bot.cells import harmless
from bot.insight.charts import described, draw
from bot.insight.disclosure import rule
from bot.insight.figures import Figures
from bot.words import words

_TEMPLATE = Path(__file__).with_name("meeting.typ")
Cell = str | int | None
Table = tuple[str, Sequence[str], Sequence[Sequence[Cell]]]


def tables(figures: Figures) -> list[Table]:
    """Return all figures as tables: title, headings, rows."""
    said = words().figures
    entries = [[row.label, row.count, row.after_choice, row.helpful, row.unhelpful] for row in figures.entries]
    if figures.others:
        entries.append([said.other_entries, figures.others, None, None, None])
    return [
        (said.entries_sheet, said.entries_headings, entries),
        (said.outcomes_sheet, said.outcomes_headings, [[said.outcomes[one.key], one.count] for one in figures.shares]),
        (
            said.trend_sheet,
            [heading.format(unit=said.units[figures.unit]) for heading in said.trend_headings],
            [[german.day(b.begins), b.total, b.at_once, b.after_choice, b.missed] for b in figures.trend],
        ),
        (said.subjects_sheet, said.subjects_headings, [[row.label, row.count] for row in figures.subjects]),
        (said.channels_sheet, said.channels_headings, [[row.label, row.count] for row in figures.channels]),
    ]


def as_csv(figures: Figures) -> bytes:
    """Return the most asked questions as German spreadsheets read them."""
    _, headings, rows = tables(figures)[0]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(headings)
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(figures: Figures, about: str) -> bytes:
    """Return all tables as an Excel workbook, one sheet each; `about` says what was counted."""
    from openpyxl import Workbook  # noqa: PLC0415 - a service that makes no workbook does without its 15 MB
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415 - as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above

    book = Workbook()
    first = book.active
    if first is not None:
        book.remove(first)
    for title, headings, rows in tables(figures):
        sheet = book.create_sheet(title)
        sheet.append(list(headings))
        for row in rows:
            sheet.append([harmless(cell) for cell in row])
        for cell in sheet[1]:
            cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="0B5D57")
        for number, column in enumerate(zip(headings, *rows, strict=True), 1):
            widest = max(len(str(cell)) for cell in column if cell is not None)
            sheet.column_dimensions[get_column_letter(number)].width = min(80, widest + 3)
        sheet.freeze_panes = "A2"
    said = words().figures
    notes = book.create_sheet(said.notes_sheet)
    for line in (about, said.all_questions.format(count=figures.questions), said.counted, rule()):
        notes.append([harmless(line)])
    notes.column_dimensions["A"].width = 100
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_page(figures: Figures, about: str) -> bytes:
    """Return one page as accessible PDF (PDF/UA-1), with the charts and the most asked questions."""
    import typst  # noqa: PLC0415 - only who makes a PDF needs it
    from matplotlib import get_data_path  # noqa: PLC0415 - as above

    data: dict[str, object] = {
        "about": about,
        "rule": rule(),
        "day": [figures.last.year, figures.last.month, figures.last.day],
        "questions": figures.questions,
        "people": figures.people,
        "before": figures.before,
        "counted": words().figures.counted,
        "entries": [[row.label, row.count] for row in figures.entries[:10]],
        "shares": {"svg": draw("shares", figures, as_paths=True).decode(), "alt": described("shares", figures)},
        "trend": None,
    }
    if figures.shows_a_course:
        data["trend"] = {"svg": draw("trend", figures, as_paths=True).decode(), "alt": described("trend", figures)}
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    fonts = [Path(get_data_path()) / "fonts" / "ttf"]  # the same letters as in the charts, on every machine
    return bytes(typst.compile(_TEMPLATE, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], font_paths=fonts))
