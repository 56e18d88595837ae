"""What is to do as a table that a German Excel opens: semicolons, UTF-8 with a mark, no formulas."""

import csv
import io

from bot.cells import harmless
from bot.documents.signing import signed
from bot.talk.interview.result import Result
from bot.words import words


def as_tasks(result: Result) -> bytes:
    """Return the table with one row for each thing to do, in the order in which it can be done."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    said = words().documents
    writer.writerow(said.task_headings)
    for number, found in enumerate(result.tasks, 1):
        told = (found.why, found.how, found.duration, found.answer, found.note, signed(found), found.source)
        cells = (found.title, said.weights[found.weight], ", ".join(found.who), *(cell or "" for cell in told))
        writer.writerow([number, *map(harmless, cells)])
    return text.getvalue().encode("utf-8-sig")
