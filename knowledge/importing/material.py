"""What is found in a file: questions with their answers, before anything is proposed; and how a file can fail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.mending import mended

MOST_BYTES = 30_000_000


class ImportingError(Exception):
    """A file can't be read as what it seems to be; the message is a sentence for whoever gave it."""


@dataclass(frozen=True)
class FoundQuestion:
    """A question with its answer, and whatever else was written of it."""

    place: str
    """Where it stands, for people: "faq.xlsx, Zeile 3"."""
    question: str
    answer: str = ""
    """In the markup of answers."""
    section: str = ""
    """The heading or the category under which it stands."""
    id: str = ""
    title: str = ""
    about: str = ""
    aspect: str = ""
    details: str = ""
    stand: str = ""
    gueltig_bis: str = ""
    read: str = ""
    """The day on which the source was read, if that is an address without one."""
    phrases: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    """What got lost on the way, in German."""


@dataclass(frozen=True)
class Material:
    """Everything that a file holds."""

    entries: tuple[FoundQuestion, ...] = ()
    title: str = ""
    """What the file calls itself."""
    address: str = ""
    """Where it came from, as far as it tells."""
    content: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    """Subjects, sources and the like, as our own files have them, by their key there."""
    remarks: tuple[str, ...] = ()


QUESTION_WORDS = frozenset(
    """
    wie was wer wem wen wo wohin woher wann warum wieso weshalb welche welcher welches welchen welchem
    womit wofür wozu woran worauf kann können könnte darf dürfen muss müssen soll sollte gibt ist sind
    hat habe haben wird werden brauche brauchen benötige bekomme erhalte gilt werde ab bis
    """.split()  # noqa: SIM905 - one a line would fill a page
)


def is_question(text: str) -> bool:
    """Whether a heading or a line asks something."""
    text = text.strip()
    first = re.match(r"\w+", text)
    return text.endswith("?") or (first is not None and first[0].casefold() in QUESTION_WORDS and len(text.split()) > 2)


def one_line(text: str) -> str:
    """Return a text in one line, mended."""
    return " ".join(mended(text).split())


def bytes_of(path: Path) -> bytes:
    """Return what a file holds; ImportingError if it is not there or too large."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ImportingError(f"Die Datei ist größer als {MOST_BYTES // 1_000_000} MB. Bitte teilen Sie sie auf.")
        return path.read_bytes()
    except OSError as error:
        raise ImportingError(f"Die Datei ist nicht lesbar ({error.strerror}).") from error


def text_of(path: Path) -> str:
    """Return a file's text, whatever program wrote it: UTF-8, UTF-16 with its mark, or as Windows writes."""
    raw = bytes_of(path)
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
