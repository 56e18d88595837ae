"""The list of channels, and that nothing else knows them by name."""

import subprocess
import sys
from pathlib import Path

import pytest

import bot
from bot.service.channels import CHANNELS, labels
from bot.talk.actions import MOST_CHARS

_BOT = Path(bot.__file__).parent
_MAY_NAME_TELEGRAM = {"service/channels.py", "config.py", "cli/main.py", "cli/run.py", "cli/telegram.py"}
"""The list, the settings, and the command line, whose help explains both."""


def loaded_by(code: str) -> set[str]:
    """Return the packages that a process has loaded after it ran something."""
    show = "; import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code + show], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_each_channel_has_a_name_and_a_label() -> None:
    """Two with one name would read each other's letters."""
    assert len(labels()) == len(CHANNELS)
    assert all(channel.name and channel.label for channel in CHANNELS)


def test_every_action_fits_into_the_tightest_channel() -> None:
    """What can be built can be sent, wherever somebody is."""
    assert min(channel.action_chars for channel in CHANNELS if channel.action_chars) >= MOST_CHARS


def test_only_its_folder_knows_telegram() -> None:
    """Another messenger is written beside it, not around it."""
    folder = _BOT / "channels" / "telegram"
    files = [path for path in _BOT.rglob("*") if path.suffix in {".py", ".html", ".js", ".css"}]
    naming = {path for path in files if folder not in path.parents and "telegram" in path.read_text("utf-8").casefold()}
    assert {path.relative_to(_BOT).as_posix() for path in naming} <= _MAY_NAME_TELEGRAM


@pytest.mark.parametrize(
    "module", ["bot.cli.ask", "bot.cli.chat", "bot.cli.run", "bot.cli.report", "bot.service.serve"]
)
def test_a_channel_that_is_not_opened_loads_nothing(module: str) -> None:
    """Neither a question at the command line nor the service without a token pays for a messenger's library."""
    assert not {"telegram", "httpx", "nio"} & loaded_by(f"import {module}")
