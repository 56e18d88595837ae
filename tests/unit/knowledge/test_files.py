"""Which files are read, and which of the others somebody should hear about."""

import os
from pathlib import Path

import pytest

from knowledge.files import knowledge_files


def names(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path, _ in knowledge_files(folder)[0]]


def test_every_file_of_a_base(base) -> None:
    """All files come with their shapes, always in the same order."""
    files, problems = knowledge_files(base.path)
    assert problems == []
    assert [(str(path.relative_to(base.path)), model.__name__) for path, model in files] == [
        ("entries/drucker.yaml", "EntryFile"),
        ("outside/anderes.yaml", "OutsideFile"),
        ("phrases/drucker.yaml", "PhraseFile"),
        ("questions/drucker.yaml", "QuestionFile"),
        ("service.yaml", "ServiceProfile"),
        ("smalltalk.yaml", "SmallTalkFile"),
        ("sources.yaml", "SourcesFile"),
        ("vocabulary.yaml", "VocabularyFile"),
        ("wording.yaml", "WordingFile"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "notizen.txt",
        "model.py",
        ".gitignore",
        ".hidden.yaml",
        "vocabulary.yaml~",
        "entries/.x.yaml.swp",
        "entries/#x.yaml#",
        "entries/x.yaml~",
        "entries/README.md",
        "__pycache__/x.yaml",
        ".git/x.yaml",
        "bilder/plan.png",
    ],
)
def test_what_may_lie_beside(base, name: str) -> None:
    """Notes, code, hidden files and what editors leave behind are nobody's mistake."""
    before = names(base.path)
    base.write(name, "")
    assert knowledge_files(base.path)[1] == []
    assert names(base.path) == before


@pytest.mark.parametrize(
    ("name", "told", "remedy"),
    [
        ("vocabulary.yml", "vocabulary.yml", "Meinten Sie „vocabulary.yaml“?"),
        ("Wording.YAML", "Wording.YAML", "Meinten Sie „wording.yaml“?"),
        ("smaltalk.yaml", "smaltalk.yaml", "Meinten Sie „smalltalk.yaml“?"),
        ("amt.yaml", "amt.yaml", "Erwartet werden: entries/*.yaml,"),
        ("sources.yaml.txt", "sources.yaml.txt", "Meinten Sie „sources.yaml“?"),
        ("entries.yaml", "entries.yaml", "Meinten Sie „entries/“?"),
        ("entry/x.yaml", "entry", "Meinten Sie „entries/“?"),
        ("Entries/x.yml", "Entries", "Meinten Sie „entries/“?"),
        ("entries/x.yaml.txt", "entries/x.yaml.txt", "Erwartet werden nur Dateien auf „.yaml“."),
        ("entries/x.YAML", "entries/x.YAML", "Erwartet werden nur Dateien auf „.yaml“."),
        ("entries/x.json", "entries/x.json", "Erwartet werden nur Dateien auf „.yaml“."),
        ("phrases/unter/x.yaml", "phrases/unter", "Erwartet werden nur Dateien auf „.yaml“."),
    ],
)
def test_what_would_be_overlooked(base, name: str, told: str, remedy: str) -> None:
    """A file that looks like knowledge but would not be read is told, with the name that was probably meant."""
    base.write(name, "")
    (problem,) = knowledge_files(base.path)[1]
    assert (problem.path, problem.problem) == (str(base.path / told), "Das wird nicht gelesen")
    assert problem.remedy.startswith(remedy)


def test_short_suffix(base) -> None:
    """In the folders a file may end in ".yml" as well."""
    base.write("entries/x.yml", "")
    assert "entries/x.yml" in names(base.path)


def test_a_folder_without_knowledge(base, new_folder) -> None:
    """An overlay that holds nothing of ours is probably a mistake, and told."""
    empty = new_folder("leer")
    assert base.problem(empty).problem == "Der Ordner enthält kein Wissen"
    empty.write("entries/README.md", "")
    assert "entries/*.yaml" in base.problem(empty).remedy


def test_a_folder_named_like_a_file(base) -> None:
    """A folder named like a YAML file is told, and the rest is read."""
    (base.path / "entries/x.yaml").mkdir()
    assert base.problem().problem == "Das ist keine gewöhnliche Datei"


def test_a_folder_that_can_not_be_listed(base, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that may not be listed is told; one that is not ours is left alone."""
    base.write("privat/x.png", "")
    closed = {"privat"}
    iterdir = Path.iterdir

    def refuse(path: Path):
        if path.name in closed:
            raise PermissionError(13, "Permission denied", str(path))
        return iterdir(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert base.load()
    closed.add("phrases")
    problem = next(p for p in base.problems() if "nicht lesbar" in p.problem)
    assert problem.path == str(base.path / "phrases")


def test_a_vanished_working_directory(base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the working directory is gone, the base loads."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    os.rmdir(gone)  # noqa: PTH106  # the same, but plain
    assert base.load()
