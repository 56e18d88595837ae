"""Makes click speak German: its help pages and its complaints; knows none of our commands.

click takes its own sentences from gettext; their German stands in `locale/de/LC_MESSAGES/messages.po`.
"""

import gettext
import os
from pathlib import Path
from typing import Any

import click

LOCALE = Path(__file__).with_name("locale")


class GermanCommand(click.Command):
    """A command whose usage line is German."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[OPTIONEN]")
        super().__init__(*args, **kwargs)


class GermanGroup(click.Group):
    """A group of commands whose usage line is German, and those of its commands too."""

    command_class = GermanCommand
    group_class = type

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[OPTIONEN]")
        optional = kwargs.get("invoke_without_command", False)
        kwargs.setdefault("subcommand_metavar", "[BEFEHL] …" if optional else "BEFEHL …")
        super().__init__(*args, **kwargs)


def speak_german() -> None:
    """Let click take its sentences from our catalogue from now on, in this process, whatever the system's locale is."""
    os.environ["LANGUAGE"] = "de"
    gettext.bindtextdomain("messages", str(LOCALE))
