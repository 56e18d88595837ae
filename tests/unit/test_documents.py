"""README, docs/ and the other documents tell what is there: settings, places, dependencies, each other."""

import ast
import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from bot.config import _fields

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "knowledge" / "README.md"])
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def anchors(text: str) -> set[str]:
    """Return what a link may name after "#", as hosts of repositories make it from headings."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in _HEADING.findall(text)}


def defined(module: Path) -> set[str]:
    """Return the names at the top of a module, and those within its classes as Class.name."""
    found = set()
    for node in ast.parse(module.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{inner.name}" for inner in node.body if hasattr(inner, "name")}
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        found |= {target.id for target in targets if isinstance(target, ast.Name)}
        found |= {node.name} if hasattr(node, "name") else set()
    return found


def test_every_setting_is_in_the_table() -> None:
    """Nobody has to read the code to configure something; and no setting is told of that is gone."""
    told = re.findall(r"^\| `LOTSENBOT_(\w+)` \|", read("docs/betrieb.md"), re.MULTILINE)
    assert {name.lower() for name in told} == {*_fields(), "config"}


def test_places_where_things_are_decided_exist() -> None:
    """What the table of the architecture names is there, with that name."""
    table = read("docs/architecture.md").partition("## Where is it decided?")[2].partition("\n## ")[0]
    places = re.findall(r"\| `([^`]+)` \|$", table, re.MULTILINE)
    assert len(places) > 15
    for place in places:
        path, _, name = place.partition("::")
        assert (ROOT / path).exists(), place
        assert not name or name in defined(ROOT / path), place


def test_every_threat_has_its_test() -> None:
    """What a line of the threats names is there."""
    lines = [line for line in read("docs/threats.md").splitlines() if line.startswith("| ")][1:]
    assert len(lines) > 15
    for line in lines:
        named = re.findall(r"`(tests/[\w/]+\.py)`", line.rsplit(" | ", 1)[1])
        assert named, line
        assert all((ROOT / name).exists() for name in named), line


def test_tests_that_are_told_of_exist() -> None:
    """Each pitfall of a messenger has one."""
    told = set(re.findall(r"`(test_\w+)`", read("docs/channels.md")))
    there = {name for module in ROOT.glob("tests/**/test_*.py") for name in defined(module)}
    assert len(told) > 20
    assert told <= there


def test_rooms_are_all_told_of() -> None:
    """Each package of bot has its line in the architecture."""
    told = re.findall(r"^\| `bot/(\w+)/", read("docs/architecture.md"), re.MULTILINE)
    assert {path.parent.name for path in ROOT.glob("bot/*/__init__.py")} <= set(told)


def test_every_dependency_has_its_reason() -> None:
    """And nothing is told of that we do not depend on."""
    project = tomllib.loads(read("pyproject.toml"))["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    found = {re.match(r"[\w.-]+", one)[0].lower() for one in wanted}  # type: ignore[index]  # there is always a beginning
    names = found - {project["name"]}
    rows = re.findall(r"^\| ([\w., -]+) \| ", read("docs/decisions.md").partition("## Dependencies")[2], re.MULTILINE)
    assert {name.lower() for row in rows for name in row.split(", ")} - {"package"} == names


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    """Each link within the repository names a file that is there, and a heading of it."""
    for link in _LINK.findall(document.read_text("utf-8")):
        if "://" in link:
            continue
        path, _, heading = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        assert not heading or heading in anchors(target.read_text("utf-8")), link


def test_the_readme_is_short() -> None:
    """It shows what this is and where to read on; everything else has its document."""
    assert len(read("README.md").splitlines()) <= 110
