"""What the linter can't hold by itself."""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "intents", "knowledge")
EXCEPTION = re.compile(r"# (?:ruff: )?noqa\b|# type: ignore\b")
REASON = re.compile(
    r"# (?:ruff: )?noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*(?: - |  # |  | \()\S|# type: ignore\[[a-z-]+(?:, ?[a-z-]+)*\]  # \S"
)
MOST_PARAMETERS = 5


def sources(*folders: str) -> Iterator[Path]:
    return chain.from_iterable((ROOT / folder).rglob("*.py") for folder in folders)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    arguments = function.args
    names = [one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def test_every_exception_from_the_linter_has_its_reason() -> None:
    """In the same line, so that who meets it need not guess."""
    lines = (
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in (*sources(*PACKAGES, "tests"), ROOT / "conftest.py")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if EXCEPTION.search(line) and not REASON.search(line)
    )
    assert list(lines) == []


def test_any_type_stands_only_at_the_edges() -> None:
    """Where YAML, JSON, rows or a library's own values come in or go out; what is inside has types of its own."""
    inside = chain(
        sources("bot/talk", "bot/exchange", "bot/service", "bot/insight", "bot/documents", "bot/desk", "intents"),
        sources("bot/channels/web", "bot/channels/terminal"),
        (ROOT / "bot" / "store").glob("*.py"),
    )
    found = (
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in inside
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Name) and node.id == "Any"
    )
    assert list(found) == []


def test_no_function_has_more_than_five_parameters() -> None:
    """What has more is several things, or hides a thing that has no name yet."""
    many = (
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in sources(*PACKAGES)
        for function in functions(path)
        if len(parameters(function)) > MOST_PARAMETERS
    )
    assert list(many) == []
