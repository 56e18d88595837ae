"""Files of the figures: they open again, hold what was counted, and cannot be taken for formulas."""

import csv
import datetime
import io

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from bot.insight import charts, exports
from bot.insight.disclosure import rule
from bot.insight.figures import Bucket, Figures, Ranked, Share
from bot.words import words

DAY = datetime.date(2026, 1, 15)


def figures_with(labels, days=30, count=123_456):
    trend = tuple(Bucket(DAY + datetime.timedelta(days=n), count, 5, None if n == 3 else 7, count) for n in range(days))
    shares = tuple(Share(key, None if key == "none" else count) for key in words().figures.outcomes)
    entries = tuple(Ranked(str(i), label, count - i, 4, None, 3) for i, label in enumerate(labels))
    return Figures(DAY, DAY, enough=True, questions=9 * count, before=5, people=40, shares=shares, unhelpful=4,
                   entries=entries, others=17, subjects=entries[:2], channels=entries[:1], trend=trend)  # fmt: skip


def test_a_csv_opens_in_a_german_spreadsheet():
    """Semicolons, a mark for UTF-8, numbers as numbers; a text that looks like a formula is one no more."""
    written = exports.as_csv(figures_with(["Was ist Amt24?", "=1+1", "@SUM(A1)"]))
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == ["Was ist Amt24?", "123456", "4", "", "3"]
    assert [row[0][0] for row in rows[2:4]] == ["'", "'"]
    assert rows[-1][:2] == ["übrige Einträge", "17"]


def test_a_workbook_has_a_sheet_for_each_table():
    """Numbers are numbers, headings stay in view, and a sheet says what was counted and what is hidden."""
    book = load_workbook(io.BytesIO(exports.as_workbook(figures_with(["Was ist Amt24?"]), "im Januar")))
    assert book.sheetnames == ["Häufige Fragen", "Ausgang", "Verlauf", "Themen", "Kanäle", "Hinweise"]
    assert book["Häufige Fragen"]["B2"].value == 123_456
    assert book["Häufige Fragen"].freeze_panes == "A2"
    told = ["im Januar", "Fragen insgesamt: 1111104", words().figures.counted, rule()]
    assert [cell.value for cell in book["Hinweise"]["A"]] == told


@pytest.mark.parametrize("labels", [["Was ist Amt24?"], ["Sehr langes Wort " * 20] * 15])
def test_the_page_for_the_meeting_is_one_page(labels):
    """Also with the longest questions; it is tagged, has a title, and its text is text."""
    reader = PdfReader(io.BytesIO(exports.as_page(figures_with(labels, days=60), "im Januar")))
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text()
    assert "Häufige Fragen" in text
    assert labels[0][:20] in text
    assert reader.metadata is not None
    assert reader.metadata.title == "Häufige Fragen"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("name", charts.NAMES)
@pytest.mark.parametrize("palette", charts.PALETTES)
def test_charts_are_drawn_with_real_text(name, palette):
    """Every chart is an SVG with its words as text, the same for the same figures, and is described in words."""
    figures = figures_with(["Was ist Amt24?", "Was kostet <b>ePayBL</b> & mehr?"])
    image = charts.draw(name, figures, charts.PALETTES[palette])
    assert image == charts.draw(name, figures, charts.PALETTES[palette])
    assert b"<text" in image
    assert b"<b>" not in image
    assert charts.described(name, figures)
