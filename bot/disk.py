"""Writes documents as files that only their owner may read."""

import os
from itertools import count
from pathlib import Path

from bot.errors import FileError
from bot.talk.message import Document


def save(document: Document, folder: Path) -> Path:
    """Write the document as a new file of `folder` and return its path. Raises FileError."""
    from bot.documents import render  # noqa: PLC0415 - its libraries take a while to load

    file = render(document)
    name = Path(file.name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in count(1):
            path = folder / (name.name if number == 1 else f"{name.stem}-{number}{name.suffix}")
            try:
                descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            except FileExistsError:
                continue
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(file.content)
            return path.absolute()
    except OSError as error:
        raise FileError(f"In „{folder}“ lässt sich nichts ablegen. Bitte prüfen Sie Ordner und Rechte.") from error
    raise AssertionError  # counting never ends
