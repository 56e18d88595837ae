"""`lotsenbot interview` without a person: answers from a file, the result as JSON, mistakes with their lines."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli.interview import interview
from bot.errors import FileError

ALL_YES = """
thema: Hundesteuer
lage: davor
amt24: yes
amt24-pflege: Ja
kdn: {answer: true, note: "macht Frau Musterfrau bis März"}
behoerdenkonto: haben wir
shopkonto: ja
bekanntheit: nein
inhalte: ja
beteiligte-fach: ja
beteiligte-it: ja
nutzen: ja
haushalt: eingeplant
struktur: ja
prozess: ja
aenderungen: so-lassen
it-landschaft: bereit
test: Ohne weiteren Test
termine: ja
kommunikation: ja
entscheidung: go
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(interview, [str(argument) for argument in arguments])


@pytest.fixture
def answers(tmp_path: Path) -> Any:
    def write(text: str) -> Path:
        path = tmp_path / "antworten.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_answers_in_every_form(answers: Any) -> None:
    """Ids, labels, free words and YAML's own yes are understood; the JSON has what programs need."""
    result = run("--answers", answers(ALL_YES), "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["verdict"] == "ready"
    assert (told["blocking"], told["missing"], told["unknown"]) == ([], [], [])
    assert [finding["step"] for finding in told["recommended"]] == ["bekanntheit"]
    assert [finding["step"] for finding in told["next"]] == ["bekanntheit", "anmelden", "bestellen"]
    assert (told["subject"], told["complete"], told["answered"]) == ("Hundesteuer", True, 20)
    assert "Musterfrau" not in result.output


def test_what_is_missing_counts_as_unknown(answers: Any) -> None:
    """A file may hold a part of the answers, in several forms of YAML."""
    for text in (
        "lage: davor\nkdn: no\n",
        "- {step: lage, answer: davor}\n- kdn: noch nicht\n",
        '{"answers": {"kdn": "nein"}}',
    ):
        told = json.loads(run("--answers", answers(text), "--json").stdout)
        assert told["verdict"] == "not_yet"
        assert [finding["step"] for finding in told["blocking"]] == ["kdn"]
        assert told["complete"] is False
        assert "haushalt" in [finding["step"] for finding in told["unknown"]]


def test_for_people(answers: Any) -> None:
    """Without --json the result is told as in the conversation, with the timeline."""
    result = run("--answers", answers(ALL_YES))
    assert "Sie können bestellen." in result.stdout
    assert "▶ 0 Vorarbeiten" in result.stdout


def test_the_result_as_files(answers: Any, tmp_path: Path) -> None:
    """--out makes the folder and writes each format; a second time nothing is overwritten."""
    folder = tmp_path / "neu" / "ordner"
    path = answers(ALL_YES)
    for count in (4, 8):
        told = json.loads(run("--answers", path, "--json", "--out", folder).stdout)
        assert {Path(name).suffix for name in told["files"]} == {".pdf", ".md", ".ics", ".csv"}
        assert len(list(folder.iterdir())) == count
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())


def test_a_folder_that_cannot_be_written(answers: Any, tmp_path: Path) -> None:
    """It is said, without a traceback."""
    (tmp_path / "datei").write_text("x")
    result = run("--answers", answers(ALL_YES), "--out", tmp_path / "datei")
    assert isinstance(result.exception, FileError)
    assert "lässt sich nichts ablegen" in str(result.exception)


def test_an_answer_that_no_question_asks_for(answers: Any) -> None:
    """It is pointed out, and is no mistake."""
    result = run("--answers", answers("lage: davor\nkisa-schritt: 3\n"), "--json")
    assert result.exit_code == 0
    assert "„kisa-schritt“" in result.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lage: davor\nkdm: ja\n", ":2: Die Frage „kdm“ gibt es nicht. Meinten Sie „kdn“?"),
        ("kdn: grün\n", ":1: Auf „kdn“ ist „grün“ keine Antwort. Möglich sind: ja („Ja“)"),
        ("lage: davor\nkdn: [ja]\n", ":2: Bei „kdn“ steht keine einzelne Antwort"),
        ("kdn: {antwrt: ja}\n", ":1: Bei „kdn“ fehlt „answer“"),
        ("kdn: ja\nkdn: nein\n", ":2: Der Schlüssel „kdn“ steht schon in Zeile 1"),
        ("kdn: 'ja\n", "Anführungszeichen"),
        ("", ":1: Die Datei enthält keine Antworten"),
        ("answers: ja\n", "Hier stehen keine Antworten"),
        ("- ja\n", "Das ist keine Antwort"),
    ],
)
def test_mistakes_are_told_with_their_lines(answers: Any, text: str, told: str) -> None:
    """All of them, in German, and nothing is printed as a result."""
    result = run("--answers", answers(text), "--json")
    assert result.exit_code == 1
    assert told in result.stderr
    assert result.stdout == ""


def test_all_mistakes_at_once(answers: Any) -> None:
    """Nobody has to mend one after the other."""
    result = run("--answers", answers("kdm: ja\nkdn: grün\n"))
    assert len(result.stderr.strip().splitlines()) == 2


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """It is said with its name."""
    result = run("--answers", tmp_path / "nirgends.yaml")
    assert result.exit_code == 1
    assert "nirgends.yaml" in result.stderr


def test_options_that_need_answers() -> None:
    """--json alone is a mistake in the call."""
    result = run("--json")
    assert result.exit_code == 2
    assert "--answers" in result.stderr


def test_an_interview_that_there_is_not(answers: Any) -> None:
    """The known ones are named."""
    result = run("--answers", answers("kdn: ja"), "--interview", "fax")
    assert result.exit_code == 2
    assert "bereitschaft" in result.stderr


def test_steps_for_programs() -> None:
    """Each question with its answers, what they mean and whether they block."""
    told = json.loads(run("steps", "--json").stdout)
    assert told["interview"] == "bereitschaft"
    [kdn] = [step for step in told["steps"] if step["id"] == "kdn"]
    assert kdn["who"] == ["IT"]
    assert {"id": "nein", "label": "Noch nicht", "means": "missing", "blocks": True} in kdn["answers"]


def test_steps_for_people() -> None:
    """One reads which ids a file may use."""
    shown = run("steps").stdout
    assert "kdn" in shown
    assert "ja, teilweise, nein, weiss-nicht" in shown
