"""Which files make up a folder of knowledge, and what shape each has; knows nothing of what is in them."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from knowledge.errors import Problem
from knowledge.interview import InterviewDefinition, InterviewWording
from knowledge.model import (
    CheckedFile,
    DialogueFile,
    EntryFile,
    Model,
    OutsideFile,
    PhraseFile,
    QuestionFile,
    SmallTalkFile,
    SourcesFile,
    VocabularyFile,
)
from knowledge.wording import Wording

SINGLE: dict[str, type[Model]] = {
    "vocabulary": VocabularyFile,
    "sources": SourcesFile,
    "smalltalk": SmallTalkFile,
    "checked": CheckedFile,
    "wording": Wording,
    "interview": InterviewDefinition,
    "interview-wording": InterviewWording,
}
"""The shape of each file of which a folder has one, by its name without ".yaml"."""

FOLDERS: dict[str, type[Model]] = {
    "entries": EntryFile,
    "phrases": PhraseFile,
    "outside": OutsideFile,
    "questions": QuestionFile,
    "dialogues": DialogueFile,
    "interviews": InterviewDefinition,
}
"""The shape of the files in each folder."""

YAML = (".yaml", ".yml")
"""How the names of files of knowledge end."""
_EXPECTED = ", ".join([f"{name}/*.yaml" for name in FOLDERS] + [f"{name}.yaml" for name in SINGLE])


def knowledge_files(folder: Path) -> tuple[list[tuple[Path, type[Model]]], list[Problem]]:
    """Return the files to read with their shapes, always in the same order, and what is not as it should be.

    A file that looks like knowledge but would not be read is a problem: nobody should wonder why it has no effect.
    """
    files: list[tuple[Path, type[Model]]] = []
    problems: list[Problem] = []
    try:
        for path in _listing(folder):
            if path.suffix == ".yaml" and path.stem in SINGLE:
                files.append((path, SINGLE[path.stem]))
            elif path.name in FOLDERS:
                for inner in _listing(path):
                    if inner.suffix in YAML:
                        files.append((inner, FOLDERS[path.name]))
                    elif inner.suffix != ".md":
                        problems.append(_unread(inner, "Erwartet werden nur Dateien auf „.yaml“."))
            elif _looks_like_knowledge(path):
                problems.append(_unread(path, _likely(path)))
    except OSError as error:
        return [], [_problem(Path(error.filename), "Der Ordner ist nicht lesbar", "Prüfen Sie Ort und Rechte.")]
    if not files:
        problems.append(_problem(folder, "Der Ordner enthält kein Wissen", f"Erwartet werden: {_EXPECTED}."))
    return files, problems


def shown(path: Path) -> str:
    """Return `path` as problems name it: short where it lies in the working directory."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):  # it lies elsewhere, or the working directory is gone
        return str(path)


def _listing(folder: Path) -> Iterator[Path]:
    """Yield what lies in `folder` by name, but for hidden files and those that editors leave behind."""
    return (path for path in sorted(folder.iterdir()) if path.name[0] not in "._#" and not path.name.endswith("~"))


def _looks_like_knowledge(path: Path) -> bool:
    if path.is_dir():
        try:
            return any(inner.suffix.lower() in YAML for inner in _listing(path))
        except OSError:  # whatever it is, it is not ours
            return False
    return any(suffix.lower() in YAML for suffix in path.suffixes)


def _likely(path: Path) -> str:
    meant = {name: f"{name}/" for name in FOLDERS} | {name: f"{name}.yaml" for name in SINGLE}
    close = get_close_matches(path.name.lower().split(".")[0], meant, n=1)
    return f"Meinten Sie „{meant[close[0]]}“?" if close else f"Erwartet werden: {_EXPECTED}."


def _unread(path: Path, remedy: str) -> Problem:
    return _problem(path, "Das wird nicht gelesen", remedy)


def _problem(path: Path, problem: str, remedy: str) -> Problem:
    return Problem(shown(path), 1, "", problem, remedy)
