"""Writing files: whole or not at all, for their owner alone, and so that they survive a power cut."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from bot.errors import FileError
from bot.talk.message import ResultDocument


def write_whole(path: Path, content: bytes) -> None:
    """Put the content in place of whatever the file held; its folder must exist. Raises OSError."""
    with draft_of(path, content) as draft:
        draft.replace(path)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet; of two processes at once one succeeds. Raises FileExistsError, OSError."""
    with draft_of(path, content) as draft:
        os.link(draft, path)


def settle(folder: Path) -> None:
    """Make sure that the names in a folder survive a power cut. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def save(document: ResultDocument, folder: Path) -> Path:
    """Write the document as a new file of `folder` and return its path. Raises FileError."""
    from bot.documents import render  # noqa: PLC0415 - its libraries take a while to load

    file = render(document)
    name = Path(file.name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in count(1):
            path = folder / (name.name if number == 1 else f"{name.stem}-{number}{name.suffix}")
            try:
                write_new(path, file.content)
            except FileExistsError:
                continue
            return path.absolute()
    except OSError as error:
        raise FileError(f"In „{folder}“ lässt sich nichts ablegen. Bitte prüfen Sie Ordner und Rechte.") from error
    raise AssertionError  # counting never ends


@contextmanager
def draft_of(path: Path, content: bytes) -> Iterator[Path]:
    """Yield a file beside `path` (hidden, mode 0600) that holds the content for good, until it got its name."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        yield draft
        settle(path.parent)
    finally:
        draft.unlink(missing_ok=True)
