"""`lotsenbot match`: the understanding alone, on any labelled phrases, so that it can be compared with others."""

import logging
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from bot import jsonlines
from bot.cli import exits, shared
from bot.cli.german import GermanCommand
from bot.errors import trace
from bot.jsonlines import BadLine, read_objects, without_surrogates
from intents.classify import Classifier

_TOP = 10
_log = logging.getLogger(__name__)


@click.command(cls=GermanCommand)
@click.argument("train", metavar="TRAIN.jsonl", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def match(train: Path) -> None:
    """Ordnet Texte beliebigen eigenen Kennungen zu, ohne die Wissensbasis.

    Gelernt wird aus den Zeilen {"text": …, "label": …} der Datei; label null steht für Beispiele ohne Kennung.
    Dann liest der Befehl Zeilen {"text": …} von der Standardeingabe und schreibt für jede sofort eine Zeile: label
    (oder null), score, top und us (Mikrosekunden).
    Nicht lesbare Zeilen ergeben {"error": …}; der Rückgabewert ist dann am Ende 1.
    """
    incoming, outgoing = shared.standard_input(), sys.stdout.buffer
    classifier = Classifier(list(_examples(train)))
    all_fine = True
    for line in jsonlines.read_objects(incoming):
        result = _classify_or_error(classifier, line)
        all_fine &= "error" not in result
        jsonlines.write_object(outgoing, result)
    if not all_fine:
        raise click.exceptions.Exit(exits.FOUND)


def _examples(path: Path) -> Iterator[tuple[str, str | None]]:
    found = False
    try:
        with path.open("rb") as stream:
            for number, line in enumerate(read_objects(stream), 1):
                match line:
                    case BadLine(problem):
                        raise click.UsageError(f"{path}:{number}: {problem}")
                    case {"text": str(text), "label": str(label)}:
                        found = True
                        yield without_surrogates(text), without_surrogates(label)
                    case {"text": str(text), "label": None}:
                        yield without_surrogates(text), None
                    case _:
                        raise click.UsageError(
                            f"{path}:{number}: Nötig sind „text“ und „label“ (ein Text, oder null für keines)."
                        )
    except OSError as error:
        raise click.UsageError(f"„{path}“ ist nicht lesbar ({error.strerror}).") from error
    if not found:
        raise click.UsageError(f"„{path}“ enthält keine Beispiele.")


def _classify_or_error(classifier: Classifier, line: dict[str, Any] | BadLine) -> dict[str, Any]:
    """Classify a line; a fault that it brings to light is not one of the other lines."""
    try:
        return _classify(classifier, line)
    except Exception as error:  # noqa: BLE001 - the one catch-all of this stream
        _log.error("a line could not be classified: %s", trace(error))
        return {"error": shared.FAULT}


def _classify(classifier: Classifier, line: dict[str, Any] | BadLine) -> dict[str, Any]:
    match line:
        case BadLine(problem):
            return {"error": problem}
        case {"text": str(text)}:
            text = without_surrogates(text)
            start = time.perf_counter_ns()
            found = classifier.classify(text)
            microseconds = (time.perf_counter_ns() - start) // 1000
            top = [[label, round(score, 4)] for label, score in found.top[:_TOP]]
            return {"label": found.label, "score": round(found.score, 4), "top": top, "us": microseconds}
        case _:
            return {"error": "Die Zeile hat keinen „text“."}
