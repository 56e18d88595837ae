"""What was typed into the terminal before: kept in a file, as long as questions are, and no longer."""

import datetime
from pathlib import Path

from bot.disk import write_whole
from bot.errors import FileError


def forget_typed(path: Path, before: datetime.datetime) -> None:
    """Erase the lines that were typed before this moment from the file of a history. Raises FileError.

    As prompt_toolkit writes it: each entry is a line "# 2026-01-15 12:00:00.000000" (local time) and lines with a "+".
    What cannot be dated is erased too.
    """
    try:
        lines = path.read_bytes().splitlines(keepends=True)
        kept, is_new = [], False
        for line in lines:
            if line.startswith(b"#"):
                is_new = _typed_at(line) >= before
            if is_new:
                kept.append(line)
        if len(kept) < len(lines):
            write_whole(path, b"".join(kept))
    except FileNotFoundError:
        return
    except OSError as error:
        raise FileError(f"„{path}“ lässt sich nicht kürzen. Bitte prüfen Sie die Rechte.") from error


def _typed_at(line: bytes) -> datetime.datetime:
    try:
        return datetime.datetime.fromisoformat(line[1:].strip().decode("ascii")).astimezone(datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.datetime.min.replace(tzinfo=datetime.UTC)
