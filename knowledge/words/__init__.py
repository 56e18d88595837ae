"""What is said of a base: what is wrong with it and what to do, and what an import leaves to look at.

The German stands in the files beside; each text is read when it is first said, so that a base without mistakes costs
nothing.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

_FOLDER = Path(__file__).parent / "german"
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is ten times faster, where it was built


class Defect(NamedTuple):
    """What is wrong, and what to do about it."""

    problem: str
    remedy: str


@cache
def whole(name: str) -> Any:
    """Return what a file says."""
    return yaml.load((_FOLDER / f"{name}.yaml").read_text("utf-8"), _LOADER)  # noqa: S506 - it is a safe one


def table(name: str) -> Mapping[str, Mapping[str, str]]:
    """Return the texts of a file by their names, below those of their groups."""
    texts: Mapping[str, Mapping[str, str]] = whole(name)
    return texts


def defect(name: str, /, **values: object) -> Defect:
    """Return a problem of `defects.yaml` with its remedy, filled in."""
    said = table("defects")[name]
    return Defect(said["problem"].format(**values), said.get("remedy", "").format(**values))


def remedy(name: str, /, **values: object) -> str:
    """Return a remedy of `phrases.yaml`, filled in: one that stands with several problems."""
    return table("phrases")["remedies"][name].format(**values)


def meant(written: str, known: Iterable[str], otherwise: str) -> str:
    """Return the remedy for a name that there is not: the nearest of those that there are, or `otherwise`."""
    close = get_close_matches(written, known, n=1)
    return remedy("did_you_mean", name=close[0]) if close else otherwise


def phrase(group: str, name: str, /, **values: object) -> str:
    """Return a part of a sentence of `phrases.yaml`, filled in."""
    return table("phrases")[group][name].format(**values)


def remark(name: str, /, **values: object) -> str:
    """Return what an import says of a place or an entry, from `importing.yaml`, filled in."""
    return table("importing")["remarks"][name].format(**values)
