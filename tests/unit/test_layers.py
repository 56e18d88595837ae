"""The folder tree tells the architecture; these tests keep it true."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYERS = ("knowledge", "intents", "bot")
IMPURE = {"asyncio", "aiosqlite", "telegram", "os", "time", "random", "sqlite3", "socket", "subprocess"}
SEEDED = {"classify.py", "selftest.py"}
"""These draw examples with a seeded generator: the same ones each time."""


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_run_one_way(layer):
    """knowledge imports none of the others, intents only knowledge, bot both."""
    above = set(LAYERS[LAYERS.index(layer) + 1 :])
    offenders = {str(p): above & set(imported(p)) for p in (ROOT / layer).rglob("*.py")}
    assert not {path: names for path, names in offenders.items() if names}


def test_the_conversation_is_pure():
    """What decides on words knows no loop, clock, chance, file or database."""
    pure = [ROOT / "bot" / name for name in ("conversation.py", "message.py", "session.py", "plain.py", "privacy.py")]
    pure += [ROOT / "bot" / name for name in ("answers.py", "handover.py", "picking.py")]
    pure += list((ROOT / "bot" / "interview").glob("*.py"))
    pure += list((ROOT / "intents").glob("*.py"))
    for path in pure:
        allowed = {"random"} if path.name in SEEDED else set()
        assert not IMPURE & set(imported(path)) - allowed, path
