"""What readers see in German stands where it can be read as a whole: in the wording, in templates, not in Python."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from string import Formatter

import pytest
import yaml

from bot.words import words
from knowledge.words import whole

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "intents", "knowledge")
GERMAN = re.compile(
    r"[äöüÄÖÜß]|\b(?:der|die|das|ist|nicht|und|oder|Sie|Ihre?|eine?|für|mit|von|zu|keine?|bitte|noch|wurde|wird|bis|je)\b"
)
MAY_SPEAK = {
    "bot/cli": "the command line's help and answers stand beside the option that they explain",
    "bot/config.py": "the description of a setting is what an error about it says",
    "bot/jsonlines.py": "errors of the command line about a line of its input",
    "bot/secret.py": "an error with its remedy",
    "bot/store/sqlite/faults.py": "errors with their remedies, by SQLite's codes",
    "bot/channels/telegram/service.py": "errors with their remedies",
    "bot/channels/telegram/examining.py": "what the doctor finds, with its remedies",
    "bot/service/doctor.py": "what it finds, with its remedies",
    "bot/service/backup.py": "errors with their remedies",
    "bot/talk/privacy": "words that the redaction knows",
    "bot/channels/matrix/markup.py": "letters that commands may have",
    "bot/channels/matrix/reading.py": "letters that commands may have",
    "intents/calibrate.py": "a word before a question that is typed for a trial",
    "intents/choosing.py": "words that people choose with",
    "intents/corrections.py": "words that people correct themselves with",
    "intents/letters.py": "words that letters begin and end with",
    "intents/normalise.py": "words that say nothing",
    "intents/ownentries.py": "labels of what was typed and what came of it",
    "intents/questions.py": "words that questions are made of",
    "intents/readiness.py": "words that tell of a state",
    "intents/requests.py": "words that ask for an answer of another kind",
    "intents/selftest.py": "letters, keys and words that are typed for a trial, and labels of what came of it",
    "intents/written.py": "words that say nothing",
    "knowledge/exporting.py": "the heading of a file that is read again",
    "knowledge/importing/columns.py": "what columns are called in tables that are read",
    "knowledge/importing/doubting.py": "words that a person should look at",
    "knowledge/importing/material.py": "words that questions begin with",
    "knowledge/importing/pages.py": "headings of pages that are read",
    "knowledge/importing/phrasing.py": "words that questions are made of",
    "knowledge/importing/sheets.py": "what sheets and columns are called in workbooks that are read again",
    "knowledge/interview.py": "a value of a file",
    "knowledge/mending.py": "the names of the months",
    "knowledge/naming.py": "letters",
    "knowledge/sentences.py": "letters",
}
"""Errors are worded where they are raised: whoever changes a check sees what it says."""
NAMES = {"/löschen", "löschen", "zurück", "questions/nicht-abgedeckt.yaml", "outside/nicht-unser-thema.yaml"} | {
    "Ein Wrot, das niemnad kennt"
}
"""Commands, files of knowledge, and a question that nobody asks."""
FILES = {"defect": "defects", "remedy": "phrases", "phrase": "phrases", "remark": "importing"}
"""Which file of `knowledge/words/german` each function reads."""


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


def is_german(text: str) -> bool:
    """Whether a text is more than a name."""
    return text not in NAMES and bool(GERMAN.search(text)) and bool(re.search(r"\s|[äöüÄÖÜß]", text))


def modules() -> Iterator[Path]:
    return chain.from_iterable(sorted((ROOT / package).rglob("*.py")) for package in PACKAGES)


def test_no_german_sentence_stands_in_python() -> None:
    """But for errors, the command line, and the lists of words that people type."""
    found = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in modules()
        if not any(path.relative_to(ROOT).is_relative_to(allowed) for allowed in MAY_SPEAK)
        for text in said_in(path)
        if is_german(text)
    ]
    assert found == []


@pytest.mark.parametrize("place", MAY_SPEAK)
def test_every_exception_is_still_one(place: str) -> None:
    """A place that speaks no German any more is taken from the list."""
    path = ROOT / place
    files = path.rglob("*.py") if path.is_dir() else [path]
    assert any(is_german(text) for file in files for text in said_in(file))


def test_words_are_read_as_they_are_written() -> None:
    """Each of them has its place in the shape, and no other."""
    written = yaml.safe_load((ROOT / "bot" / "words.yaml").read_text("utf-8"))
    assert asdict(words()) == written


def texts_of(node: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(node, Mapping):
        for key, below in node.items():
            yield from texts_of(below, (*path, key))
    else:
        yield path, str(node)


def braces(texts: Iterable[str]) -> set[str]:
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


def calls() -> Iterator[tuple[str, list[str], set[str]]]:
    """Yield every call in `knowledge` of what words a defect, with its names and what it fills in."""
    for path in (ROOT / "knowledge").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FILES:
                names = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                if len(names) == len(node.args) and None not in (filled := {word.arg for word in node.keywords}):
                    yield node.func.id, names, {name for name in filled if name}


def test_what_is_said_of_a_base_is_filled_in() -> None:
    """Each name that the code says there is has a text, whose braces are what the code fills in."""
    wrong = []
    for function, names, filled in calls():
        group = {"remedy": ["remedies"], "remark": ["remarks"]}.get(function, [])
        said = whole(FILES[function])
        for name in (*group, *names):
            said = said[name]
        if braces(text for _, text in texts_of(said)) - {"step"} != filled - {"step"}:
            wrong.append((function, names, filled))
    assert wrong == []


def test_nothing_is_said_of_a_base_that_nobody_says() -> None:
    """Every text is named somewhere in the code, by the last part of its name."""
    code = "".join(path.read_text("utf-8") for path in (ROOT / "knowledge").rglob("*.py"))
    named = defaultdict(list)
    for file in ("defects", "phrases", "importing"):
        for path, _ in texts_of(whole(file)):
            named[path[-2] if path[-1] in {"problem", "remedy"} else path[-1]].append((file, path))
    by_table = {"syntax", "system", "old"}
    unsaid = [
        places
        for name, places in named.items()
        if f'"{name}"' not in code
        and not name.startswith("lost_")
        and not any(by_table & set(path) for _, path in places)
    ]
    assert unsaid == []
