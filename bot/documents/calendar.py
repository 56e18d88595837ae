"""What is to do as tasks (VTODO) for Thunderbird and others; without due dates, since the material has none."""

from uuid import UUID, uuid5

from icalendar import Calendar, Todo

from bot.talk.interview.result import Finding, Result, Weight
from bot.words import words
from knowledge.folding import fold

_PRIORITIES = {Weight.BLOCKING: 1, Weight.MISSING: 3, Weight.UNKNOWN: 5, Weight.RECOMMENDED: 7, Weight.AHEAD: 9}
_SPACE = UUID("5f0c8f3e-6f0b-4a53-9c0e-7d6b1e8d2a41")
"""Ours alone: within it, a name always gets the same id."""


def as_calendar(result: Result) -> bytes:
    """Return one task for each thing to do; the same one has the same id each time."""
    calendar = Calendar()
    calendar.add("prodid", "-//Lotsenbot//Bereitschaft//DE")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", result.title)
    for found in result.tasks:
        task = Todo()
        about = f"{result.subject}: " if result.subject else ""
        task.add("uid", str(uuid5(_SPACE, f"{result.interview}/{fold(result.subject or '')}/{found.step}")))
        task.add("dtstamp", result.at)
        task.add("summary", f"{about}{found.title}")
        task.add("description", _details(found))
        task.add("categories", [words().documents.weights[found.weight], *found.who])
        task.add("priority", _PRIORITIES[found.weight])
        task.add("status", "NEEDS-ACTION")
        calendar.add_component(task)
    return bytes(calendar.to_ical())


def _details(found: Finding) -> str:
    said = words().documents
    lines = (
        (said.why, found.why),
        (said.who, ", ".join(found.who)),
        (said.how, found.how),
        (said.duration, found.duration),
        (said.source, found.source),
    )
    return "\n".join(line.format(text=text) for line, text in lines if text)
