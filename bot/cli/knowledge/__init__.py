"""`lotsenbot knowledge`: looks into the knowledge, checks it, and brings it in from elsewhere."""

import click

from bot.cli.german import GermanGroup
from bot.cli.knowledge.checking import check, test
from bot.cli.knowledge.making import complete, new
from bot.cli.knowledge.moving import export, import_
from bot.cli.knowledge.showing import aspects, list_entries, schema, show, subjects
from bot.cli.knowledge.stale import stale


@click.group(cls=GermanGroup)
def knowledge() -> None:
    """Zeigt, prüft und erweitert die Wissensbasis."""


for _command in (new, import_, export, complete, check, test, stale, list_entries, show, subjects, aspects, schema):
    knowledge.add_command(_command)
