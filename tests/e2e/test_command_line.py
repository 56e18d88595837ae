"""The real console script as a process of its own: whatever comes in, a clear answer comes out, and no traceback."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = Path(sys.executable).with_name("lotsenbot")
COMMAND = [str(SCRIPT)] if SCRIPT.exists() else [sys.executable, "-c", "from bot.cli.main import main; main()"]
STATUSES = {"answer", "clarify", "fallback", "social", "interview"}


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("LOTSENBOT_")}
    return {**ours, "LOTSENBOT_DATABASE": str(tmp_path / "test.sqlite3"), "PYTHONPATH": str(ROOT)}


def run(env: dict[str, str], *arguments: str | bytes, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run([*COMMAND, *arguments], input=stdin, capture_output=True, env=env, timeout=60, check=False)
    assert b"Traceback" not in done.stderr + done.stdout
    return done


def start(env: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([*COMMAND, *arguments], env=env, **pipes)  # type: ignore[call-overload, no-any-return]  # whatever Popen takes


def line(identity: object, *turns: object) -> bytes:
    return json.dumps({"id": identity, "turns": turns}).encode()


GOOD: list[tuple[bytes, Any]] = [
    (line("follow-up", "Was ist Amt24?", "Und das Testsystem?"), "follow-up"),
    (b'{"id": 7, "q": "Was ist ePayBL?"}', 7),
    (b'{"q": "Was ist ePayBL?"}', None),
    (line("empty", ""), "empty"),
    (line("blank", " \t\n "), "blank"),
    (line("long", "Was ist Amt24? " * 7000), "long"),
    (line("one long word", "a" * 100_000), "one long word"),
    (line("emoji", "😀🎉👍"), "emoji"),
    (line("control", "\x00\x01\x1b[31mrot\x07"), "control"),
    (line("right to left", "\u202eWas ist Amt24?\u202c \u200f"), "right to left"),
    (line("html", "<script>alert('Amt24')</script><b>Hallo"), "html"),
    (line("sql", "'; DROP TABLE turns; --"), "sql"),
    (line("half a character", "\ud83d amt24"), "half a character"),
    (line("many marks", "a" + "\u0301" * 5000), "many marks"),
    (line("braces", "{subject} %s {0} {matter}"), "braces"),
]
BAD: list[tuple[bytes, Any]] = [
    (b"", None),
    (b'{"id": "x", broken', None),
    (b"\xff\xfe\x00", None),
    (b'{"id": "latin-1", "q": "gr\xfc\xdfe"}', None),
    (b'["Was ist Amt24?"]', None),
    (b'"Was ist Amt24?"', None),
    (b"null", None),
    (b'{"id": "nothing"}', "nothing"),
    (line("no turns"), "no turns"),
    (line("a number", 5), "a number"),
    (b'{"id": "a table", "turns": {"0": "x"}}', "a table"),
    (b'{"id": ["a"], "q": "Was ist Amt24?"}', None),
    (b'{"id": "deep", "turns": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", None),
    (b'{"id": ' + b"9" * 5000 + b', "q": "x"}', None),
    (b'"' + b"x" * 2_000_000 + b'"', None),
]


def test_a_stream_of_anything(env: dict[str, str]) -> None:
    """Each line of a stream gets one line in return, good or bad, in order; 1 says that some were bad."""
    both = [pair for pairs in zip(GOOD, BAD, strict=True) for pair in pairs]
    done = run(env, "ask", "--jsonl", stdin=b"\n".join(sent for sent, _ in both))
    replies = [json.loads(reply) for reply in done.stdout.decode("utf-8").splitlines()]
    assert done.returncode == 1
    assert done.stderr == b""
    assert [reply["id"] for reply in replies] == [identity for _, identity in both]
    for (sent, _), reply in zip(both, replies, strict=True):
        is_bad = sent in [bad for bad, _ in BAD]
        assert (reply["status"] == "error") == is_bad, reply
        assert is_bad or reply["status"] in STATUSES
        assert reply["text"].strip()
    assert not Path(env["LOTSENBOT_DATABASE"]).exists()


def test_answers_come_at_once_and_a_reader_may_leave(env: dict[str, str]) -> None:
    """Each answer is there before the next question is asked; when nobody reads any more, the end is quiet."""
    with start(env, "ask", "--jsonl") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        for identity in ("1", "2"):
            process.stdin.write(line(identity, "Was ist Amt24?") + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == identity
        process.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write((line("3", "Was ist Amt24?") + b"\n") * 3)
            process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 1


def test_ctrl_c_in_a_pipe_is_quiet(env: dict[str, str]) -> None:
    """A chat that waits for a line ends on Ctrl-C at once, with 130 and without a word."""
    with start(env, "chat") as process:
        assert process.stdout
        assert process.stderr
        while b"/ende" not in process.stdout.readline():
            pass
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert process.stderr.read().strip() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    ("shell", "told"),
    [
        ("ask Hallo >/dev/full", "kein Platz mehr"),
        ("--help >/dev/full", "kein Platz mehr"),
        ("chat >/dev/full", "kein Platz mehr"),
        ("ask Hallo >&-", "Die Standardausgabe ist geschlossen."),
        ("ask --jsonl <&-", "Die Standardeingabe ist geschlossen."),
    ],
)
def test_a_stream_that_cannot_be_used(env: dict[str, str], shell: str, told: str) -> None:
    """A full disk and a closed stream are told in German, with 3."""
    script = ["/bin/sh", "-c", f'"$@" {shell}', "sh", *COMMAND]
    done = subprocess.run(script, input=b"Hallo\n", capture_output=True, env=env, timeout=60, check=False)
    complaints = done.stderr.decode()
    assert done.returncode == 3
    assert told in complaints
    assert len(complaints.splitlines()) == 1


def test_an_argument_that_is_no_text(env: dict[str, str]) -> None:
    """A question with bytes that are no UTF-8 is answered like any other."""
    done = run(env, "ask", "--json", b"\xff\xfe Was ist Amt24?")
    assert done.returncode == 0
    assert json.loads(done.stdout)["status"] in STATUSES


def test_unknown_option(env: dict[str, str]) -> None:
    """An unknown option ends with 2 and a German message."""
    done = run(env, "ask", "--nix")
    assert done.returncode == 2
    assert "Die Option „--nix“ gibt es nicht." in done.stderr.decode()


def bombs(folder: Path) -> Path:
    """A folder with files that would fill the memory, or the stack, of a trusting reader."""
    entries = folder / "bombs" / "entries"
    entries.mkdir(parents=True)
    laughs = ['a0: &a0 ["ha", "ha"]', *(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]" for i in range(1, 40))]
    (entries / "laughs.yaml").write_text("\n".join(laughs), encoding="utf-8")
    (entries / "deep.yaml").write_text("entries: " + "[" * 50_000, encoding="utf-8")
    (entries / "huge.yaml").write_text("entries: [" + '"ha", ' * 500_000 + "]", encoding="utf-8")
    (entries / "run.yaml").write_text("entries: !!python/object/apply:os.system ['touch ran']", encoding="utf-8")
    (entries / "binary.yaml").write_bytes(b"\x00\xff\xfe")
    return folder / "bombs"


def test_a_folder_of_yaml_bombs(env: dict[str, str], tmp_path: Path) -> None:
    """Every bomb is named with its file; the check ends with 1, a question with 3, both soon."""
    folder = bombs(tmp_path)
    names = [path.name for path in (folder / "entries").iterdir()]
    checked = run(env, "knowledge", "check", str(folder))
    assert checked.returncode == 1
    asked = run(env, "ask", "--knowledge", str(folder), "Was ist Amt24?")
    assert asked.returncode == 3
    for name in names:
        assert name in checked.stdout.decode()
        assert name in asked.stderr.decode()


def test_a_database_that_is_a_folder(env: dict[str, str], tmp_path: Path) -> None:
    """A chat that could not keep anything does not begin: it says why and what to do, and ends with 3."""
    done = run({**env, "LOTSENBOT_DATABASE": str(tmp_path)}, "chat", stdin=b"Was ist Amt24?\n")
    assert done.returncode == 3
    assert "LOTSENBOT_DATABASE" in done.stderr.decode()
    assert done.stdout == b""


def test_two_chats_on_one_file(env: dict[str, str]) -> None:
    """Two processes that talk at once into one new file lose no turn."""
    talk = "Was ist Amt24?\nUnd das Testsystem?\n\u202e<b>'; DROP TABLE turns; --\n/gut\n".encode() * 5
    chats = [start(env, "chat") for _ in range(2)]
    for chat in chats:
        assert chat.stdin
        chat.stdin.write(talk)
        chat.stdin.close()
        chat.stdin = None
    for chat in chats:
        said, complaints = chat.communicate(timeout=60)
        assert chat.returncode == 0, complaints
        assert complaints == b""
        assert "Auf Wiedersehen!" in said.decode()
    with contextlib.closing(sqlite3.connect(env["LOTSENBOT_DATABASE"])) as database:
        assert database.execute("SELECT count(*) FROM turns").fetchone() == (30,)
