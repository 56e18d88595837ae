"""The console script `lotsenbot`: collects the commands and turns every failure into a line of German.

Commands import what they need when they run, so that `--help` and completion are quick.
"""

import errno
import importlib
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click

from bot.cli import exits
from bot.cli.german import GermanCommand, GermanGroup, speak_german
from bot.errors import BotError
from bot.memory import building
from knowledge.errors import KnowledgeError

_COMMANDS = {
    "run": ("run", "run", "Startet den Assistenten."),
    "chat": ("chat", "chat", "Startet ein Gespräch in diesem Terminal."),
    "ask": ("ask", "ask", "Beantwortet eine Frage und endet."),
    "draft": ("draft", "draft", "Entwirft eine Antwort auf eine Mail."),
    "interview": (
        "interview",
        "interview",
        "Führt ein Interview im Gespräch.",
    ),
    "knowledge": ("knowledge", "knowledge", "Zeigt, prüft und erweitert die Wissensbasis."),
    "sessions": ("sessions", "sessions", "Gibt gespeicherte Gespräche aus oder löscht sie."),
    "backup": ("backup", "backup", "Sichert alles in eine Datei, prüft sie und spielt sie ein."),
    "doctor": ("doctor", "doctor", "Prüft, ob alles eingerichtet ist."),
    "key": ("key", "key", "Wechselt den Schlüssel der Pseudonyme."),
    "calibrate": ("calibrate", "command", "Passt an, ab wann der Assistent antwortet, nachfragt oder ablehnt."),
    "match": ("match", "match", "Ordnet Texte beliebigen eigenen Kennungen zu."),
    "report": ("report", "report", "Wertet Gespräche aus, ohne Personen."),
    "tickets": ("tickets", "tickets", "Zeigt die Anfragen an Menschen mit ihren Antworten."),
    "telegram": ("telegram", "telegram", "Richtet Telegram ein: Webhook, Links und QR-Codes."),
    "users": ("users", "users", "Verwaltet die Konten für den Schreibtisch."),
    "completion": ("completion", "completion", "Gibt das Skript aus, mit dem die Shell Befehle ergänzt."),
}
"""Module and function of each command, and what the list of commands says of it."""


_BASE = "LOTSENBOT_BASE"
_REASONS = {
    errno.ENOSPC: "kein Platz mehr auf dem Datenträger",
    errno.EDQUOT: "das zugeteilte Kontingent ist aufgebraucht",
    errno.EIO: "das Gerät meldet einen Fehler",
    errno.EACCES: "die Rechte fehlen",
    errno.EPERM: "die Rechte fehlen",
    errno.EROFS: "das Dateisystem ist nur lesbar",
    errno.EBADF: "der Kanal ist geschlossen oder nicht dafür geöffnet",
}


class _Failure(click.ClickException):
    """Something that the person, or whoever runs this, can mend."""

    exit_code = exits.SETUP


class _Root(GermanGroup):
    """The outermost group: imports a command when it is called, and turns errors into messages."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if name in _COMMANDS:
            module, function, _ = _COMMANDS[name]
            with building():
                command = getattr(importlib.import_module(f"bot.cli.{module}"), function)
        return name, command, rest

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KnowledgeError as error:
            raise _Failure(f"Die Wissensbasis ist nicht in Ordnung.\n{error}") from error
        except BotError as error:
            raise _Failure(str(error)) from error


@click.group(cls=_Root, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(
    package_name="lotsenbot", prog_name="Lotsenbot", message="%(prog)s %(version)s", help="Die Version anzeigen."
)
@click.option(
    "--base",
    metavar="ORDNER",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Aus diesem Wissen antworten statt aus dem mitgelieferten.",
)
@click.pass_context
def cli(context: click.Context, base: Path | None) -> None:
    """Lotsenbot: ein Assistent, der aus geprüftem Wissen antwortet.

    Jede Antwort ist kuratiert und nennt ihre Quelle. Ohne weitere Einrichtung:

    \b
      lotsenbot run
      lotsenbot chat
      lotsenbot ask "Ihre Frage"

    Mit eigenem Wissen, von Grund auf:

    \b
      lotsenbot knowledge new wissen
      lotsenbot --base wissen run

    Einstellungen kommen aus Umgebungsvariablen: LOTSENBOT_DATABASE (Pfad der SQLite-Datei), LOTSENBOT_BASE (eigenes
    Wissen statt des mitgelieferten), LOTSENBOT_KNOWLEDGE (weitere Ordner mit Wissen), LOTSENBOT_TELEGRAM_TOKEN (damit
    „run“ in Telegram antwortet), LOTSENBOT_MATRIX_HOMESERVER (dasselbe für Matrix), LOTSENBOT_CONFIG (eine TOML-Datei
    mit denselben Angaben). Alle stehen in docs/betrieb.md.

    \b
    Rückgabewerte:
      0  in Ordnung
      1  eine Prüfung hat etwas gefunden, oder eine Zeile der Eingabe war nicht lesbar
      2  falscher Aufruf
      3  Einstellungen, Wissensbasis oder Datenbank haben Fehler
      4  Fehler im Programm
    """  # noqa: D301  # click's mark for a paragraph that keeps its lines
    if base is not None:
        context.with_resource(_set(_BASE, str(base.absolute())))


@contextmanager
def _set(name: str, value: str) -> Iterator[None]:
    """Set a variable for as long as the command runs: the option is another way to give it."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


for _name, (_, _, _help) in _COMMANDS.items():
    cli.add_command(GermanCommand(_name, help=_help))  # stands for the real one in the list of commands


def main() -> None:
    """Run the command line and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal that can't show "„"
    if sys.stdin is None:  # closed, as some services are started
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - for as long as the process lasts
    speak_german()
    sys.exit(_run())


def _run() -> int:
    try:
        return _run_command()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return exits.INTERRUPTED
    except BrokenPipeError:
        _discard_output()
        return 1
    except OSError as error:
        return _explain(error)
    except Exception as error:  # noqa: BLE001  # the one place where no traceback may get through
        return _apologise(error)


def _run_command() -> int:
    if sys.stdout is None:
        raise _Failure("Die Standardausgabe ist geschlossen. Leiten Sie sie um, zum Beispiel nach /dev/null.")
    code = int(cli.main(prog_name="lotsenbot", standalone_mode=False) or 0)
    sys.stdout.flush()  # here, where a full disk can still be told
    return code


def _explain(error: OSError) -> int:
    """Say what the system refused: mostly to write what a command puts out."""
    _discard_output()
    reason = _REASONS.get(error.errno or 0, error.strerror or type(error).__name__)
    where = f"„{error.filename}“: " if error.filename else ""
    click.echo(f"Fehler: Lesen oder Schreiben ist nicht möglich: {where}{reason}.", err=True)
    return exits.SETUP


def _discard_output() -> None:
    """Let Python's last flush go nowhere: the reader of our output is gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _apologise(error: Exception) -> int:
    if os.environ.get("LOTSENBOT_LOG_LEVEL", "").upper() == "DEBUG":
        traceback.print_exception(error)
    click.echo(
        f"Fehler im Programm ({type(error).__name__}). Das hätte nicht geschehen dürfen. "
        "Mit LOTSENBOT_LOG_LEVEL=DEBUG zeigt der Befehl, wo.",
        err=True,
    )
    return exits.FAULT
