"""The examples in README, CONTRIBUTING and docs/ run as tests: commands, settings, knowledge, code."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

from bot.config import load_settings
from knowledge.load import load


def as_in_a_shell(example: Example) -> str | None:
    """Run each line after a "$"; what it prints is what follows, where "…" stands for anything."""
    for part in re.split(r"^\$ ", example.parsed, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        program, *arguments = shlex.split(command)
        assert program == "lotsenbot", program
        done = subprocess.run([sys.executable, "-m", "bot", *arguments], capture_output=True, text=True, check=False)
        said, wanted = (" ".join(text.split()) for text in (done.stdout + done.stderr, expected))
        if not re.fullmatch(".*".join(map(re.escape, re.split(r"\s*…\s*", wanted))), said, flags=re.DOTALL):
            return f"{command} printed:\n{said}\ninstead of:\n{wanted}"
    return None


def as_settings(example: Example) -> None:
    """Read a settings file as the assistant does. Raises ConfigError."""
    path = example.namespace["folder"] / "lotsenbot.toml"
    path.write_text(example.parsed, "utf-8")
    example.namespace["patch"].setenv("LOTSENBOT_CONFIG", str(path))
    load_settings()


def as_knowledge(example: Example) -> None:
    """Lay entries over the shipped knowledge; anything else is a part of a file, and YAML. Raises KnowledgeError."""
    if "entries" not in yaml.safe_load(example.parsed):
        return
    folder = Path(tempfile.mkdtemp(dir=example.namespace["folder"]))
    (folder / "entries").mkdir()
    (folder / "entries" / "example.yaml").write_text(example.parsed, "utf-8")
    load([folder])


def prepare(namespace: dict[str, Any]) -> None:
    """Give each document an environment without anybody's settings, and a folder of its own."""
    patch = namespace["patch"] = pytest.MonkeyPatch()
    for name in [name for name in os.environ if name.startswith("LOTSENBOT_")]:
        patch.delenv(name)
    namespace["folder"] = Path(tempfile.mkdtemp(prefix="lotsenbot-docs-"))


def clear(namespace: dict[str, Any]) -> None:
    namespace["patch"].undo()
    shutil.rmtree(namespace["folder"])


pytest_collect_file = Sybil(
    parsers=[
        CodeBlockParser("console", as_in_a_shell),
        CodeBlockParser("toml", as_settings),
        CodeBlockParser("yaml", as_knowledge),
        PythonCodeBlockParser(),
    ],
    patterns=["README.md", "CONTRIBUTING.md", "docs/*.md"],
    setup=prepare,
    teardown=clear,
).pytest()
