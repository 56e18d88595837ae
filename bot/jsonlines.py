"""JSON objects, one a line, from a stream that may hold anything, and to a stream whose reader waits for each."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from bot import german

MAX_BYTES = 1_000_000
"""A longer line is refused; it is read past, never held in memory."""


@dataclass(frozen=True)
class BadLine:
    """A line that holds no JSON object, and why."""

    problem: str


def read_objects(stream: BinaryIO) -> Iterator[dict[str, Any] | BadLine]:
    """Yield what each line holds; never raises for what a line may contain."""
    while raw := stream.readline(MAX_BYTES + 1):
        if len(raw) > MAX_BYTES and not raw.endswith(b"\n"):
            while (rest := stream.readline(MAX_BYTES)) and not rest.endswith(b"\n"):
                pass
            yield BadLine(f"Die Zeile ist länger als {german.number(MAX_BYTES)} Byte.")
        else:
            yield _parse(raw)


def _parse(raw: bytes) -> dict[str, Any] | BadLine:
    try:
        text = raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        return BadLine(f"Die Zeile ist nicht in UTF-8 geschrieben (Byte {error.start + 1}).")
    if not text:
        return BadLine("Die Zeile ist leer.")
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        return BadLine(f"Die Zeile ist kein gültiges JSON (Zeichen {error.pos + 1}).")
    except (RecursionError, ValueError):  # nested too deeply; a number of thousands of digits
        return BadLine("Das JSON der Zeile ist zu tief verschachtelt, oder eine Zahl darin ist zu lang.")
    return value if isinstance(value, dict) else BadLine("Die Zeile ist kein JSON-Objekt, also nicht in {…} gefasst.")


def write_object(stream: BinaryIO, value: dict[str, Any]) -> None:
    """Write one line and flush it, so that whoever waits for it gets it."""
    stream.write(as_json(value).encode() + b"\n")
    stream.flush()


def as_json(value: dict[str, Any], indent: int | None = None) -> str:
    """Return JSON that is readable, and valid UTF-8 even if a text in it was not."""
    return without_surrogates(json.dumps(value, ensure_ascii=False, indent=indent))


def without_surrogates(text: str) -> str:
    """Replace halves of characters, which JSON escapes and broken arguments can bring, by "?"."""
    return text.encode("utf-8", "replace").decode("utf-8")
