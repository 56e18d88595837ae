"""The command line in this process: its help, its German, its exit codes."""

import ast
import importlib
import io
import json
import os
import re
import string
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner, Result

from bot.cli import main as module
from bot.cli.german import LOCALE, speak_german
from bot.cli.main import cli
from bot.jsonlines import BadLine, read_objects
from bot.talk.conversation import Conversation
from bot.talk.message import Citation, Message, Reply, Status
from bot.talk.plain import sources_line, with_sources
from bot.talk.session import Session
from intents.classify import Classifier

CATALOGUE = LOCALE / "de" / "LC_MESSAGES" / "messages.po"
CLICKS_WORDS = re.compile(
    r"\b(usage|options|commands?|arguments?|show|this|message|exit|error|try|for|help|no such|did|you|mean|missing"
    r"|invalid|value|unexpected|extra|got|required|does|not|exist|file|directory|aborted|default|range|requires|takes"
    r"|is|choose|from|integer|text|path)\b",
    re.IGNORECASE,
)
OURS = ("--help", '"text"', " text,", "knowledge show", "  show  ", "TEXT", "oder error)", "(status error)", '{"error"')
"""Names of commands and fields: they are no sentences of click's."""
FOR_PROGRAMMERS = re.compile(
    r"^(d|path|Windows error|\{editor\}|Unknown color|Unknown standard stream|DeprecationWarning|Name '|Boolean option"
    r"|Could not determine name|No options defined|Arguments take exactly|Invalid start character|Choice\(|Value must"
    r"|\{len_type\} values|\{value!r\} is not a valid UUID)"
)
"""Sentences that only mistakes in a command's definition, or sorts of values that we don't use, bring up."""


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of this machine, a database of its own."""
    for name in ("LOTSENBOT_CONFIG", "LOTSENBOT_KNOWLEDGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LOTSENBOT_DATABASE", str(tmp_path / "test.sqlite3"))
    speak_german()


def lotsenbot(*arguments: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(cli, arguments, input=stdin, prog_name="lotsenbot")


def pages(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command by its words."""
    yield path
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from pages(inner if path else real(name), (*path, name))


def real(name: str) -> click.Command:
    package, function, _ = module._COMMANDS[name]
    command: click.Command = getattr(importlib.import_module(f"bot.cli.{package}"), function)
    return command


def english_in(text: str) -> list[str]:
    for ours in OURS:
        text = text.replace(ours, "")
    return [match.group() for match in CLICKS_WORDS.finditer(text)]


def test_every_help_page_is_german() -> None:
    """No word of click's own English is left on any help page."""
    for path in pages(cli):
        result = lotsenbot(*path, "--help")
        assert result.exit_code == 0, path
        assert result.output.startswith("Aufruf: lotsenbot")
        assert "Diese Hilfe anzeigen." in result.output
        assert english_in(result.output) == [], (path, result.output)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--nope",),
        ("nope",),
        ("knowledg",),
        (),
        ("ask",),
        ("ask", "--jso"),
        ("ask", "--knowledge"),
        ("ask", "--json=1", "frage"),
        ("ask", "--jsonl", "frage"),
        ("knowledge",),
        ("knowledge", "show"),
        ("knowledge", "show", "a", "b"),
        ("knowledge", "list", "a"),
        ("knowledge", "nope"),
        ("sessions", "purge", "--days", "viele"),
        ("sessions", "purge", "--days", "-1"),
        ("sessions", "export"),
        ("completion", "csh"),
        ("completion",),
        ("match", "/nowhere/train.jsonl"),
        ("match", "/tmp"),  # noqa: S108 - a folder that is there
    ],
)
def test_wrong_usage_is_explained_in_german(arguments: tuple[str, ...]) -> None:
    """Each wrong usage ends with 2 and a German message without a traceback."""
    result = lotsenbot(*arguments)
    assert result.exit_code == 2
    assert english_in(result.output) == [], result.output
    assert "Fehler: " in result.output or result.output.startswith("Aufruf: ")
    assert isinstance(result.exception, SystemExit)


