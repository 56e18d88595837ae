"""Files to hand on, made of an interview's result: the same result gives the same bytes."""

from bot.documents.calendar import as_calendar
from bot.documents.file import File, named
from bot.documents.markdown import as_markdown
from bot.documents.pdf import as_pdf
from bot.documents.tasks import as_tasks
from bot.talk.message import ResultDocument


def render(document: ResultDocument) -> File:
    """Make the file that a document describes."""
    match document.format:
        case "pdf":
            return named(document.result, "pdf", "application/pdf", as_pdf(document.result))
        case "markdown":
            return named(document.result, "md", "text/markdown", as_markdown(document.result).encode())
        case "calendar":
            return named(document.result, "ics", "text/calendar", as_calendar(document.result))
        case "tasks":
            return named(document.result, "csv", "text/csv", as_tasks(document.result))
