"""Reads one YAML file strictly, and remembers on which line everything stands.

Refused: repeated keys, anchors and aliases (which could blow up a small file), tags, several documents, files over
`MAX_BYTES`. Knows nothing of what the files are about.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from knowledge.errors import Problem

MAX_BYTES = 1_000_000

Location: TypeAlias = tuple[str | int, ...]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is ten times faster, where it was built


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

    def complain(self, line: int, problem: str, remedy: str, entry: str = "") -> None:
        self.problems.append(Problem(self.path, line, entry, problem, remedy))


def read_yaml(path: Path, shown_as: str) -> YamlFile:
    """Read `path`; never raises for what a file may hold or for a file that can't be read."""
    file = YamlFile(shown_as)
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            file.complain(1, f"Die Datei ist größer als {MAX_BYTES:,} Byte".replace(",", "."), "Teilen Sie sie auf.")
            return file
        text = raw.decode("utf-8-sig")
    except OSError as error:
        file.complain(1, f"Die Datei ist nicht lesbar ({error.strerror})", "Prüfen Sie Ort und Rechte.")
        return file
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        file.complain(line, "Die Datei ist nicht in UTF-8 geschrieben", "Speichern Sie sie als UTF-8.")
        return file
    try:
        loader = _LOADER(text)
        try:
            node = loader.get_single_node()
            if node is not None:
                file.value = _Builder(file, loader).build(node, ())
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        detail = " ".join(filter(None, (error.context, error.problem)))
        file.complain(
            mark.line + 1 if mark else 1,
            f"Kein gültiges YAML ({detail})",
            "Prüfen Sie Einrückung und Anführungszeichen.",
        )
        file.value = None
    except yaml.YAMLError as error:
        file.complain(1, f"Kein gültiges YAML ({str(error).splitlines()[0]})", "Entfernen Sie Steuerzeichen.")
        file.value = None
    except RecursionError:
        file.complain(1, "Die Datei ist zu tief verschachtelt", "Vereinfachen Sie sie.")
        file.value = None
    return file


class _Builder:
    """Turns nodes into plain values, noting lines and refusing what the format does not need."""

    def __init__(self, file: YamlFile, loader: Any) -> None:
        self._file, self._loader = file, loader
        self._seen: set[int] = set()

    def build(self, node: yaml.Node, location: Location) -> Any:
        line = node.start_mark.line + 1
        self._file.lines[location] = line
        if id(node) in self._seen:
            self._file.complain(line, "Verweise mit * sind hier nicht erlaubt", "Schreiben Sie den Wert aus.")
            return None
        self._seen.add(id(node))
        match node:
            case yaml.MappingNode():
                return dict(self._pairs(node, location))
            case yaml.SequenceNode():
                return [self.build(item, (*location, i)) for i, item in enumerate(node.value)]
            case _:
                return self._scalar(node, line)

    def _pairs(self, node: yaml.MappingNode, location: Location) -> Iterator[tuple[str, Any]]:
        keys: set[str] = set()
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._file.complain(line, "Ein Schlüssel ist kein einfacher Text", "Schreiben Sie „schlüssel: wert“.")
                continue
            key = key_node.value
            if key in keys:
                self._file.complain(line, f"Der Schlüssel „{key}“ steht zweimal", "Entfernen Sie einen von beiden.")
            keys.add(key)
            value = self.build(value_node, (*location, key))
            self._file.lines[(*location, key)] = line
            yield key, value

    def _scalar(self, node: yaml.Node, line: int) -> Any:
        if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.endswith((":binary", ":merge")):
            self._file.complain(
                line, f"Die Kennzeichnung {node.tag} ist nicht erlaubt", "Schreiben Sie einfachen Text."
            )
            return None
        try:
            return self._loader.construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError):
            self._file.complain(
                line, f"Der Wert „{node.value[:40]}“ ist nicht lesbar", "Setzen Sie ihn in Anführungszeichen."
            )
            return None
