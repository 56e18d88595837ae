"""Names tell things apart."""

import ast
from collections import Counter
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_no_class_name_stands_twice() -> None:
    """Who reads a name in an import or a log knows which class it is; what a module keeps to itself does not count."""
    files = chain.from_iterable((ROOT / package).rglob("*.py") for package in ("bot", "intents", "knowledge"))
    trees = (ast.parse(file.read_text("utf-8")) for file in files)
    names = Counter(node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef))
    assert [name for name, count in names.items() if count > 1 and not name.startswith("_")] == []
