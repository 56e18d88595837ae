"""Backups: all that an installation is in one private file; made while it runs, looked at, and put back."""

import asyncio
import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from bot.clock import utc_now
from bot.config import Settings, base_folder, holds_knowledge, key_file, make_data_folder, trainers_knowledge
from bot.disk import settle
from bot.errors import ConfigError, FileError
from bot.secret import read_keys
from bot.service.channels import CHANNELS
from bot.service.storage import in_use, look_at
from bot.store.ports import Store
from knowledge.errors import KnowledgeError
from knowledge.load import load

_DATABASE, _KEY, _KNOWLEDGE, _CONTENTS = "database.sqlite3", "key", "knowledge", "contents.json"
_FORMAT = 1
_POSSESSIONS = {f"channels/{one.name}": one.possession for one in CHANNELS if one.possession}
"""What channels keep beside the database, by its folder in a backup."""


@dataclass(frozen=True)
class Contents:
    """What is in a backup."""

    made_at: datetime
    by: str
    """The version that made it."""
    digests: dict[str, str]
    """SHA-256 of each file, by its name in the backup."""

    @property
    def has_key(self) -> bool:
        """Whether the key is in it; else it stands in the settings."""
        return _KEY in self.digests

    @property
    def knowledge(self) -> int:
        """How many files of knowledge the desk has written."""
        return sum(name.startswith(f"{_KNOWLEDGE}/") for name in self.digests)


async def create(settings: Settings, store: Store, to: Path) -> Contents:
    """Write a new file (mode 0600) with everything. Raises StoreError, FileError."""
    beside = await asyncio.to_thread(to.absolute)
    try:
        with _private_folder(beside.parent) as folder:
            await store.copies.write(folder / _DATABASE)
            if settings.secret is None:
                shutil.copyfile(key_file(settings), folder / _KEY)
            # After the database: what goes live in between is there without its record, and not the other way round.
            _copy_knowledge(trainers_knowledge(settings), folder / _KNOWLEDGE)
            _copy_possessions(settings, folder)
            return await asyncio.to_thread(_packed, folder, beside)
    except FileExistsError as error:
        raise FileError(f"„{to}“ gibt es schon. Bitte nennen Sie eine neue Datei.") from error
    except (OSError, shutil.Error) as error:
        raise FileError(f"Die Sicherung „{to}“ lässt sich nicht anlegen. Bitte prüfen Sie Platz und Rechte.") from error


def verify(settings: Settings, path: Path) -> Contents:
    """Return what is in a backup, once it is known that one could go on with it. Raises FileError, StoreError."""
    with _opened(path) as (folder, contents):
        _look_through(settings, folder, contents)
    return contents


def restore(settings: Settings, path: Path) -> Path | None:
    """Put a backup in the place of what is there; return the folder in which that lies from then on, if there was any.

    Raises ConfigError, FileError, StoreError.
    """
    make_data_folder(settings)
    with in_use(settings, alone=True), _opened(path, settings.database.parent) as (folder, contents):
        _look_through(settings, folder, contents)
        ours = {
            folder / _DATABASE: settings.database,
            folder / _KEY: key_file(settings),
            folder / _KNOWLEDGE: trainers_knowledge(settings),
            **{folder / name: one.folder(settings) for name, one in _POSSESSIONS.items()},
        }
        old = [place for place in (*_side_files(settings.database), *ours.values()) if place.exists()]
        try:
            aside = _put_aside(old, settings.database.parent)
            for new, place in ours.items():
                if new.exists():
                    shutil.move(new, place)
            settle(settings.database.parent)
        except OSError as error:
            raise FileError("Die Sicherung lässt sich nicht einspielen. Bitte prüfen Sie Platz und Rechte.") from error
    return aside


def _copy_knowledge(source: Path, to: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, to, ignore=shutil.ignore_patterns(".*"))


def _copy_possessions(settings: Settings, to: Path) -> None:
    """Copy what channels keep; they note there what they did before the database says that it came."""
    for name, one in _POSSESSIONS.items():
        if (source := one.folder(settings)).is_dir():
            one.copy(source, to / name)


