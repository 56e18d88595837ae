"""The keys behind the pseudonyms: the configured secret, or else a key file; never others than people are named by."""

import contextlib
import re
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

from bot.config import Settings, key_file
from bot.disk import write_new, write_whole
from bot.errors import ConfigError
from bot.store.ports import Store
from bot.talk.privacy import Keys, carried

Change: TypeAlias = Callable[[Settings, Store], Awaitable[None]]
_LINES = re.compile(r"([0-9a-f]{64,2048}\n){1,64}")
_LOST = (
    "Ohne ihn wird niemand wiedererkannt, und niemand kann seine Daten löschen. Bitte spielen Sie die Schlüsseldatei "
    "„{path}“ aus einer Sicherung ein, oder setzen Sie LOTSENBOT_SECRET wie zuvor. Ist er für immer verloren, beginnt "
    "„lotsenbot key replace“ mit einem neuen."
)


async def keys_of(settings: Settings, store: Store) -> Keys:
    """Return the keys by which the people in the store are named; made when nobody is. Raises ConfigError, StoreError.

    A rotation that was interrupted is completed, or undone.
    """
    known = await store.pseudonyms.key()
    _settle_rotation(settings, known)
    is_new = settings.secret is None and not _exists(key_file(settings))
    if is_new and (known is not None or await store.pseudonyms.anybody()):
        raise ConfigError(f"Der Schlüssel zur Datenbank fehlt. {_LOST.format(path=key_file(settings))}")
    keys = load_keys(settings)
    if known is None:
        await store.pseudonyms.keep(keys.fingerprint)
    elif known != keys.fingerprint:
        raise ConfigError(
            f"Der Schlüssel passt nicht zur Datenbank: Er wurde ausgetauscht. {_LOST.format(path=key_file(settings))}"
        )
    return keys


async def rotate(settings: Settings, store: Store) -> None:
    """Name everybody by one more key, kept in the key file from now on; nothing else may use the store meanwhile.

    Raises ConfigError, StoreError, OSError.
    """
    keys = (await keys_of(settings, store)).followed_by(secrets.token_bytes(32))
    write_whole(_next(settings), _written(keys))
    await store.pseudonyms.rename(lambda name: carried(keys.newest, name), keys.fingerprint)
    _settle_rotation(settings, keys.fingerprint)


async def replace(settings: Settings, store: Store) -> None:
    """Begin with a new key after the old one was lost: then everybody is a stranger. Raises StoreError, OSError."""
    keys = Keys(secrets.token_bytes(32))
    write_whole(_next(settings), _written(keys))
    await store.pseudonyms.keep(keys.fingerprint)
    _settle_rotation(settings, keys.fingerprint)


def load_keys(settings: Settings) -> Keys:
    """Return the keys of this installation; the key file is made (mode 0600) when there is none. Raises ConfigError."""
    if settings.secret is not None:
        return Keys(settings.secret.get_secret_value().encode())
    path = key_file(settings)
    if not _exists(path):
        try:
            _create(path)
        except OSError as exc:
            raise _unusable(path, "lässt sich nicht anlegen") from exc
    return _read(path)


def read_keys(settings: Settings, path: Path) -> Keys:
    """Return the configured keys, or those in a file. Raises ConfigError."""
    return load_keys(settings) if settings.secret is not None else _read(path)


def _read(path: Path) -> Keys:
    try:
        text = path.read_text(encoding="ascii")
    except OSError as exc:
        raise _unusable(path, "lässt sich nicht lesen") from exc
    except UnicodeDecodeError as exc:
        raise _unusable(path, "ist beschädigt") from exc
    if not _LINES.fullmatch(text):
        raise _unusable(path, "ist beschädigt")
    *older, newest = map(bytes.fromhex, text.split())
    return Keys(newest, tuple(older))


def _settle_rotation(settings: Settings, known: str | None) -> None:
    """Put the new key file in the place of the old one if people are named by it; else it is of no use."""
    new = _next(settings)
    if not _exists(new):
        return
    try:
        if _read(new).fingerprint == known:
            write_whole(key_file(settings), new.read_bytes())
        new.unlink()
    except OSError as exc:
        raise _unusable(new, "lässt sich nicht an ihren Platz bringen") from exc


def _next(settings: Settings) -> Path:
    path = key_file(settings)
    return path.with_name(f"{path.name}.neu")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as exc:
        raise _unusable(path, "lässt sich nicht lesen") from exc


def _written(keys: Keys) -> bytes:
    return "".join(f"{key.hex()}\n" for key in (*keys.older, keys.newest)).encode()


def _create(path: Path) -> None:
    """Make a key; of two processes at once, the first one's key stays. Without its key, a database knows nobody."""
    with contextlib.suppress(FileExistsError):
        write_new(path, _written(Keys(secrets.token_bytes(32))))


def _unusable(path: Path, ailment: str) -> ConfigError:
    return ConfigError(
        f"Die Schlüsseldatei „{path}“ {ailment}. Bitte prüfen Sie Ordner und Rechte, spielen Sie eine Sicherung ein, "
        "oder setzen Sie LOTSENBOT_SECRET."
    )
