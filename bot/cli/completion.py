"""`lotsenbot completion`: the script with which a shell completes our commands."""

import click
from click.shell_completion import get_completion_class

from bot.cli.german import GermanCommand

_PROGRAM, _VARIABLE = "lotsenbot", "_LOTSENBOT_COMPLETE"


@click.command(cls=GermanCommand)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), metavar="bash|zsh|fish")
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Gibt das Skript aus, mit dem die Shell Befehle ergänzt.

    \b
    Bash:  lotsenbot completion bash > ~/.local/share/bash-completion/completions/lotsenbot
    Zsh:   lotsenbot completion zsh > ~/.zfunc/_lotsenbot
    Fish:  lotsenbot completion fish > ~/.config/fish/completions/lotsenbot.fish
    """  # noqa: D301  # click's mark for a paragraph that keeps its lines
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"Für {shell} gibt es keine Ergänzung.")
    click.echo(made(context.find_root().command, {}, _PROGRAM, _VARIABLE).source())
