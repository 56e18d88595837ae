"""Writes into the files what was derived for entries that leave things out; their comments stay as they are."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from knowledge.check import Located
from knowledge.model import WrittenEntry
from knowledge.writing import to_yaml

Derived: TypeAlias = tuple[int, Mapping[str, str]]
"""The line at which an entry begins, and what was derived for it."""
_FIRST = ("id", "title", "about", "aspect", "stand")


def completed(text: str, derived: Iterable[Derived]) -> str:
    """Return the text of a file with more keys before those on the lines (from 1) at which entries begin."""
    lines = text.splitlines(keepends=True)
    for number, more in sorted(derived, key=lambda one: -one[0]):
        lines[number - 1 : number] = _with_more(lines[number - 1], more)
    return "".join(lines)


def _with_more(line: str, more: Mapping[str, str]) -> list[str]:
    told = to_yaml({key: more[key] for key in _FIRST if key in more}).splitlines()
    bare = line.lstrip(" ")
    indent = line[: len(line) - len(bare)]
    if bare.startswith("- {"):
        return [f"{indent}- {{{', '.join(told)}, {bare[3:].lstrip()}"]
    if bare.startswith("- "):
        first = f"{indent}- {told[0]}\n"
        rest = [f"{indent}  {one}\n" for one in told[1:]]
        return [first, *rest, f"{indent}  {bare[2:].lstrip()}"]
    return [*(f"{indent}{one}\n" for one in told), line]


def by_file(
    derived: Iterable[tuple[Located[WrittenEntry], Mapping[str, str]]],
) -> dict[Path, list[tuple[int, Mapping[str, str]]]]:
    """Return what was derived, by the file and the line of each entry."""
    found: dict[Path, list[tuple[int, Mapping[str, str]]]] = {}
    for located, more in derived:
        found.setdefault(Path(located.file.path), []).append((located.file.line(located.at), more))
    return found
