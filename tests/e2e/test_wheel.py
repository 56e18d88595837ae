"""The wheel works without a checkout, as `pipx install` leaves it: every file that it needs is inside."""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from email import message_from_string
from pathlib import Path

import pytest

from tests.e2e.process import Process

ROOT = Path(__file__).parents[2]
PACKAGED = ("bot", "intents", "knowledge", "pyproject.toml", "README.md", "LICENSE")
ANSWERS = "thema: Hundesteuer\nlage: davor\namt24: ja\nkdn: nein\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which nothing lies but what the wheel brings."""
    source, built, site = (tmp_path_factory.mktemp(name) for name in ("source", "built", "site"))
    for name in PACKAGED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", built, source], check=True)
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(site)
    return site


@pytest.fixture
def installed(site: Path, tmp_path: Path) -> Iterator[Process]:
    process = Process(tmp_path, PYTHONPATH=str(site), PYTHONSAFEPATH="1")
    yield process
    if process.running:
        process.stop()


def test_it_is_the_wheel_that_runs(site: Path) -> None:
    """Not the checkout, in which these tests lie."""
    env = {**os.environ, "PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"}
    code = "import bot, intents, knowledge; print(bot.__file__, intents.__file__, knowledge.__file__)"
    where = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True, text=True).stdout
    assert all(path.startswith(str(site)) for path in where.split())


def test_every_file_of_ours_came_along(site: Path) -> None:
    """Templates, styles, knowledge, words: whatever lies beside the code, but what it was made from."""
    packages = [ROOT / name for name in PACKAGED if (ROOT / name).is_dir()]
    ours = {path.relative_to(ROOT) for package in packages for path in package.rglob("*") if path.is_file()}
    needed = {path for path in ours if path.suffix not in {".pyc", ".md", ".po", ""}}
    assert {str(path) for path in needed if not (site / path).is_file()} == set()


def test_commands_work(installed: Process, tmp_path: Path) -> None:
    """Knowledge, click's German, the PDF's layout: it all came along."""
    assert "Amt24 ist das zentrale Serviceportal" in installed.command("ask", "Was ist Amt24?")
    assert installed.command("--help").startswith("Aufruf: lotsenbot")
    installed.command("knowledge", "check")
    (tmp_path / "answers.yaml").write_text(ANSWERS, "utf-8")
    installed.command("interview", "--answers", str(tmp_path / "answers.yaml"), "--json", "--out", str(tmp_path))
    assert next(tmp_path.glob("*.pdf")).read_bytes().startswith(b"%PDF")
    assert "KDN" in next(tmp_path.glob("*.md")).read_text("utf-8")
    assert json.loads(installed.command("ask", "--json", "Was ist ePayBL?"))["status"] == "answer"


def test_it_serves(installed: Process) -> None:
    """With templates, styles and scripts."""
    installed.start()
    address = installed.address()
    for path in ("/", "/themen", "/schreibtisch/anmelden", "/statisch/style.css", "/statisch/chat.js", "/readyz"):
        with urllib.request.urlopen(address + path) as page:  # noqa: S310 - it is the process that we started
            assert page.status == 200


def test_it_says_what_it_is(site: Path) -> None:
    """Licence, versions of Python and the README's text stand in its metadata, and all licences are inside."""
    folder = next(site.glob("*.dist-info"))
    told = message_from_string((folder / "METADATA").read_text("utf-8"))
    assert told["License-Expression"] == "EUPL-1.2 AND CC-BY-4.0"
    assert told["Requires-Python"] == ">=3.11"
    assert "# Lotsenbot" in told.get_payload()
    inside = [path.read_text("utf-8") for path in folder.glob("licenses/**/*") if path.is_file()]
    assert any("EUROPEAN UNION PUBLIC LICENCE" in text for text in inside)
    assert any("CC-BY-4.0" in text for text in inside)
