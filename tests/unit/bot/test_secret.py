"""Where the secret of the pseudonyms comes from."""

import os
import stat
import threading
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import secret
from bot.config import Settings
from bot.errors import ConfigError
from bot.talk.privacy import Keys


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database=tmp_path / "lotsenbot.sqlite3")


def key_file(settings: Settings) -> Path:
    return settings.database.with_name("lotsenbot.sqlite3.key")


def test_a_configured_secret_needs_no_file(settings: Settings, tmp_path: Path) -> None:
    """Whoever keeps the secret elsewhere finds no copy of it beside the database."""
    configured = settings.model_copy(update={"secret": SecretStr("ü" * 32)})
    assert secret.load_keys(configured) == Keys(("ü" * 32).encode())
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_once_and_then_stays(settings: Settings, tmp_path: Path) -> None:
    """32 random bytes for the owner alone, the same at every start, and no draft is left behind."""
    key = secret.load_keys(settings)
    assert len(key.newest) == 32
    assert secret.load_keys(settings) == key
    assert list(tmp_path.iterdir()) == [key_file(settings)]
    assert stat.S_IMODE(key_file(settings).stat().st_mode) == 0o600


def test_two_installations_have_different_keys(settings: Settings) -> None:
    """A key is random."""
    key = secret.load_keys(settings)
    key_file(settings).unlink()
    assert secret.load_keys(settings) != key


def test_of_several_starts_at_once_all_get_the_same_key(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """All have seen that there is no key before the first one makes it; still only one key comes out."""
    everybody_looked = threading.Barrier(8)
    link = os.link

    def link_together(draft: str, path: Path) -> None:
        everybody_looked.wait()
        link(draft, path)

    monkeypatch.setattr(os, "link", link_together)
    keys: list[Keys] = []
    starts = [threading.Thread(target=lambda: keys.append(secret.load_keys(settings))) for _ in range(8)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


@pytest.mark.parametrize("content", [b"", b"abc\n", b"0" * 64, b"\xff" * 65, b"0" * 63 + b"\n", b"G" * 64 + b"\n"])
def test_a_damaged_key_is_never_used(settings: Settings, content: bytes) -> None:
    """Another key would make strangers of everybody, so the start stops."""
    key_file(settings).write_bytes(content)
    with pytest.raises(ConfigError, match=r"beschädigt.*Sicherung.*LOTSENBOT_SECRET"):
        secret.load_keys(settings)


def test_a_folder_that_is_missing_is_reported(settings: Settings, tmp_path: Path) -> None:
    """There is nowhere to put the key."""
    elsewhere = settings.model_copy(update={"database": tmp_path / "weg" / "x.sqlite3"})
    with pytest.raises(ConfigError, match="lässt sich nicht anlegen"):
        secret.load_keys(elsewhere)
