"""What readers see in German stands where it can be read as a whole: in the wording, in templates, not in Python."""

import ast
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from bot.words import words

ROOT = Path(__file__).parents[2]
GERMAN = re.compile(
    r"[äöüÄÖÜß]|\b(?:der|die|das|ist|nicht|und|oder|Sie|Ihre?|eine?|für|mit|von|zu|keine?|bitte|noch|wurde|wird|bis|je)\b"
)
MAY_SPEAK = {
    "cli": "the command line's help and answers stand beside the option that they explain",
    "config.py": "the description of a setting is what an error about it says",
    "jsonlines.py": "errors of the command line about a line of its input",
    "secret.py": "an error with its remedy",
    "store/sqlite/faults.py": "errors with their remedies, by SQLite's codes",
    "channels/telegram/service.py": "errors with their remedies",
    "channels/telegram/examining.py": "what the doctor finds, with its remedies",
    "service/doctor.py": "what it finds, with its remedies",
    "service/backup.py": "errors with their remedies",
    "talk/privacy": "words that the redaction knows",
    "channels/matrix/markup.py": "letters that commands may have",
    "channels/matrix/reading.py": "letters that commands may have",
    "channels/matrix/channel.py": "errors with their remedies",
}
"""Errors are worded where they are raised: whoever changes a check sees what it says."""
NAMES = {"/löschen", "löschen", "zurück", "questions/nicht-abgedeckt.yaml", "outside/nicht-unser-thema.yaml"} | {
    "Ein Wrot, das niemnad kennt"
}
"""Commands, files of knowledge, and a question that nobody asks."""


def said_in(path: Path) -> Iterator[str]:
    """Yield the texts of a module that are neither docstrings nor errors."""
    tree = ast.parse(path.read_text("utf-8"))
    others = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in others:
            yield node.value


def test_no_german_sentence_stands_in_python() -> None:
    """But for errors, the command line, and the lists of words that people type."""
    found = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in sorted((ROOT / "bot").rglob("*.py"))
        if not any(path.relative_to(ROOT / "bot").is_relative_to(allowed) for allowed in MAY_SPEAK)
        for text in said_in(path)
        if text not in NAMES and GERMAN.search(text) and re.search(r"\s|[äöüÄÖÜß]", text)
    ]
    assert found == []


@pytest.mark.parametrize("place", MAY_SPEAK)
def test_every_exception_is_still_one(place: str) -> None:
    """A place that speaks no German any more is taken from the list."""
    path = ROOT / "bot" / place
    files = path.rglob("*.py") if path.is_dir() else [path]
    assert any(
        GERMAN.search(ast.get_source_segment(file.read_text("utf-8"), node) or "")
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant)
    )


def test_words_are_read_as_they_are_written() -> None:
    """Each of them has its place in the shape, and no other."""
    written = yaml.safe_load((ROOT / "bot" / "words.yaml").read_text("utf-8"))
    assert asdict(words()) == written
