"""The result as Markdown, for wikis and e-mails; what people typed is escaped."""

import re
from collections.abc import Iterator

from bot import german
from bot.documents.words import STAGES, WEIGHTS
from bot.talk.interview.result import Finding, Result, Weight

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$&])|^([#+-])")
"""What has a meaning anywhere in a line, and what has one at its beginning only."""


def as_markdown(result: Result) -> str:
    """Return the whole result as one text."""
    return "\n".join(_lines(result)).strip() + "\n"


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it is, in one line."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def _lines(result: Result) -> Iterator[str]:
    about = f": {escaped(result.subject)}" if result.subject else ""
    yield f"# {escaped(result.title)}{about}"
    yield f"\nStand: {german.day(result.at)}. Beantwortet: {result.answered} von {result.applicable} Fragen."
    yield f"\n**{escaped(result.headline)}**\n\n{escaped(result.explanation)}"
    yield from _next(result)
    yield from _findings(result)
    yield from _sections(result)
    yield from _stages(result)
    if result.changes:
        yield "\n## Was sich geändert hat\n"
        for change in result.changes:
            yield f"- {escaped(change.title)}: {escaped(change.before or '–')} → {escaped(change.after or '–')}"
    yield "\n## Ihre Antworten\n"
    for answer in result.answers:
        note = f" ({escaped(answer.note)})" if answer.note else ""
        yield f"- {escaped(answer.question)} {escaped(answer.answer)}{note}"
    yield f"\n{escaped(result.made_by)}"


def _next(result: Result) -> Iterator[str]:
    if result.next:
        yield "\n## Die nächsten Schritte\n"
        yield from (f"{i}. {escaped(found.title)} ({', '.join(found.who)})" for i, found in enumerate(result.next, 1))


def _findings(result: Result) -> Iterator[str]:
    for weight in Weight:
        found = [one for one in result.findings if one.weight is weight]
        if found:
            yield f"\n## {WEIGHTS[weight]}"
            for one in found:
                yield from _finding(one)


def _sections(result: Result) -> Iterator[str]:
    yield "\n## Stand nach Bereichen\n"
    yield "| Bereich | erledigt | teilweise | fehlt | ungeklärt | nicht gefragt |\n|---|---|---|---|---|---|"
    for part in result.sections:
        counts = (part.settled, part.partly, part.missing, part.unknown, part.not_asked)
        yield f"| {escaped(part.title)} | {' | '.join(map(str, counts))} |"


def _stages(result: Result) -> Iterator[str]:
    if result.stages:
        yield f"\n## {escaped(result.journey)}\n"
    for stage in result.stages:
        duration = f", Dauer {stage.duration}" if stage.duration else ""
        yield f"- **{stage.number} {escaped(stage.title)}** ({STAGES[stage.state]}; {escaped(stage.who)}{duration})"
        yield from (f"  - [{'x' if task.done else ' '}] {escaped(task.text)}" for task in stage.tasks)


def _finding(found: Finding) -> Iterator[str]:
    yield f"\n### {escaped(found.title)}\n"
    yield f"- Ihre Antwort: {escaped(found.answer or 'keine')}" + (f" ({escaped(found.note)})" if found.note else "")
    yield f"- Warum: {escaped(found.why)}"
    yield f"- Wer: {', '.join(map(escaped, found.who))}"
    yield f"- Wie: {escaped(found.how)}"
    if found.duration:
        yield f"- Dauer: {escaped(found.duration)}"
    if found.source:
        yield f"- Quelle: {escaped(found.source)}"