def german() -> dict[str, str]:
    """Click's sentences with their German, both forms of those that have two."""
    with CATALOGUE.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    pairs = ((m.id, m.string) if m.pluralizable else ((m.id,), (m.string,)) for m in messages)
    return {english: text for ids, texts in pairs for english, text in zip(ids, texts, strict=True)}


def test_all_of_clicks_sentences_are_known() -> None:
    """Every sentence in click's own modules has its German one, so that an update of click can't bring English back."""
    folder = Path(click.__file__).parent
    calls = (node for path in folder.glob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    sentences = {
        argument.value
        for call in calls
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"_", "ngettext"}
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    assert len(sentences) > 30
    known = german()
    assert {s for s in sentences if s not in known and not FOR_PROGRAMMERS.match(s)} == set()


def test_placeholders_are_kept() -> None:
    """A German sentence fills in nothing that click does not give it."""
    for english, text in german().items():
        given = {name for _, name, _, _ in string.Formatter().parse(english) if name}
        assert {name for _, name, _, _ in string.Formatter().parse(text) if name} <= given, english


def test_the_compiled_catalogue_is_what_is_written() -> None:
    """What click reads is the file that people edit, compiled."""
    compiled = io.BytesIO()
    with CATALOGUE.open("rb") as file:
        write_mo(compiled, read_po(file, locale="de"))
    assert compiled.getvalue() == CATALOGUE.with_suffix(".mo").read_bytes(), "make catalogue"


def test_german_needs_no_german_locale() -> None:
    """On a server where everything else is English, complaints are German."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--nope"],
        env={**os.environ, "LANG": "C", "LC_ALL": "C", "LANGUAGE": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Die Option „--nope“ gibt es nicht." in done.stderr


def test_list_of_commands_matches_the_commands() -> None:
    """What the list says of a command is how the command's own help begins, and every command exists."""
    for name, (_, _, text) in module._COMMANDS.items():
        command = real(name)
        assert command.name == name
        assert (command.help or "").split("\n")[0].split(" (")[0].rstrip(".").startswith(text.rstrip(".")), name


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    """Each shell gets a script that asks lotsenbot."""
    result = lotsenbot("completion", shell)
    assert result.exit_code == 0
    assert "_LOTSENBOT_COMPLETE" in result.output


def test_schema(tmp_path: Path) -> None:
    """Each sort of file has a schema that refuses unknown keys, on the screen or as files."""
    shown = json.loads(lotsenbot("knowledge", "schema").output)
    assert shown["entries"]["additionalProperties"] is False
    assert lotsenbot("knowledge", "schema", "--out", str(tmp_path / "new")).exit_code == 0
    written = {path.name.split(".")[0]: json.loads(path.read_text("utf-8")) for path in (tmp_path / "new").iterdir()}
    assert written == shown
    (tmp_path / "file").touch()
    assert lotsenbot("knowledge", "schema", "--out", str(tmp_path / "file")).exit_code == 2


def test_knowledge_list_and_show() -> None:
    """Entries are found by a word in any spelling, shown with their sources, and near ids are suggested."""
    listed = lotsenbot("knowledge", "list", "-s", "EPAYBL")
    assert "epaybl-was" in listed.output
    assert "amt24-was" not in listed.output
    assert lotsenbot("knowledge", "list", "-s", "gibtesnicht").exit_code == 1
    shown = lotsenbot("knowledge", "show", "epaybl-was")
    assert "Quellen" in shown.output
    missing = lotsenbot("knowledge", "show", "epaybl-wa")
    assert missing.exit_code == 2
    assert "epaybl-was" in missing.output


def test_sessions_on_an_empty_database() -> None:
    """Nobody is known at first, a purge finds nothing, and deleting asks before it does anything."""
    assert lotsenbot("sessions", "export", "nobody").exit_code == 1
    assert lotsenbot("sessions", "delete", "--yes", "nobody").exit_code == 1
    asked = lotsenbot("sessions", "delete", "nobody", stdin="n\n")
    assert asked.exit_code == 0
    assert "Nichts wurde gelöscht." in asked.output
    assert "0 Fragen" in lotsenbot("sessions", "purge", "--days", "0").output


def test_every_command_of_the_knowledge_is_known_in_the_chat() -> None:
    """Those of the interview as well; only others are told to be none."""
    known = "/interview\n/pause\n/weiter\n/warum\n/notiz: später klären\n/stand\n/abbrechen\n/themen\n/datenschutz"
    shown = lotsenbot("chat", stdin=f"{known}\n/gibtesnicht\n").output
    assert re.findall(r"Den Befehl „(.+)“ gibt es nicht", shown) == ["/gibtesnicht"]


@pytest.mark.parametrize(
    ("typed", "goes_on"), [("j\n", True), ("JA\n", True), ("hm\nja\n", True), ("\n", False), ("nein\n", False)]
)
def test_deleting_is_confirmed_in_german(typed: str, goes_on: bool) -> None:
    """J and ja delete, n, nein and nothing don't, and anything else is asked again."""
    asked = lotsenbot("sessions", "delete", "nobody", stdin=typed)
    assert "[j/N]" in asked.output
    assert asked.output.count("[j/N]") == typed.count("\n")
    assert ("nichts gespeichert" in asked.output) == goes_on
    assert ("Nichts wurde gelöscht." in asked.output) != goes_on


def test_sessions_are_listed(tmp_path: Path) -> None:
    """Each stored conversation has a line: pseudonym, channel, last use and how much was written; no text."""
    assert "kein Gespräch" in lotsenbot("sessions", "list").output
    said = lotsenbot("chat", stdin="Was ist Amt24?\ndanke\n")
    assert said.exit_code == 0
    _, stored = lotsenbot("sessions", "list").output.splitlines()
    short, channel, *_, turns, person = stored.split()
    assert person.startswith(short)
    assert (len(short), len(person), channel, turns) == (12, 64, "terminal", "2")
    assert lotsenbot("sessions", "delete", "--yes", person).exit_code == 0
    assert "kein Gespräch" in lotsenbot("sessions", "list").output


def faulty(*_: object) -> None:
    raise RecursionError("Frau Lehmann fragt")


def test_one_line_at_fault_leaves_the_others(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A mistake in the program that one question brings to light is told for that line alone, without its text."""
    handle = Conversation.handle

    def fail_for_some(self: Conversation, message: Message, session: Session) -> object:
        return faulty() if "Lehmann" in message.text else handle(self, message, session)

    monkeypatch.setattr(Conversation, "handle", fail_for_some)
    lines = [{"id": 1, "q": "Was ist Amt24?"}, {"id": 2, "q": "Frau Lehmann fragt"}, {"id": 3, "q": "Was ist ePayBL?"}]
    result = lotsenbot("ask", "--jsonl", stdin="\n".join(map(json.dumps, lines)))
    replies = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(reply["id"], reply["status"]) for reply in replies] == [(1, "answer"), (2, "error"), (3, "answer")]
    assert result.exit_code == 1
    assert "RecursionError in test_main.py:" in caplog.text
    assert "Lehmann" not in caplog.text + result.output


def test_one_text_at_fault_leaves_the_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The same for the matcher alone."""
    train = tmp_path / "train.jsonl"
    train.write_text(
        '{"text": "hund anmelden", "label": "hund"}\n{"text": "auto anmelden", "label": "auto"}\n', "utf-8"
    )
    classify = Classifier.classify

    def fail_for_some(self: Classifier, text: str) -> object:
        return faulty() if text == "x" else classify(self, text)

    monkeypatch.setattr(Classifier, "classify", fail_for_some)
    result = lotsenbot("match", str(train), stdin='{"text": "x"}\n{"text": "hund"}\n')
    first, second = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 1
    assert "error" in first
    assert second["label"] == "hund"


def test_bad_settings_end_with_3(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that does not hold is named, and the exit code is 3."""
    monkeypatch.setenv("LOTSENBOT_RETENTION_DAYS", "bald")
    result = lotsenbot("sessions", "purge")
    assert result.exit_code == 3
    assert "LOTSENBOT_RETENTION_DAYS" in result.output


def run_main(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(module.cli, "main", fail)
    return module._run()


def test_no_traceback_reaches_a_person(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake of ours gives one German line and 4; with DEBUG the traceback as well."""
    monkeypatch.delenv("LOTSENBOT_LOG_LEVEL", raising=False)
    assert run_main(monkeypatch, ZeroDivisionError("secret detail")) == 4
    said = capsys.readouterr().err
    assert "secret detail" not in said
    assert "Fehler im Programm" in said
    monkeypatch.setenv("LOTSENBOT_LOG_LEVEL", "debug")
    assert run_main(monkeypatch, ZeroDivisionError("secret detail")) == 4
    assert "secret detail" in capsys.readouterr().err


def test_interrupting_is_quiet(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C ends with 130 and says nothing."""
    assert run_main(monkeypatch, click.Abort()) == 130
    assert run_main(monkeypatch, KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == ""


class Slow:
    """A stream that notes how much is asked for at once."""

    def __init__(self, content: bytes) -> None:
        self.rest, self.largest = content, 0

    def readline(self, size: int) -> bytes:
        end = self.rest.find(b"\n") + 1 or len(self.rest)
        part, self.rest = self.rest[: min(end, size)], self.rest[min(end, size) :]
        self.largest = max(self.largest, len(part))
        return part


@pytest.mark.parametrize("tail", [b"", b"\n", b'\n{"a": 1}\n', b'\n{"a": 1}'])
@pytest.mark.parametrize("size", [1_000_000, 1_000_001, 1_000_002, 3_000_000])
def test_endless_lines_are_read_past(size: int, tail: bytes) -> None:
    """A line without end is one bad line; the next is read as if nothing had been."""
    stream = Slow(b"x" * size + tail)
    found = list(read_objects(stream))  # type: ignore[arg-type]  # as much of a stream as is used
    assert isinstance(found[0], BadLine)
    assert found[1:] == ([{"a": 1}] if b"a" in tail else [])
    assert stream.largest <= 1_000_001


def test_sources_in_one_line() -> None:
    """Sources stand below the text, with their dates; without sources there is only the text."""
    one, two = Citation("A", "Stand 2022"), Citation("B", "Stand März 2020")
    assert sources_line((one,)) == "Quelle: A, Stand 2022"
    assert sources_line((one, two)) == "Quellen: A, Stand 2022; B, Stand März 2020"
    assert with_sources(Reply(Status.ANSWER, "Text.", citations=(one,))) == "Text.\n\nQuelle: A, Stand 2022"
    assert with_sources(Reply(Status.SOCIAL, "Hallo.")) == "Hallo."


@pytest.fixture(scope="module")
def ask() -> Callable[..., Result]:
    return lambda *arguments, **more: lotsenbot("ask", *arguments, **more)


def test_ask_for_people(ask: Callable[..., Result]) -> None:
    """An answer comes with its source, without an escape sequence where there is no terminal."""
    result = ask("Was", "ist", "Amt24?")
    assert result.exit_code == 0
    assert "Amt24" in result.output
    assert "Quelle" in result.output
    assert "\x1b" not in result.output


def test_ask_for_programs(ask: Callable[..., Result]) -> None:
    """--json gives one object in the form that the scoring reads."""
    reply = json.loads(ask("--json", "Was ist Amt24?").output)
    assert reply["status"] == "answer"
    assert reply["entries"] == ["amt24-was"]
    assert {"text", "candidates", "score"} <= reply.keys()


def test_ask_explains(ask: Callable[..., Result]) -> None:
    """--explain shows the readings with their scores and the thresholds."""
    shown = ask("--explain", "Was ist Amt24?").output
    assert "amt24-was" in shown
    assert "Schwelle" in shown
    assert json.loads(ask("--explain", "--json", "Was ist Amt24?").output)["judged"]
