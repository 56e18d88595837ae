"""`lotsenbot backup`."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import secret
from bot.cli.backup import backup as command
from bot.config import Settings
from bot.errors import ConfigError


def test_the_commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Made, looked at, put back; without a database there is nothing to back up."""
    settings = Settings(data=tmp_path)
    monkeypatch.setenv("LOTSENBOT_DATA", str(tmp_path))
    path, runner = str(tmp_path / "sicherung"), CliRunner()
    assert isinstance(runner.invoke(command, ["create", path]).exception, ConfigError)
    settings.database.touch()
    secret.load_keys(settings)
    for name, told in (
        ("create", "Gesichert: Stand"),
        ("verify", "In Ordnung: Stand"),
        ("restore", "Eingespielt. Was"),
    ):
        done = runner.invoke(command, [name, path])
        assert done.exit_code == 0, done.exception
        assert told in done.output
