"""Which files make up a folder of knowledge, and what shape each has; knows nothing of what is in them."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from knowledge.errors import Problem
from knowledge.fields import Model
from knowledge.interview import InterviewDefinition, InterviewWording
from knowledge.model import (
    CheckedFile,
    DialogueFile,
    EntryFile,
    OutsideFile,
    OverridesFile,
    PhraseFile,
    QuestionFile,
    SmallTalkFile,
    SourcesFile,
    VocabularyFile,
)
from knowledge.service import ServiceProfile
from knowledge.wording import WordingFile
from knowledge.words import Defect, defect, remedy

SINGLE: dict[str, type[Model]] = {
    "vocabulary": VocabularyFile,
    "sources": SourcesFile,
    "smalltalk": SmallTalkFile,
    "checked": CheckedFile,
    "overrides": OverridesFile,
    "service": ServiceProfile,
    "wording": WordingFile,
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
    "vocabulary": VocabularyFile,
    "sources": SourcesFile,
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
                        problems.append(_problem(inner, defect("not_read", remedy=remedy("only_yaml"))))
            elif _looks_like_knowledge(path):
                problems.append(_problem(path, defect("not_read", remedy=_likely(path))))
    except OSError as error:
        return [], [_problem(Path(error.filename), defect("unreadable_folder"))]
    if not files:
        problems.append(_problem(folder, defect("nothing_there", expected=remedy("expected", names=_EXPECTED))))
    return files, problems


_FOR_OTHERS = (".md", ".py", ".typed")


def strays(folder: Path) -> list[Path]:
    """Return the files in a folder that nobody would read, such as the spreadsheet that it was made of.

    What is written for people (.md), what is hidden and code is none of them.
    """
    known = {path for path, _ in knowledge_files(folder)[0]}
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path not in known)
    return [path for path in found if path.suffix not in _FOR_OTHERS and not _is_hidden(path.relative_to(folder))]


def _is_hidden(path: Path) -> bool:
    return any(part[0] in "._#~" or part.endswith("~") for part in path.parts)


def shown(path: Path) -> str:
    """Return `path` as problems name it: short where it lies in the working directory."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):  # it lies elsewhere, or the working directory is gone
        return str(path)


def _listing(folder: Path) -> Iterator[Path]:
    """Yield what lies in `folder` by name, but for hidden files and those that editors leave behind."""
    return (path for path in sorted(folder.iterdir()) if path.name[0] not in "._#~" and not path.name.endswith("~"))


def _looks_like_knowledge(path: Path) -> bool:
    if path.is_dir():
        try:
            return any(inner.suffix.lower() in YAML for inner in _listing(path))
        except OSError:  # whatever it is, it is not ours
            return False
    return any(suffix.lower() in YAML for suffix in path.suffixes)


def _likely(path: Path) -> str:
    known = {name: f"{name}/" for name in FOLDERS} | {name: f"{name}.yaml" for name in SINGLE}
    close = get_close_matches(path.name.lower().split(".")[0], known, n=1)
    return remedy("did_you_mean", name=known[close[0]]) if close else remedy("expected", names=_EXPECTED)


def _problem(path: Path, found: Defect) -> Problem:
    return Problem(shown(path), 1, "", *found)
