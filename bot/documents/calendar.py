"""The open matters as tasks (VTODO) for Thunderbird and others; without due dates, since the material has none."""

from icalendar import Calendar, Todo

from bot.documents.words import WEIGHTS
from bot.interview.result import Result, Weight

_PRIORITIES = {Weight.BLOCKING: 1, Weight.MISSING: 3, Weight.UNKNOWN: 5, Weight.RECOMMENDED: 7}


def as_calendar(result: Result) -> bytes:
    """Return one task for each open matter; the same matter has the same id each time."""
    calendar = Calendar()
    calendar.add("prodid", "-//Lotsenbot//Bereitschaft//DE")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", result.title)
    for found in result.findings:
        task = Todo()
        about = f"{result.subject}: " if result.subject else ""
        details = [f"Warum: {found.why}", f"Wer: {', '.join(found.who)}", f"Wie: {found.how}"]
        details += [f"Dauer: {found.duration}"] if found.duration else []
        details += [f"Quelle: {found.source}"] if found.source else []
        task.add("uid", f"{found.step}.{result.interview}@lotsenbot")
        task.add("dtstamp", result.at)
        task.add("summary", f"{about}{found.title}")
        task.add("description", "\n".join(details))
        task.add("categories", [WEIGHTS[found.weight], *found.who])
        task.add("priority", _PRIORITIES[found.weight])
        task.add("status", "NEEDS-ACTION")
        calendar.add_component(task)
    return bytes(calendar.to_ical())
