"""A patch is what `git apply` takes."""

import subprocess
from pathlib import Path

import pytest

from bot.curation.patch import patch
from bot.store.records import FileTexts

NEW: FileTexts = {"entries/scanner.yaml": 'entries:\n  - id: scanner\n    title: "Größe"\n'}


def lay(folder: Path, files: FileTexts) -> None:
    for name, text in files.items():
        if text is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(text.encode())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, NEW),
        ({"entries/scanner.yaml": None}, NEW),
        (NEW, {"entries/scanner.yaml": None}),
        (NEW, {"entries/scanner.yaml": NEW["entries/scanner.yaml"] + '    answer: "x"\n'}),
        ({"a.yaml": "kein: Zeilenende"}, {"a.yaml": "kein: Zeilenende\nmehr: davon"}),
        ({"a.yaml": "mit: Ende\n"}, {"a.yaml": "mit: Ende\nohne: Ende"}),
        ({"a.yaml": 'a: "x\u2028y"\n'}, {"a.yaml": 'a: "x\u2028z"\nb: "\x0c"\n'}),
    ],
)
def test_git_applies_it(tmp_path: Path, before: FileTexts, after: FileTexts) -> None:
    """New, changed and removed files come out as they should be, with and without a last line's end."""
    lay(tmp_path, before)
    made = patch(before, after)
    subprocess.run(["git", "apply", "-p1", "-"], input=made.encode(), cwd=tmp_path, check=True, capture_output=True)
    found = {str(p.relative_to(tmp_path)): p.read_bytes().decode() for p in tmp_path.rglob("*.yaml")}
    assert found == {name: text for name, text in after.items() if text is not None}


def test_nothing_changed() -> None:
    """What stays as it is, is not in the patch."""
    assert patch(NEW, NEW) == ""
