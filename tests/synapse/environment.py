"""The virtual environment that Synapse runs in: made once for a machine, outside of the repository."""

import fcntl
import os
import subprocess
import sys
import venv
from pathlib import Path

VERSION = "1.163.0"
_MINUTES = 10


class SynapseMissingError(Exception):
    """It can't be installed here; says why in one line."""


def python() -> Path:
    """Return the interpreter that has Synapse, installing it first if need be. Raises SynapseMissingError."""
    folder = _home() / "lotsenbot-tests" / f"synapse-{VERSION}-python{sys.version_info.major}.{sys.version_info.minor}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:  # several processes of one run
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            _install(folder)
    return folder / "bin" / "python"


def _home() -> Path:
    """Return the user's cache, not the one that the tests set for themselves."""
    return Path(os.environ.get("SYNAPSE_CACHE") or Path.home() / ".cache")


def _install(folder: Path) -> None:
    venv.create(folder, clear=True, with_pip=True)
    command = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", f"matrix-synapse=={VERSION}"]
    env = {name: value for name, value in os.environ.items() if name != "PIP_CONSTRAINT"}
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=60 * _MINUTES, env=env)
    except (subprocess.SubprocessError, OSError) as error:
        said = (getattr(error, "stderr", b"") or b"").decode("utf-8", "replace").strip().splitlines()
        raise SynapseMissingError(said[-1] if said else type(error).__name__) from error
    (folder / "ready").touch()
