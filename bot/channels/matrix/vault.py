"""The folder beside the database with what makes us the same device after each start; for its owner alone."""

import fcntl
import hashlib
import hmac
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.disk import write_whole
from bot.errors import ConfigError

_LOGIN, _KEYS, _LOCK = "login.json", "keys.sqlite3", "lock"


@dataclass(frozen=True)
class Login:
    """Who we are at the homeserver."""

    user: str
    device: str
    token: str = ""
    """Empty before the first login, and after it was refused."""


def copied(folder: Path, to: Path) -> None:
    """Copy the login and the keys into a new folder, also while somebody speaks with them. Raises OSError."""
    to.mkdir(mode=0o700, parents=True)
    if (folder / _LOGIN).exists():
        shutil.copyfile(folder / _LOGIN, to / _LOGIN)
    if (folder / _KEYS).exists():
        try:
            with (
                closing(sqlite3.connect(folder / _KEYS)) as keys,
                closing(sqlite3.connect(to / _KEYS, isolation_level=None)) as copy,
            ):
                keys.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE").fetchall()  # one file without any beside it
        except sqlite3.Error as error:
            raise OSError(f"{_KEYS}: {error}") from error


class Vault:
    """Keeps the login, and says where the library keeps its keys and what encrypts them."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        self.folder = folder
        self._secret = secret

    def derived(self, purpose: str) -> bytes:
        """Return 32 bytes for a purpose, the same ones as long as the secret is the same."""
        return hmac.new(self._secret, f"matrix {purpose}".encode(), hashlib.sha256).digest()

    @property
    def pickle_key(self) -> str:
        """What the library encrypts its keys with."""
        return self.derived("keys").hex()

    @property
    def has_keys(self) -> bool:
        return (self.folder / _KEYS).exists()

    def open(self) -> None:
        """Make the folder, and keep others out of it. Raises ConfigError."""
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            self.folder.chmod(0o700)
        except OSError as error:
            raise ConfigError(
                f"Der Ordner „{self.folder}“ für die Schlüssel von Matrix lässt sich nicht anlegen. "
                "Bitte prüfen Sie die Rechte."
            ) from error

    @contextmanager
    def locked(self) -> Iterator[bool]:
        """Yield whether no other process speaks with these keys; as long as the block lasts, none begins to."""
        descriptor = os.open(self.folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
            else:
                yield True
        finally:
            os.close(descriptor)

    def login(self) -> Login | None:
        """Return who we were at the last start; None if that is not known."""
        try:
            return Login(**json.loads((self.folder / _LOGIN).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def keep(self, login: Login) -> None:
        """Keep who we are. Raises OSError."""
        write_whole(self.folder / _LOGIN, json.dumps(asdict(login)).encode())
