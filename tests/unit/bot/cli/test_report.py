"""The readiness report: from five interviews on, and never about anybody."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import report
from bot.cli.german import speak_german
from bot.cli.main import cli
from bot.store.records import InterviewOutcome


def run(monkeypatch: pytest.MonkeyPatch, outcomes: list[InterviewOutcome], *options: str) -> str:
    async def stored() -> list[InterviewOutcome]:
        return outcomes

    speak_german()
    monkeypatch.setattr(report, "_outcomes", stored)
    result = CliRunner().invoke(cli, ["report", "readiness", *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_four_interviews_tell_nothing(monkeypatch: pytest.MonkeyPatch, knowledge) -> None:
    """It is said why."""
    [name] = list(knowledge.interviews)[:1]
    output = run(monkeypatch, [InterviewOutcome(name, "2026-01", "not_yet", ("kdn",), (), ())] * 4)
    assert "erst 4" in output
    assert "KDN" not in output


def test_five_interviews_are_counted(monkeypatch: pytest.MonkeyPatch, knowledge, tmp_path: Path) -> None:
    """As a table, as CSV and as a chart."""
    [name] = list(knowledge.interviews)[:1]
    step = knowledge.interviews[name].steps[3]
    outcomes = [InterviewOutcome(name, "2026-01", "not_yet", (step.id,), (), ())] * 5
    output = run(monkeypatch, outcomes, "--csv", str(tmp_path / "r.csv"), "--chart", str(tmp_path / "r.svg"))
    assert step.title in output
    assert f"{step.id};{step.title};5;0;0;5;5" in (tmp_path / "r.csv").read_text("utf-8-sig")
    assert "<svg" in (tmp_path / "r.svg").read_text("utf-8")
