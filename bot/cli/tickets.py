"""`lotsenbot tickets`: the questions that Lotsen answered, as candidates for the knowledge."""

import asyncio
import sys
from dataclasses import replace

import click
from pydantic import TypeAdapter

from bot import german, jsonlines
from bot.channels.terminal.screen import Screen
from bot.cli.german import GermanCommand
from bot.config import load_settings
from bot.service.storage import open_store
from bot.store.records import Ticket, TicketLine
from bot.talk.privacy import redact

_TICKET = TypeAdapter(Ticket)
_AUTHORS = {"person": "Frage", "lotse": "Antwort", "failure": "Nicht angekommen"}


@click.command(cls=GermanCommand)
@click.option("--jsonl", "lines", is_flag=True, help="Eine Anfrage je Zeile als JSON ausgeben.")
def tickets(lines: bool) -> None:  # noqa: FBT001 - a flag of the command line
    """Zeigt die Anfragen an Menschen mit ihren Antworten.

    Texte stehen hier ohne Namen und Kennungen. Was öfter gefragt wird, gehört ins Wissen: siehe knowledge/README.md.
    """
    found = asyncio.run(_load())
    if lines:
        for ticket in found:
            told = _TICKET.dump_python(ticket, mode="json", exclude={"person", "address"})
            jsonlines.write_object(sys.stdout.buffer, told)
        return
    screen = Screen.on(sys.stdout)
    if not found:
        screen.say("Es gibt keine Anfragen.")
    for ticket in found:
        said = [": ".join(filter(None, [_AUTHORS[line.author], line.text])) for line in ticket.lines]
        screen.say("\n".join([f"Anfrage {ticket.id} vom {german.day(ticket.opened_at)} ({ticket.state})", *said]))


async def _load() -> list[Ticket]:
    """Return the tickets as they may be handed on: what a human wrote is stored as it was sent."""
    async with open_store(load_settings()) as store:
        found = await store.tickets.all()
    return [replace(ticket, lines=tuple(map(_redacted, ticket.lines))) for ticket in found]


def _redacted(line: TicketLine) -> TicketLine:
    return replace(line, text=redact(line.text))
