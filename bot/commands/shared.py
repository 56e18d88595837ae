"""What several commands need: the option `--knowledge`, the settings, the assistant built from both."""

from collections.abc import Iterable
from pathlib import Path

import click

from bot.assistant import Assistant, assemble
from bot.config import load_settings

knowledge_option = click.option(
    "--knowledge",
    multiple=True,
    metavar="ORDNER",
    type=click.Path(path_type=Path),
    help="Diesen Ordner über das mitgelieferte Wissen legen (mehrfach möglich).",
)


def overlays(more: Iterable[Path]) -> list[Path]:
    """Return the configured folders of knowledge, then those named on the command line."""
    return [*load_settings().knowledge, *more]


def assistant(more: Iterable[Path]) -> Assistant:
    """Build the assistant; raises ConfigError or KnowledgeError."""
    return assemble(overlays(more))
