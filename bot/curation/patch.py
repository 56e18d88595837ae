"""Writes changed files as a patch for `git apply`; pure."""

import difflib
from collections.abc import Iterator

from bot.store.records import FileTexts

_NO_NEWLINE = "\\ No newline at end of file\n"


def patch(before: FileTexts, after: FileTexts) -> str:
    """Return a unified diff from `before` to `after`; a file that only one of them has is made or removed."""
    names = sorted({*before, *after})
    return "".join(line for name in names for line in _file(name, before.get(name), after.get(name)))


def _file(name: str, before: str | None, after: str | None) -> Iterator[str]:
    if before == after:
        return
    yield f"diff --git a/{name} b/{name}\n"
    if before is None:
        yield "new file mode 100644\n"
    if after is None:
        yield "deleted file mode 100644\n"
    made = difflib.unified_diff(
        _lines(before),
        _lines(after),
        "/dev/null" if before is None else f"a/{name}",
        "/dev/null" if after is None else f"b/{name}",
    )
    for line in made:
        yield line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}"


def _lines(text: str | None) -> list[str]:
    return [line + "\n" for line in text.split("\n")[:-1]] + _rest(text) if text else []


def _rest(text: str) -> list[str]:
    last = text.rpartition("\n")[2]
    return [last] if last else []
