"""What the database file endures: real processes that are killed, and several at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.ports import Store
from bot.store.sqlite.store import open_sqlite
from bot.talk.actions import GoOn
from bot.talk.session import Session

HERE = Path(__file__).parent
TURNS = 60


def writer(path: Path, person: str, *count: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, HERE / "write_turns.py", path, person, *count],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
    )


async def questions_of(store: Store, person: str) -> list[object]:
    turns = (await store.personal_data.export(person))["turns"]
    assert isinstance(turns, list)
    return [turn["question"] for turn in turns]


@pytest.mark.parametrize("seen", [1, 7, 150])
async def test_every_answered_turn_survives_a_kill(tmp_path: Path, seen: int) -> None:
    """After `kill -9` in the middle of writing, each turn that was reported as kept is there, with its session."""
    path = tmp_path / "lotsenbot.sqlite3"
    with writer(path, "anna") as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(seen)]
        process.kill()
        lines += process.stdout.readlines()
    reported = len([line for line in lines if line.endswith("\n")])
    async with open_sqlite(path) as store:
        questions = await questions_of(store, "anna")
        assert questions == [f"anna {number}" for number in range(1, len(questions) + 1)]
        assert len(questions) in {reported, reported + 1}
        assert await store.conversations.load("anna") == Session(offered=(GoOn(str(len(questions))),))


async def test_processes_that_start_and_write_at_once_lose_nothing(tmp_path: Path) -> None:
    """Three processes make the file together and write to it together; each turn of each is there."""
    path = tmp_path / "lotsenbot.sqlite3"
    people = ["anna", "bernd", "clara"]
    processes = [writer(path, person, str(TURNS)) for person in people]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    async with open_sqlite(path) as store:
        for person in people:
            assert await questions_of(store, person) == [f"{person} {number}" for number in range(1, TURNS + 1)]
