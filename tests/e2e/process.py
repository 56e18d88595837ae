"""The assistant in a process of its own, `lotsenbot run`, as whoever runs it starts it."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

_PATIENCE = 60.0
_ADDRESS = re.compile(r"https?://127\.0\.0\.1:[1-9]\d*|127\.0\.0\.1:[1-9]\d*")


class Process:
    """May be killed and started again on the same data."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._folder = folder
        self._env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LOTSENBOT_")},
            "LOTSENBOT_DATABASE": str(self.database),
            "LOTSENBOT_HTTP_PORT": "0",
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> Path:
        return self._folder / "lotsenbot.sqlite3"

    @property
    def log(self) -> str:
        """Everything that it wrote to standard output and standard error."""
        return (self._folder / "log").read_text("utf-8")

    def start(self) -> None:
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"], env=self._env, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        return self._process.wait(90)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def address(self) -> str:
        """Wait for the address that it prints: where it serves HTTP."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            if found := _ADDRESS.search(self.log):
                return "http://" + found[0].removeprefix("http://")
            assert self.running, f"it ended at once:\n{self.log}"
            time.sleep(0.05)
        raise AssertionError(f"it printed no address:\n{self.log}")

    def command(self, *arguments: str, stdin: str = "") -> str:
        """Run another command of the assistant on the same data and return its output."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            env=self._env,
            input=stdin.encode(),
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()
