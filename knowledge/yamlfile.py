"""Reads one YAML file strictly, and remembers on which line everything stands.

What comes out are texts, lists and mappings. Refused: repeated keys, unquoted values that YAML takes for something
else than text, anchors and aliases (which could blow up a small file), tags, several documents, nesting deeper than
`MAX_DEPTH` (the C parser would crash on very deep ones), files over `MAX_BYTES`. Knows nothing of what the files are
about.
"""

import errno
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from knowledge.errors import Problem
from knowledge.words import Defect, defect, phrase, table

MAX_BYTES = 1_000_000
MAX_DEPTH = 16
MAX_PROBLEMS = 200
"""How many problems of one file are told: a file full of nonsense should not hide those of the others."""

Location: TypeAlias = tuple[str | int, ...]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is ten times faster, where it was built

# What YAML does not allow; found here, so that the line can be told.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_TAKEN_FOR = {f"tag:yaml.org,2002:{sort}": sort for sort in ("bool", "int", "float", "timestamp")}
"""By the tag of what YAML takes a text without quotation marks for: what that is called here."""


class _RefusedError(Exception):
    """The rest of the file can't be read; the problem is noted already."""


@dataclass
class YamlFile:
    """A file's values with the line of each; `problems` says what could not be read."""

    path: str
    value: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, location: Location) -> int:
        """Return the line of the value at `location`, or of the nearest part around it that has one."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)

    def complain(self, line: int, found: Defect, entry: str = "") -> None:
        if len(self.problems) == MAX_PROBLEMS:
            found = defect("more")
        if len(self.problems) <= MAX_PROBLEMS:
            self.problems.append(Problem(self.path, line, entry, *found))


def read_yaml(path: Path, shown_as: str, *, bare: bool = False) -> YamlFile:
    """Read `path`; never raises for what a file may hold or for a file that can't be read.

    With `bare`, what stands without quotation marks is text all the same, whatever YAML takes it for.
    """
    file = YamlFile(shown_as)
    text = _read_text(path, file)
    if text is None:
        return file
    loader = _LOADER(text)
    try:
        file.value = _Reader(file, loader, bare=bare).document()
    except yaml.YAMLError as error:
        _complain_of_syntax(file, text, error)
    except _RefusedError:
        pass
    finally:
        loader.dispose()
    return file


def _read_text(path: Path, file: YamlFile) -> str | None:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for ever
            file.complain(1, defect("not_regular"))
            return None
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = table("phrases")["system"].get(errno.errorcode.get(error.errno or 0, ""), error.strerror)
        file.complain(1, defect("unreadable_file", reason=reason))
        return None
    if len(raw) > MAX_BYTES:
        file.complain(1, defect("too_large", most=f"{MAX_BYTES:,}".replace(",", ".")))
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        file.complain(line, defect("not_utf_8"))
        return None
    if found := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        file.complain(line, defect("not_allowed_sign", code=ord(found.group())))
        return None
    return text


def _complain_of_syntax(file: YamlFile, text: str, error: yaml.YAMLError) -> None:
    mark, detail = None, str(error)
    if isinstance(error, yaml.MarkedYAMLError):
        detail = " ".join(filter(None, (error.context, error.problem)))
        # An unfinished text is noticed at the end of the file, but mended where it begins.
        unfinished = "quoted scalar" in (error.context or "")
        mark = (error.context_mark if unfinished else None) or error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    written = text.split("\n")[line - 1 : line]
    if written and re.match(r" *\t", written[0]):
        file.complain(line, defect("tabulator"))
        return
    meaning = next((german for said, german in table("phrases")["syntax"].items() if said in detail), detail)
    file.complain(line, defect("no_yaml", meaning=meaning))


class _Reader:
    """Builds plain values from the parser's events, noting lines and refusing what the format does not need."""

    def __init__(self, file: YamlFile, loader: Any, *, bare: bool) -> None:
        self._file, self._loader, self._bare = file, loader, bare

    def document(self) -> Any:
        """Return the value of the only document; None for an empty file."""
        self._loader.get_event()  # the stream starts
        if self._loader.check_event(yaml.StreamEndEvent):
            return None
        self._loader.get_event()  # the document starts
        value = self._value(self._loader.get_event(), ())
        self._loader.get_event()  # the document ends
        if not self._loader.check_event(yaml.StreamEndEvent):
            line = self._loader.get_event().start_mark.line + 1
            self._refuse(line, defect("second_document"))
        return value

    def _value(self, event: Any, location: Location) -> Any:
        line = event.start_mark.line + 1
        self._file.lines.setdefault(location, line)
        if isinstance(event, yaml.AliasEvent):
            self._file.complain(line, defect("alias", name=_short(str(event.anchor))))
            return None
        if event.anchor is not None:
            self._file.complain(line, defect("anchor", name=_short(str(event.anchor))))
        if event.tag is not None:
            self._file.complain(line, defect("tag", name=_short(event.tag)))
        if isinstance(event, yaml.ScalarEvent):
            return self._text(event, line)
        if len(location) >= MAX_DEPTH:
            self._refuse(line, defect("too_deep", most=MAX_DEPTH))
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(location)
        return self._mapping(location)

    def _list(self, location: Location) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._loader.get_event(), yaml.SequenceEndEvent):
            items.append(self._value(event, (*location, len(items))))
        return items

    def _mapping(self, location: Location) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        while not isinstance(event := self._loader.get_event(), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent):
                self._refuse(line, defect("key_no_text"))
            key = event.value
            if key in pairs:
                first = self._file.lines[*location, key]
                self._file.complain(line, defect("key_twice", key=_short(key), first=first))
                self._value(self._loader.get_event(), (*location, key, "again"))
            else:
                self._file.lines[*location, key] = line
                pairs[key] = self._value(self._loader.get_event(), (*location, key))
        return pairs

    def _text(self, event: Any, line: int) -> str | None:
        text: str = event.value
        if not event.implicit[0]:  # it is quoted
            return text
        tag = self._loader.resolve(yaml.ScalarNode, text, (True, False))
        if tag == "tag:yaml.org,2002:null":
            return None
        if tag in _TAKEN_FOR and not self._bare:
            taken = phrase("taken_for", _TAKEN_FOR[tag])
            self._file.complain(line, defect("taken_for", text=_short(text), taken=taken))
        return text

    def _refuse(self, line: int, found: Defect) -> None:
        self._file.complain(line, found)
        raise _RefusedError


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
