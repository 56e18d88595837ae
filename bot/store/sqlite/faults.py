"""Says in German what ails a database file and what to do about it; knows SQLite's result codes and nothing else."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StoreError

_MOVE_AWAY = (
    "Bitte legen Sie die Datei beiseite (auch die mit den Endungen „-wal“ und „-shm“) und spielen Sie eine Sicherung "
    "ein; ohne Sicherung beginnt der Assistent mit einer neuen, leeren Datei."
)
_NO_ACCESS = "Bitte geben Sie dem Benutzer, unter dem der Assistent läuft, Schreibrecht auf die Datei und ihren Ordner."
_ANOTHER_PATH = "Bitte prüfen Sie den Pfad in LOTSENBOT_DATABASE."
_FAULTS = {
    sqlite3.SQLITE_BUSY: (
        "ist von einem anderen Programm gesperrt.",
        "Bitte beenden Sie das andere Programm, oder versuchen Sie es gleich noch einmal.",
    ),
    sqlite3.SQLITE_READONLY: ("lässt sich nicht beschreiben.", _NO_ACCESS),
    sqlite3.SQLITE_PERM: ("lässt sich nicht beschreiben.", _NO_ACCESS),
    sqlite3.SQLITE_CANTOPEN: ("lässt sich nicht öffnen.", _NO_ACCESS),
    sqlite3.SQLITE_CORRUPT: ("ist beschädigt.", _MOVE_AWAY),
    sqlite3.SQLITE_NOTADB: ("ist keine SQLite-Datenbank.", _ANOTHER_PATH),
    sqlite3.SQLITE_FULL: (
        "kann nicht wachsen: Der Datenträger ist voll.",
        "Bitte schaffen Sie Platz; was schon gespeichert ist, bleibt erhalten.",
    ),
    sqlite3.SQLITE_IOERR: (
        "lässt sich nicht lesen oder schreiben.",
        "Bitte prüfen Sie, ob der Datenträger voll, getrennt oder beschädigt ist.",
    ),
}


class DamagedError(StoreError):
    """The file is broken, and no second try helps."""


def fault(path: Path, ailment: str, remedy: str) -> StoreError:
    """Return the error for this file; `ailment` completes the sentence "Die Datenbank …"."""
    return StoreError(f"Die Datenbank „{path}“ {ailment}", remedy)


def missing_folder(path: Path) -> StoreError:
    """Return the error for a path whose folder is not there."""
    return StoreError(
        f"Den Ordner „{path.parent}“ für die Datenbank gibt es nicht.",
        "Bitte legen Sie ihn an, oder nennen Sie in LOTSENBOT_DATABASE einen anderen Pfad.",
    )


def is_folder(path: Path) -> StoreError:
    """Return the error for a folder in the place of the file."""
    return fault(path, "ist ein Ordner und keine Datei.", _ANOTHER_PATH)


def foreign(path: Path) -> StoreError:
    """Return the error for a database with somebody else's tables."""
    return fault(path, "gehört zu einem anderen Programm.", _ANOTHER_PATH)


def newer_version(path: Path, found: int, known: int) -> StoreError:
    """Return the error for a file that a later version of this program has migrated."""
    return fault(
        path,
        f"stammt von einer neueren Version des Assistenten (Format {found}, bekannt ist {known}).",
        "Bitte aktualisieren Sie den Assistenten, oder verwenden Sie eine andere Datei.",
    )


def replaced(path: Path) -> StoreError:
    """Return the error for a file that is not the one that was opened: what is written now would be lost."""
    return fault(
        path,
        "wurde im laufenden Betrieb entfernt oder ersetzt.",
        "Bitte legen Sie die Datei zurück, oder starten Sie den Assistenten neu.",
    )


def closed(path: Path) -> StoreError:
    """Return the error for a database that is not open any more."""
    return fault(path, "ist geschlossen.", "Bitte starten Sie den Assistenten neu.")


def by_code(path: Path, code: int, detail: object = None) -> StoreError:
    """Return the error for one of SQLite's result codes; the extended ones only refine their low byte."""
    unknown = (f"meldet einen Fehler ({detail}).", "Bitte wenden Sie sich an die Betreuung des Assistenten.")
    found = fault(path, *_FAULTS.get(code & 0xFF, unknown))
    damaged = code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
    return DamagedError(found.problem, found.remedy) if damaged else found


@contextmanager
def reported(path: Path) -> Iterator[None]:
    """Turn what SQLite raises about this file into a `StoreError`."""
    try:
        yield
    except sqlite3.Error as exc:
        raise by_code(path, getattr(exc, "sqlite_errorcode", sqlite3.SQLITE_ERROR), exc) from exc
