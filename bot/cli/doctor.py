"""`lotsenbot doctor`: whether everything is set up."""

import asyncio

import click

from bot.cli import exits
from bot.cli.german import GermanCommand
from bot.clock import utc_now
from bot.config import load_settings


@click.command(cls=GermanCommand)
def doctor() -> None:
    """Prüft, ob alles eingerichtet ist, und sagt, was zu tun ist.

    Angesehen werden Ordner, Platz, Datenbank, Schlüssel, Rechte, Wissen, Uhr, öffentliche Adresse und die
    eingerichteten Messenger. Geändert wird nichts.

    Rückgabewert: 0, wenn nichts fehlt, sonst 1.
    """
    from bot.service.doctor import examined  # noqa: PLC0415 - `doctor --help` does without what it looks at

    async def faults() -> int:
        found = 0
        async for finding in examined(load_settings(), utc_now()):
            mark = "✓" if finding.is_fine else "✗" if finding.is_fault else "!"
            click.echo(f"{mark} {finding.what}: {finding.told}")
            if not finding.is_fine:
                click.echo(f"    {finding.remedy}")
            found += not finding.is_fine and finding.is_fault
        return found

    if asyncio.run(faults()):
        raise click.exceptions.Exit(exits.FOUND)
