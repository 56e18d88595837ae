"""What several commands need: the option `--knowledge`, the settings, the assistant built from both."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import click
from pydantic import TypeAdapter, ValidationError

from bot.config import base_folder, knowledge_folders, load_settings
from bot.curation.assistant import AssistantVersion, assemble
from bot.errors import ConfigError
from bot.memory import building
from knowledge.fields import Day
from knowledge.load import load
from knowledge.model import Knowledge

FAULT = "Bei dieser Zeile ist im Programm ein Fehler aufgetreten. Die anderen Zeilen betrifft das nicht."
"""What a program gets for a line that could not be handled."""

knowledge_option = click.option(
    "--knowledge",
    multiple=True,
    metavar="ORDNER",
    type=click.Path(path_type=Path),
    help="Diesen Ordner über das mitgelieferte Wissen legen (mehrfach möglich).",
)


def folders(more: Iterable[Path]) -> tuple[Path, ...]:
    """Return the base, the configured folders laid over it, those named on the command line, and the desk's."""
    settings = load_settings()
    return (base_folder(settings), *knowledge_folders(settings, more))


def known(more: Iterable[Path]) -> Knowledge:
    """Load what is known; raises ConfigError or KnowledgeError."""
    base, *overlays = folders(more)
    return load(overlays, base)


def day(text: str) -> str:
    """Return a day as the files have it, empty for an empty text; a UsageError for what is none."""
    try:
        return TypeAdapter(Day).validate_python(text) if text else ""
    except ValidationError:
        raise click.UsageError(f"„{text}“ ist kein Tag. Schreiben Sie „1.3.2026“ oder „2026-03-01“.") from None


def standard_input() -> BinaryIO:
    """Return the bytes that are piped in; raises ConfigError if there is nothing to read from."""
    if sys.__stdin__ is None:
        raise ConfigError("Die Standardeingabe ist geschlossen. Dieser Befehl liest von dort.")
    return sys.stdin.buffer


def assistant(more: Iterable[Path]) -> AssistantVersion:
    """Build the assistant; raises ConfigError or KnowledgeError."""
    base, *overlays = folders(more)
    with building():
        return assemble(overlays, base=base)
