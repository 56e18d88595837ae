"""From what a trainer wants to see to the figures: which days, which questions."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot import german
from bot.insight.disclosure import FEWEST
from bot.insight.figures import Figures, breakdown, courses, figures, with_a_course
from bot.store.ports import Store
from bot.store.records import Span
from bot.words import words
from knowledge.model import Knowledge


@dataclass(frozen=True)
class Wanted:
    """What is to be counted."""

    first: datetime.date
    last: datetime.date
    workshop: int | None = None
    subject: str | None = None
    channel: str | None = None

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


async def counted(wanted: Wanted, store: Store, knowledge: Knowledge, channels: Mapping[str, str]) -> Figures:
    """Return the figures, and of a workshop with too few participants none; `channels`: labels. Raises StoreError."""
    if wanted.workshop is not None and await store.participation.count(wanted.workshop) < FEWEST:
        return Figures(wanted.first, wanted.last, enough=False)
    about = knowledge.by_subject.get(wanted.subject or "", ())
    entries = [entry.id for entry in about] if wanted.subject else None
    span = Span(wanted.first, wanted.last, wanted.workshop, wanted.channel, entries)
    day_before = wanted.first - datetime.timedelta(days=1)
    before = replace(span, first=wanted.first - datetime.timedelta(days=wanted.days), last=day_before)
    earlier, options = await store.usage.of_span(before), list[Figures]()
    for course in courses(wanted.first, wanted.last):
        told = await store.usage.of_span(span, breakdown(knowledge, course))
        options.append(figures(told, earlier, knowledge, course))
        if options[-1].shows_a_course:
            break
    found = with_a_course(options)
    return replace(found, channels=tuple(replace(row, label=channels.get(row.key, row.key)) for row in found.channels))


def described(wanted: Wanted, knowledge: Knowledge, channels: Mapping[str, str], workshop: str = "") -> str:
    """Return in words what was counted."""
    said, subject = words().figures, knowledge.subjects.get(wanted.subject or "")
    parts = [
        said.span.format(first=german.day(wanted.first), last=german.day(wanted.last)),
        said.of_workshop.format(title=workshop) if workshop else "",
        said.of_subject.format(name=subject.name) if subject else "",
        said.of_channel.format(label=channels.get(wanted.channel, wanted.channel)) if wanted.channel else "",
    ]
    return ", ".join(part for part in parts if part)
