"""What a start takes: the whole commands `lotsenbot ask` and `lotsenbot run`, in fresh processes."""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_STARTS = 5
_ASK = ("ask", "Was ist Amt24?")
_READY = re.compile(r"http://127\.0\.0\.1:\d+")
_MEGABYTE = 1024
"""Kilobytes."""


@dataclass(frozen=True)
class Start:
    """What one start took, from the first instruction of a fresh process."""

    seconds: float
    """Until it answered; of the service, until `/readyz` said so."""
    processor: float
    """Seconds of processor time until then."""
    resident: int
    """Kilobytes then; of a command that has ended, the most that it had."""


def show_starts() -> None:
    """Print what starts took. A process's peak counts what its parent had: call it while little is loaded."""
    for name, keeps in (("first start, with everything to learn", False), ("any other start", True)):
        for what, start in (("ask", ask), ("run", run)):
            show(f"{name}: {what}", list(starts(start, keeps=keeps)))


def starts(start: Callable[[Path], Start], *, keeps: bool) -> Iterator[Start]:
    """Yield what fresh processes took; with `keeps`, after one that has learnt."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if keeps:
            start(folder)
        for number in range(_STARTS):
            yield start(folder if keeps else folder / str(number))


def ask(folder: Path) -> Start:
    """Answer one question: `lotsenbot ask`, from its start to its end."""
    began = time.perf_counter()
    with launch(folder, *_ASK) as asking:
        _, status, used = os.wait4(asking.pid, 0)
        asking.returncode = os.waitstatus_to_exitcode(status)
    if asking.returncode:
        raise RuntimeError(f"lotsenbot ask failed with {asking.returncode}")
    return Start(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss)


def run(folder: Path) -> Start:
    """Serve, without a messenger: `lotsenbot run`, from its start until it is ready."""
    began = time.perf_counter()
    with launch(folder, "run") as serving:
        address = next((found[0] for line in serving.stdout or () if (found := _READY.search(line))), None)
        if address is None:
            raise RuntimeError("lotsenbot run ended before it was ready")
        with urllib.request.urlopen(f"{address}/readyz"):  # noqa: S310 - it is the process that we started
            seconds = time.perf_counter() - began
        process = Path("/proc", str(serving.pid))
        told = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
        user, system = (process / "stat").read_text().rpartition(")")[2].split()[11:13]
        serving.terminate()
    ticks = os.sysconf("SC_CLK_TCK")
    return Start(seconds, (int(user) + int(system)) / ticks, int(told["VmRSS"].split()[0]))


def launch(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start the command line in a process of its own, with nobody's settings, and with its data in `folder`."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("LOTSENBOT_")}
    folder.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={
            **ours,
            "XDG_CACHE_HOME": str(folder),
            "LOTSENBOT_DATABASE": str(folder / "bench.sqlite3"),
            "LOTSENBOT_HTTP_PORT": "0",
        },
    )


def show(name: str, runs: list[Start]) -> None:
    """Say what is usual of some starts."""
    seconds = statistics.median(one.seconds for one in runs)
    processor = statistics.median(one.processor for one in runs)
    memory = max(one.resident for one in runs) / _MEGABYTE
    say(f"{name:44}{seconds:>6.2f} s{processor:>8.2f} s of processor time{memory:>6.0f} MB")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
