"""Makes click speak German: its help pages and its complaints; knows none of our commands.

click looks its own sentences up by the functions `_` and `ngettext` of its modules. Those are replaced, because the
usual way, compiled catalogues found by the locale, would give English on every server without a German locale.
"""

import importlib
from typing import Any

import click

_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "shell_completion", "termui", "types", "utils")

GERMAN = {
    "Usage:": "Aufruf:",
    "Options": "Optionen",
    "Positional arguments": "Angaben",
    "Commands": "Befehle",
    "Show this message and exit.": "Diese Hilfe anzeigen.",
    "Show the version and exit.": "Die Version anzeigen.",
    "%(prog)s, version %(version)s": "%(prog)s, Version %(version)s",
    "default: {default}": "Vorgabe: {default}",
    "env var: {var}": "Umgebungsvariable: {var}",
    "required": "notwendig",
    "deprecated": "veraltet",
    "(dynamic)": "(ergibt sich)",
    "Error: {message}": "Fehler: {message}",
    "Try '{command} {option}' for help.": "Hilfe zeigt „{command} {option}“.",
    "Aborted!": "Abgebrochen.",
    "Did you mean {possibility}?": "Meinten Sie {possibility}?",
    "(Did you mean one of: {possibilities}?)": "Meinten Sie eines von diesen: {possibilities}?",
    "No such option {name!r}.": "Die Option „{name}“ gibt es nicht.",
    "No such command {name!r}.": "Den Befehl „{name}“ gibt es nicht.",
    "Missing command.": "Es fehlt der Befehl.",
    "Missing argument": "Es fehlt die Angabe",
    "Missing option": "Es fehlt die Option",
    "Missing parameter": "Es fehlt der Wert",
    "Missing {param_type}": "Es fehlt: {param_type}",
    "Missing parameter: {param_name}": "Es fehlt der Wert für {param_name}",
    "Invalid value: {message}": "Falscher Wert: {message}",
    "Invalid value for {param_hint}: {message}": "Falscher Wert für {param_hint}: {message}",
    "Option {name!r} does not take a value.": "Die Option „{name}“ nimmt keinen Wert an.",
    "Option {name!r} requires an argument.": "Die Option „{name}“ braucht einen Wert.",
    "Option {name!r} requires {nargs} arguments.": "Die Option „{name}“ braucht {nargs} Werte.",
    "Argument {name!r} takes {nargs} values.": "Die Angabe „{name}“ braucht {nargs} Werte.",
    "Takes {nargs} values but 1 was given.": "Nötig sind {nargs} Werte, angegeben ist einer.",
    "Takes {nargs} values but {len} were given.": "Nötig sind {nargs} Werte, angegeben sind {len}.",
    "Got unexpected extra argument ({args})": "Eine Angabe ist zu viel: {args}",
    "Got unexpected extra arguments ({args})": "Diese Angaben sind zu viel: {args}",
    "Choose from:\n\t{choices}": "Möglich sind:\n\t{choices}",
    "{value!r} is not {choice}.": "„{value}“ ist nicht {choice}.",
    "{value!r} is not one of {choices}.": "„{value}“ ist keines von {choices}.",
    "{value} is not in the range {range}.": "{value} liegt nicht im Bereich {range}.",
    "{value!r} is not a valid {number_type}.": "„{value}“ ist keine passende Zahl.",
    "{value!r} is not a valid boolean. Recognized values: {states}": "„{value}“ ist weder ja noch nein ({states}).",
    "{value!r} does not match the format {format}.": "„{value}“ hat nicht die Form {format}.",
    "{value!r} does not match the formats {formats}.": "„{value}“ hat keine der Formen {formats}.",
    "{name} {filename!r} does not exist.": "„{filename}“ gibt es nicht.",
    "{name} {filename!r} is a file.": "„{filename}“ ist eine Datei.",
    "{name} {filename!r} is a directory.": "„{filename}“ ist ein Ordner.",
    "{name} {filename!r} is not readable.": "„{filename}“ ist nicht lesbar.",
    "{name} {filename!r} is not writable.": "„{filename}“ ist nicht beschreibbar.",
    "{name} {filename!r} is not executable.": "„{filename}“ ist nicht ausführbar.",
    "file": "Datei",
    "directory": "Ordner",
    "path": "Pfad",
    "unknown error": "unbekannter Grund",
    "Could not open file {filename!r}: {message}": "Die Datei „{filename}“ lässt sich nicht öffnen: {message}",
    "Do you want to continue?": "Möchten Sie fortfahren?",
    "Confirm the action without prompting.": "Ohne Rückfrage ausführen.",
    "Repeat for confirmation": "Bitte wiederholen",
    "Error: The two entered values do not match.": "Fehler: Die beiden Eingaben sind verschieden.",
    "Error: invalid input": "Fehler: Die Eingabe ist nicht verständlich.",
    "Press any key to continue...": "Weiter mit einer beliebigen Taste …",
    "Shell completion is not supported for Bash versions older than 4.4.": "Die Ergänzung braucht Bash 4.4 oder neuer.",
    "Couldn't detect Bash version, shell completion is not supported.": "Bash ist nicht zu finden.",
}


class GermanCommand(click.Command):
    """A command whose usage line is German."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[OPTIONEN]")
        super().__init__(*args, **kwargs)


class GermanGroup(click.Group):
    """A group of commands whose usage line is German, and those of its commands too."""

    command_class = GermanCommand
    group_class = type

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[OPTIONEN]")
        optional = kwargs.get("invoke_without_command", False)
        kwargs.setdefault("subcommand_metavar", "[BEFEHL] …" if optional else "BEFEHL …")
        super().__init__(*args, **kwargs)


def speak_german() -> None:
    """Replace click's English sentences from now on, in this process."""
    for name in _MODULES:
        module = importlib.import_module(f"click.{name}")
        for function in (_, ngettext):
            if hasattr(module, function.__name__):
                setattr(module, function.__name__, function)


def _(sentence: str) -> str:
    return GERMAN.get(sentence, sentence)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Stand in for gettext's function of that name."""
    return _(singular if count == 1 else plural)
