"""What a process loads before anybody needs it: each library costs its start time and memory."""

import subprocess
import sys

import pytest

WHEN_NEEDED = (
    "openpyxl",
    "typst",
    "icalendar",
    "matplotlib",
    "prompt_toolkit",
    "segno",
    "linkify_it",
    "bs4",
    "mammoth",
)
"""Spreadsheets, PDF, calendars, charts, the line editor, QR codes, addresses in text, what is imported."""


@pytest.mark.parametrize(
    ("module", "spared"),
    [
        ("bot.service.serve", (*WHEN_NEEDED, "telegram", "httpx", "nio", "rich")),
        ("bot.cli.ask", (*WHEN_NEEDED, "telegram", "nio", "starlette", "bot.store.sqlite")),
        ("bot.cli.main", (*WHEN_NEEDED, "telegram", "starlette", "bot.store.sqlite", "pydantic", "numpy", "rich")),
    ],
)
def test_libraries_are_loaded_when_first_used(module: str, spared: tuple[str, ...]) -> None:
    """Importing what a command starts with loads nothing that only some of its uses need."""
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()
    assert not set(spared) & set(loaded)


def test_what_reads_files_of_knowledge_is_built_when_one_is_read() -> None:
    """Most starts read what was learnt before, and no file: without validators they are quicker, and smaller."""
    code = (
        "import bot.service.serve; from knowledge.fields import Model\n"
        "def below(shape): return [shape, *(s for one in shape.__subclasses__() for s in below(one))]\n"
        "print(len(below(Model)), [one.__name__ for one in below(Model)[1:] if one.__pydantic_complete__])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
    count, _, built = told.partition(" ")
    assert int(count) > 20
    assert built.strip() == "[]"
