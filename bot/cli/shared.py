"""What several commands need: the option `--knowledge`, the settings, the assistant built from both."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import click

from bot.config import knowledge_folders, load_settings
from bot.curation.assistant import Assistant, assemble
from bot.errors import ConfigError
from bot.memory import building

FAULT = "Bei dieser Zeile ist im Programm ein Fehler aufgetreten. Die anderen Zeilen betrifft das nicht."
"""What a program gets for a line that could not be handled."""

knowledge_option = click.option(
    "--knowledge",
    multiple=True,
    metavar="ORDNER",
    type=click.Path(path_type=Path),
    help="Diesen Ordner über das mitgelieferte Wissen legen (mehrfach möglich).",
)


def overlays(more: Iterable[Path]) -> list[Path]:
    """Return the configured folders of knowledge, those named on the command line, and the desk's."""
    return list(knowledge_folders(load_settings(), more))


def standard_input() -> BinaryIO:
    """Return the bytes that are piped in; raises ConfigError if there is nothing to read from."""
    if sys.__stdin__ is None:
        raise ConfigError("Die Standardeingabe ist geschlossen. Dieser Befehl liest von dort.")
    return sys.stdin.buffer


def assistant(more: Iterable[Path]) -> Assistant:
    """Build the assistant; raises ConfigError or KnowledgeError."""
    with building():
        return assemble(overlays(more))
