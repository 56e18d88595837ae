"""The secret behind the pseudonyms: the configured one, or else a key file."""

import contextlib
import re
import secrets
from pathlib import Path

from bot.config import Settings, key_file
from bot.disk import write_new
from bot.errors import ConfigError

_KEY = re.compile(r"[0-9a-f]{64}\n")


def load_secret(settings: Settings) -> bytes:
    """Return the secret of this installation; the key file is made (mode 0600) when there is none."""
    if settings.secret is not None:
        return settings.secret.get_secret_value().encode()
    path = key_file(settings)
    try:
        if not path.exists():
            _create(path)
        key = path.read_text(encoding="ascii")
    except OSError as exc:
        raise _unusable(path, "lässt sich nicht lesen oder anlegen") from exc
    except UnicodeDecodeError as exc:
        raise _unusable(path, "ist beschädigt") from exc
    if not _KEY.fullmatch(key):
        raise _unusable(path, "ist beschädigt")
    return bytes.fromhex(key)


def _create(path: Path) -> None:
    """Make a key; of two processes at once, the first one's key stays. Without its key, a database knows nobody."""
    with contextlib.suppress(FileExistsError):
        write_new(path, f"{secrets.token_hex(32)}\n".encode())


def _unusable(path: Path, ailment: str) -> ConfigError:
    return ConfigError(
        f"Die Schlüsseldatei „{path}“ {ailment}. Bitte prüfen Sie Ordner und Rechte, spielen Sie eine Sicherung ein, "
        "oder setzen Sie LOTSENBOT_SECRET."
    )
