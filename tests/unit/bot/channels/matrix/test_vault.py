"""The folder with our keys."""

import stat
from pathlib import Path

import pytest

from bot.channels.matrix.vault import Login, Vault
from bot.errors import ConfigError


def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Also if somebody made it otherwise."""
    folder = tmp_path / "matrix"
    folder.mkdir(mode=0o755)
    vault = Vault(folder, b"s" * 32)
    vault.open()
    vault.keep(Login("@lotse:rathaus.test", "ABC", "token"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert vault.login() == Login("@lotse:rathaus.test", "ABC", "token")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """It is said with its name."""
    with pytest.raises(ConfigError, match="nirgends"):
        Vault(tmp_path / "nirgends" / "matrix", b"s").open()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"user": 1}', '{"a": 2}'])
def test_a_login_that_cannot_be_read_is_none(tmp_path: Path, content: str) -> None:
    """Then it is logged in anew."""
    (tmp_path / "login.json").write_text(content, "utf-8")
    assert Vault(tmp_path, b"s").login() is None


def test_only_one_holds_the_lock(tmp_path: Path) -> None:
    """Until it lets go."""
    one, other = Vault(tmp_path, b"s"), Vault(tmp_path, b"s")
    with one.locked() as first, other.locked() as second:
        assert (first, second) == (True, False)
    with other.locked() as third:
        assert third


def test_keys_follow_from_the_secret() -> None:
    """The same for the same secret and purpose, and no others."""
    keys = {Vault(Path(), secret).derived(purpose) for secret in (b"a", b"b") for purpose in ("keys", "master")}
    assert len(keys) == 4
    assert Vault(Path(), b"a").pickle_key == Vault(Path(), b"a").pickle_key
