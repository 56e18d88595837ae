"""A file that is not written yet."""

import re
from dataclasses import dataclass

from bot.talk.interview.result import Result
from knowledge.folding import fold


@dataclass(frozen=True)
class File:
    """What a person downloads, saves or attaches."""

    name: str
    media_type: str
    content: bytes


def named(result: Result, ending: str, media_type: str, content: bytes) -> File:
    """Return a file whose name says what it is about, and from when; of plain letters only."""
    about = re.sub(r"[^a-z0-9]+", "-", fold(result.subject or ""))[:40].strip("-")
    parts = ["bereitschaft", *([about] if about else []), f"{result.at:%Y-%m-%d}"]
    return File(f"{'-'.join(parts)}.{ending}", media_type, content)
