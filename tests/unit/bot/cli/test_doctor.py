"""`lotsenbot doctor`."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.doctor import doctor as command


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its exit code says whether anything is wrong."""
    monkeypatch.setenv("LOTSENBOT_DATA", str(tmp_path))
    done = CliRunner().invoke(command)
    assert (done.exit_code, "✓ Schlüssel" in done.output) == (0, True)
    database = tmp_path / "lotsenbot.sqlite3"
    database.write_bytes(b"x" * 5000)
    database.chmod(0o600)
    done = CliRunner().invoke(command)
    assert (done.exit_code, "✗ Datenbank" in done.output) == (1, True)
