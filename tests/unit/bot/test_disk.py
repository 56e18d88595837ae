"""Files are written whole, for their owner alone, and for good."""

import os
import stat

import pytest

from bot.disk import write_new, write_whole


@pytest.fixture
def synced(monkeypatch):
    """What was written to the disk for good, in order: files by their content, folders by their names."""
    seen = []
    real = os.fsync

    def fsync(descriptor):
        status = os.fstat(descriptor)
        seen.append("folder" if stat.S_ISDIR(status.st_mode) else os.pread(descriptor, 100, 0))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    return seen


@pytest.mark.parametrize("write", [write_whole, write_new])
def test_what_was_written_survives_a_power_cut(tmp_path, synced, write):
    """The content lasts before it gets its name, and the name before anybody is told."""
    write(tmp_path / "key", b"secret")
    assert synced == [b"secret", "folder"]
    assert (tmp_path / "key").read_bytes() == b"secret"


@pytest.mark.parametrize("write", [write_whole, write_new])
def test_only_the_owner_may_read(tmp_path, write):
    """Whatever the umask allows."""
    before = os.umask(0)
    try:
        write(tmp_path / "key", b"secret")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"], "no draft is left"


def test_a_new_file_takes_no_other_ones_place(tmp_path):
    """Of two, the first one's content stays, and no draft lies about."""
    write_new(tmp_path / "key", b"first")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "key", b"second")
    assert (tmp_path / "key").read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_what_fails_leaves_what_there_was(tmp_path, monkeypatch):
    """A full disk in the middle of writing costs nothing that was there."""
    write_whole(tmp_path / "key", b"first")

    def full(_):
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_whole(tmp_path / "key", b"second")
    assert (tmp_path / "key").read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
