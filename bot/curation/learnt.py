"""Keeps what was learnt from the knowledge, so that the next start need not read, check and learn it anew.

A file is named after all that it came from, the files of knowledge, our code, the libraries: it is never out of date.
"""

import hashlib
import logging
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import cast

from platformdirs import user_cache_path

import intents
import knowledge
from bot.curation.packing import packed, unpacked
from bot.disk import write_whole
from intents.match import Learnt
from intents.understand import Understanding
from knowledge.files import knowledge_files
from knowledge.load import SHIPPED, load, packages
from knowledge.model import Knowledge

_KEPT = 4
"""How many files are kept; each has some megabytes."""
_LIBRARIES = ("numpy", "pydantic", "PyStemmer", "rapidfuzz")
_log = logging.getLogger(__name__)


def learn(
    overlays: Iterable[Path] = (), base: Path = SHIPPED, before: Learnt | None = None
) -> tuple[Knowledge, Understanding]:
    """Return the knowledge of `base` with `overlays` laid over it, and what understands it.

    Takes a second or two the first time, less after `before`, and a tenth of that from then on. Raises KnowledgeError.
    """
    layers = (base, *overlays)
    origin = _origin((*packages(base), *layers))
    path = cache_folder() / f"{origin}.learnt" if origin else None
    if path is not None and (kept := _read(path)):
        return kept
    found = load(layers[1:], base)
    learnt = found, Understanding(found, before=before)
    if path is not None and _origin((*packages(base), *layers)) == origin:  # nobody has changed a file meanwhile
        _write(path, learnt)
    return learnt


def cache_folder() -> Path:
    """Return where what can be made anew belongs on this system."""
    return user_cache_path("lotsenbot")


def _origin(layers: Iterable[Path]) -> str | None:
    """Return a digest of everything that shapes what is learnt; None if a folder is not as it should be."""
    digest = hashlib.sha256(repr([sys.version, *map(version, _LIBRARIES)]).encode())
    try:
        for path in _code():
            digest.update(path.read_bytes())
        for number, folder in enumerate(layers):
            files, problems = knowledge_files(folder)
            if problems:
                return None
            for path, _ in files:
                digest.update(f"\0{number}/{path.relative_to(folder)}\0".encode(errors="surrogateescape"))
                digest.update(path.read_bytes())
    except OSError:
        return None
    return digest.hexdigest()


def _code() -> Iterator[Path]:
    for package in (knowledge, intents):
        for folder in package.__path__:
            yield from sorted(path for path in Path(folder).iterdir() if path.suffix in {".py", ".json"})


def _read(path: Path) -> tuple[Knowledge, Understanding] | None:
    """Return what is kept in the file, if there is one that nobody else can have written.

    Its arrays stay in the file: what is asked of them is read when it is needed, once for all processes. Files are
    only ever put in place of others, never changed, so what is read stays as it is. The rest is a pickle, which may run
    code when it is read; so it is trusted no further than Python's own cached modules.
    """
    try:
        with path.open("rb") as file:
            if not (_is_ours_alone(os.fstat(file.fileno())) and _is_ours_alone(path.parent.stat())):
                _log.warning("%s can be written by others: it is not read", path.parent)
                return None
            found = unpacked(memoryview(mmap(file.fileno(), 0, access=ACCESS_READ)))
        os.utime(path)
    except FileNotFoundError:
        return None
    except Exception as error:  # noqa: BLE001 - a damaged pickle may raise anything; what it held is learnt anew
        _log.debug("%s can't be used: %s", path, type(error).__name__)
        return None
    return cast("tuple[Knowledge, Understanding]", found)


def _is_ours_alone(told: os.stat_result) -> bool:
    return told.st_uid == os.geteuid() and not told.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _write(path: Path, learnt: tuple[Knowledge, Understanding]) -> None:
    """Keep what was learnt, and no more files than a few; without a place for it, do nothing."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, packed(learnt))
        kept = sorted(path.parent.glob("*.learnt"), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in kept[_KEPT:]:
            old.unlink()
    except OSError as error:
        _log.debug("what was learnt is not kept: %s", error.strerror)
