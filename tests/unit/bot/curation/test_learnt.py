"""What was learnt is kept for the next start, and never outlives what it was learnt from."""

import shutil
from pathlib import Path

import pytest

from bot.curation import learnt
from bot.curation.learnt import learn
from knowledge.errors import KnowledgeError

from ...knowledge.conftest import FILES


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "lotsenbot"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        path = tmp_path / "base" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return tmp_path / "base"


@pytest.fixture
def times_loaded(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """One for each time that files were really read and learnt."""
    loaded: list[Path] = []
    load = learnt.load
    monkeypatch.setattr(learnt, "load", lambda overlays, base: loaded.append(base) or load(overlays, base))
    return loaded


def test_the_second_start_learns_nothing(base: Path, times_loaded: list[Path]) -> None:
    """And knows and understands the same."""
    knowledge, understanding = learn(base=base)
    again, understood = learn(base=base)
    assert len(times_loaded) == 1
    assert again == knowledge
    for question in (entry.question for entry in knowledge.entries.values()):
        assert understood.explain(question) == understanding.explain(question)


def test_a_changed_file_is_learnt(base: Path, times_loaded: list[Path]) -> None:
    """A title that was changed is the new one at the next start."""
    before, _ = learn(base=base)
    entry = next(iter(before.entries.values()))
    for path in base.rglob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace(entry.title, "Ein neuer Titel"), "utf-8")
    after, _ = learn(base=base)
    assert after.entries[entry.id].title == "Ein neuer Titel"
    assert len(times_loaded) == 2


def test_an_overlay_is_another_origin(base: Path, tmp_path: Path, times_loaded: list[Path]) -> None:
    """What was learnt without it does not answer for it."""
    overlay = tmp_path / "overlay"
    learn(base=base)
    shutil.copytree(base / "entries", overlay / "entries")
    with pytest.raises(KnowledgeError):  # every id would be there twice
        learn([overlay], base)
    assert len(times_loaded) == 2


def test_changed_code_learns_anew(
    base: Path, tmp_path: Path, times_loaded: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new version never answers with what an old one understood."""
    code = tmp_path / "code.py"
    monkeypatch.setattr(learnt, "_code", lambda: [code])
    for text in ("1", "1", "2"):
        code.write_text(text, "utf-8")
        learn(base=base)
    assert len(times_loaded) == 2


@pytest.mark.parametrize("content", [b"", b"\x80", b"cos\nnothing\n.", b"\0" * 1000])
def test_a_damaged_file_is_learnt_anew(base: Path, cache: Path, times_loaded: list[Path], content: bytes) -> None:
    """And replaced by a whole one."""
    learn(base=base)
    [kept] = cache.glob("*.learnt")
    kept.write_bytes(content)
    learn(base=base)
    learn(base=base)
    assert len(times_loaded) == 2


@pytest.mark.parametrize("which", ["file", "folder"])
def test_what_others_may_write_is_not_read(base: Path, cache: Path, times_loaded: list[Path], which: str) -> None:
    """Reading it could run their code as us."""
    learn(base=base)
    [kept] = cache.glob("*.learnt")
    (kept if which == "file" else cache).chmod(0o777)
    learn(base=base)
    assert len(times_loaded) == 2


def test_only_we_may_read_it(base: Path, cache: Path) -> None:
    """Neither the folder nor what is in it is open to anybody else."""
    learn(base=base)
    assert {path.stat().st_mode & 0o077 for path in (cache, *cache.iterdir())} == {0}


def test_a_few_files_are_kept(base: Path, cache: Path) -> None:
    """Many changes in a row don't fill the disk; the newest is among what stays."""
    for number in range(8):
        (base / "wording.yaml").write_text(f"{FILES['wording.yaml']}\n# {number}\n", "utf-8")
        learn(base=base)
    assert len(list(cache.iterdir())) == 4


def test_without_a_place_for_it_nothing_is_kept(base: Path, cache: Path, times_loaded: list[Path]) -> None:
    """A file in the way is no failure."""
    cache.parent.mkdir()
    cache.write_text("", "utf-8")
    learn(base=base)
    assert learn(base=base)[0].entries
    assert len(times_loaded) == 2


def test_broken_knowledge_is_refused_each_time(base: Path, times_loaded: list[Path]) -> None:
    """Nothing is kept of it."""
    (base / "entrees.yaml").write_text("", "utf-8")
    for _ in range(2):
        with pytest.raises(KnowledgeError):
            learn(base=base)
    assert len(times_loaded) == 2