def _contents(folder: Path) -> Contents:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    digests = {str(path.relative_to(folder)): _digest(path) for path in files}
    return Contents(utc_now(), version("lotsenbot"), digests)


def _packed(folder: Path, to: Path) -> Contents:
    """Write the files of a folder into a new file, and return what is in it."""
    contents, draft = _contents(folder), folder / "backup"
    told = {"format": _FORMAT, "made_at": contents.made_at.isoformat(), "by": contents.by, "files": contents.digests}
    (folder / _CONTENTS).write_text(json.dumps(told, indent=2), "utf-8")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz") as packed:
            for name in (_CONTENTS, *contents.digests):
                packed.add(folder / name, name)
        raw.flush()
        os.fsync(raw.fileno())
    os.link(draft, to)
    settle(to.parent)
    return contents


@contextmanager
def _private_folder(beside: Path | None) -> Iterator[Path]:
    """Yield a folder that only we may look into, for as long as it is needed."""
    with tempfile.TemporaryDirectory(dir=beside, prefix=".lotsenbot-") as name:
        yield Path(name)


@contextmanager
def _opened(path: Path, beside: Path | None = None) -> Iterator[tuple[Path, Contents]]:
    """Yield a private folder with what is in a backup, as it was when it was made. Raises FileError."""
    broken = FileError(f"„{path}“ ist keine vollständige Sicherung. Bitte nehmen Sie eine andere.")
    try:
        with _private_folder(beside) as folder:
            with tarfile.open(path, "r:gz") as packed:
                packed.extractall(folder, filter="data")
            for one in folder.rglob("*"):
                one.chmod(0o700 if one.is_dir() else 0o600)
            told = json.loads((folder / _CONTENTS).read_text("utf-8"))
            if told["format"] != _FORMAT:
                raise FileError(f"„{path}“ stammt von einer neueren Version. Bitte aktualisieren Sie den Assistenten.")
            contents = Contents(datetime.fromisoformat(told["made_at"]), told["by"], dict(told["files"]))
            if any(_digest(folder / one) != digest for one, digest in contents.digests.items()):
                raise broken
            yield folder, contents
    except FileNotFoundError as error:
        raise (broken if path.exists() else FileError(f"„{path}“ gibt es nicht.")) from error
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise broken from error
    except OSError as error:
        raise FileError(f"„{path}“ lässt sich nicht lesen. Bitte prüfen Sie Platz und Rechte.") from error


def _look_through(settings: Settings, folder: Path, contents: Contents) -> None:
    """Raise what keeps one from going on with a backup."""
    named_by = look_at(folder / _DATABASE)
    keys = read_keys(settings, folder / _KEY) if contents.has_key else None
    if keys is None and settings.secret is None:
        raise ConfigError(
            "In der Sicherung ist kein Schlüssel: Er stand in LOTSENBOT_SECRET. Bitte setzen Sie es wie zuvor."
        )
    keys = keys or read_keys(settings, folder)
    if named_by not in {None, keys.fingerprint}:
        raise ConfigError("Der Schlüssel passt nicht zur Datenbank der Sicherung.")
    knowledge = folder / _KNOWLEDGE
    if holds_knowledge(knowledge):
        try:
            load([*settings.knowledge, knowledge], base_folder(settings))
        except KnowledgeError as error:
            raise FileError(f"Das Wissen der Sicherung passt nicht zu dieser Version.\n{error}") from error


def _put_aside(places: list[Path], beside: Path) -> Path | None:
    """Move everything into a new folder, from which it can be brought back."""
    if not places:
        return None
    aside = Path(tempfile.mkdtemp(dir=beside, prefix=f"vor-{utc_now():%Y-%m-%d}-"))
    for place in places:
        shutil.move(place, aside / place.name)
    return aside


def _side_files(database: Path) -> list[Path]:
    return [database.with_name(database.name + end) for end in ("-wal", "-shm", "-journal")]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
