"""What was typed is kept no longer than questions are."""

import datetime
import stat
from pathlib import Path

import pytest
from prompt_toolkit.history import FileHistory

from bot.channels.terminal.history import forget_typed
from bot.channels.terminal.keyboard import RedactedHistory
from bot.errors import FileError

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


def typed(path: Path) -> list[str]:
    return list(FileHistory(str(path)).load_history_strings())


def test_what_is_older_is_erased(tmp_path: Path) -> None:
    """Whole entries, with all their lines; what comes later stays, for its owner alone."""
    path = tmp_path / "history"
    local = (NOW - 3 * DAY).astimezone().replace(tzinfo=None)
    path.write_text(f"+ohne Tag\n\n# {local}\n+alt\n+zweite Zeile\n\n# gestern\n+undatierbar\n")
    RedactedHistory(str(path)).store_string("neu\nund lang")
    forget_typed(path, NOW - DAY)
    assert typed(path) == ["neu\nund lang"]
    assert "alt" not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    forget_typed(path, NOW + DAY)
    assert path.read_bytes() == b""


def test_a_history_that_is_not_there_needs_nothing(tmp_path: Path) -> None:
    """Nobody has typed anything yet; one that can't be read is told."""
    forget_typed(tmp_path / "history", NOW)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileError, match="lässt sich nicht kürzen"):
        forget_typed(tmp_path, NOW)
