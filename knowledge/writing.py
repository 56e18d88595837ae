"""Writes files of knowledge as people write them: ids bare, texts in quotation marks, one item a line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

_IDS = frozenset({"id", "kind", "about", "aspect", "within", "next", "document", "sources", "related"})
"""What holds ids: those are written bare, everything else in quotation marks."""

_OTHER_LINE_ENDS = frozenset("\r\x85\u2028\u2029")


@dataclass(frozen=True)
class _Quoted:
    text: str


@dataclass(frozen=True)
class _Row:
    ids: list[str] = field(default_factory=list)


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - PyYAML's
        super().increase_indent(flow, indentless=False)


def _quoted(dumper: yaml.SafeDumper, value: _Quoted) -> yaml.Node:
    # In a block YAML takes other line ends too, and gives each back as "\n".
    as_block = "\n" in value.text and not _OTHER_LINE_ENDS & set(value.text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", value.text, style="|" if as_block else '"')


def _row(dumper: yaml.SafeDumper, value: _Row) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value.ids, flow_style=True)


_Dumper.add_representer(_Quoted, _quoted)
_Dumper.add_representer(_Row, _row)


def to_yaml(content: Mapping[str, Any]) -> str:
    """Return the content of a file."""
    shaped = _shaped(content, "")
    return str(yaml.dump(shaped, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000))


def _shaped(value: Any, key: str) -> Any:
    if isinstance(value, Mapping):
        return {name: _shaped(below, name) for name, below in value.items()}
    if isinstance(value, list):
        return _Row(value) if key in _IDS else [_shaped(item, "") for item in value]
    return value if key in _IDS else _Quoted(str(value))
