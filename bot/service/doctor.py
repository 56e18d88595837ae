"""Looks through everything that a set-up needs, and says how to mend what is wrong; changes nothing."""

import asyncio
import datetime
import os
import shutil
import stat
import urllib.request
from collections.abc import AsyncIterator, Iterator
from http.client import HTTPException
from pathlib import Path

from pydantic import BaseModel, SecretStr

from bot.config import (
    Settings,
    base_folder,
    key_file,
    knowledge_folders,
    make_data_folder,
    public_origin,
    trainers_knowledge,
)
from bot.errors import ConfigError, StoreError
from bot.exchange.symptoms import Symptom, advice, fine
from bot.secret import read_keys
from bot.service.channels import CHANNELS
from bot.service.storage import look_at
from knowledge.errors import KnowledgeError
from knowledge.load import load

_LEAST_ROOM, _LITTLE_ROOM = 50_000_000, 1_000_000_000
"""Bytes."""
_FIRST_DAY = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
_SECONDS = 10.0


async def examined(settings: Settings, now: datetime.datetime) -> AsyncIterator[Symptom]:
    """Yield one finding after the other; none of them keeps the others from being looked at."""
    for look in (_folder, _room, _database, _key, _rights, _knowledge, _trainers):
        for finding in look(settings):
            yield finding
    yield _clock(settings, now)
    async for finding in _public(settings):
        yield finding
    for channel in CHANNELS:
        async for finding in channel.examine(settings):
            yield finding


def _folder(settings: Settings) -> Iterator[Symptom]:
    try:
        make_data_folder(settings)
    except ConfigError as error:
        yield Symptom("Ordner", error.problems[0], "Legen Sie ihn an, oder nennen Sie einen anderen.")
        return
    folder = settings.database.absolute().parent
    if not folder.is_dir():
        yield Symptom("Ordner", f"„{folder}“ gibt es nicht.", "Legen Sie ihn an, oder nennen Sie einen anderen.")
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield Symptom("Ordner", f"In „{folder}“ lässt sich nicht schreiben.", "Geben Sie dem Dienst das Recht dazu.")
    else:
        yield fine("Ordner", f"„{folder}“")


def _room(settings: Settings) -> Iterator[Symptom]:
    try:
        free = shutil.disk_usage(settings.database.absolute().parent).free
    except OSError:
        return
    told = f"{free / 1e9:.1f} GB sind frei."
    if free < _LEAST_ROOM:
        yield Symptom("Platz", told, "Schaffen Sie Platz: Bald lässt sich nichts mehr speichern.")
    elif free < _LITTLE_ROOM:
        yield advice("Platz", told, "Schaffen Sie bald Platz.")
    else:
        yield fine("Platz", told)


def _database(settings: Settings) -> Iterator[Symptom]:
    if not settings.database.exists():
        yield fine("Datenbank", "Sie entsteht beim ersten Start.")
        return
    try:
        look_at(settings.database)
    except StoreError as error:
        yield Symptom("Datenbank", error.problem, error.remedy)
    else:
        yield fine("Datenbank", "Sie ist unbeschädigt.")


def _key(settings: Settings) -> Iterator[Symptom]:
    path = key_file(settings)
    try:
        named_by = look_at(settings.database) if settings.database.exists() else None
    except StoreError:
        return  # that was told
    if settings.secret is None and not path.exists():
        if named_by is None:
            yield fine("Schlüssel", "Er entsteht beim ersten Start.")
        else:
            yield Symptom("Schlüssel", "Er fehlt.", f"Spielen Sie „{path}“ aus einer Sicherung ein.")
        return
    try:
        keys = read_keys(settings, path)
    except ConfigError as error:
        yield Symptom("Schlüssel", "Er ist nicht zu gebrauchen.", error.problems[0])
        return
    if named_by not in {None, keys.fingerprint}:
        yield Symptom("Schlüssel", "Er passt nicht zur Datenbank.", f"Spielen Sie „{path}“ aus einer Sicherung ein.")
    else:
        yield fine("Schlüssel", "Er passt zur Datenbank.")


def _rights(settings: Settings) -> Iterator[Symptom]:
    """Nobody but the owner may read what people wrote, or the key."""
    private = [settings.database, key_file(settings), trainers_knowledge(settings)]
    config = os.environ.get("LOTSENBOT_CONFIG")
    if config and _holds_secrets(settings):
        private.append(Path(config))
    open_ones = [path for path in private if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_ones:
        named = " ".join(f"'{path}'" for path in open_ones)
        yield Symptom("Rechte", "Andere Benutzer dürfen lesen, was nur den Dienst angeht.", f"chmod go= {named}")
    else:
        yield fine("Rechte", "Nur der Besitzer darf lesen.")


def _holds_secrets(settings: BaseModel) -> bool:
    values = [value for _, value in settings]
    return any(isinstance(one, SecretStr) or (isinstance(one, BaseModel) and _holds_secrets(one)) for one in values)


def _knowledge(settings: Settings) -> Iterator[Symptom]:
    try:
        known = load(knowledge_folders(settings), base_folder(settings))
    except KnowledgeError as error:
        yield Symptom("Wissen", str(error), "Berichtigen Sie die Dateien; „lotsenbot knowledge check“ prüft sie.")
    else:
        yield fine("Wissen", f"{len(known.entries)} Einträge, Fassung {known.version}.")


def _trainers(settings: Settings) -> Iterator[Symptom]:
    folder = trainers_knowledge(settings)
    beside = folder if folder.exists() else folder.absolute().parent
    if os.access(beside, os.W_OK | os.X_OK):
        yield fine("Wissen der Trainer", f"„{folder}“")
    else:
        remedy = "Geben Sie dem Dienst das Recht dazu: Sonst nimmt der Schreibtisch nichts live."
        yield Symptom("Wissen der Trainer", f"In „{folder}“ lässt sich nicht schreiben.", remedy)


def _clock(settings: Settings, now: datetime.datetime) -> Symptom:
    written = settings.database.stat().st_mtime if settings.database.exists() else 0.0
    if now < _FIRST_DAY or now.timestamp() < written - 3600:
        return Symptom("Uhr", f"Sie steht auf {now:%d.%m.%Y %H:%M} UTC.", "Stellen Sie sie, am besten durch NTP.")
    return fine("Uhr", f"{now:%d.%m.%Y %H:%M} UTC")


async def _public(settings: Settings) -> AsyncIterator[Symptom]:
    """Whether people reach the chat by its public address."""
    origin = public_origin(settings)
    if not origin:
        yield advice(
            "Öffentliche Adresse",
            "Es ist keine eingestellt.",
            "Setzen Sie LOTSENBOT_WEB_URL, sobald andere den Chat erreichen sollen.",
        )
        return
    name = "Öffentliche Adresse"
    try:
        answer = await asyncio.to_thread(_asked, f"{origin}/healthz")
    except (OSError, ValueError, HTTPException) as error:
        remedy = "Starten Sie Dienst und Proxy, und prüfen Sie Name und Zertifikat."
        yield advice(name, f"{origin} antwortet nicht ({type(error).__name__}).", remedy)
        return
    if b"status" not in answer:
        yield Symptom(name, f"Unter {origin} antwortet etwas anderes.", "Prüfen Sie, wohin der Proxy weiterleitet.")
    elif not origin.startswith("https:"):
        yield advice(
            "Öffentliche Adresse", f"{origin} ist nicht verschlüsselt.", "Stellen Sie einen Proxy mit TLS davor."
        )
    else:
        yield fine(name, origin)


def _asked(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=_SECONDS) as response:  # noqa: S310 - the settings know only http(s)
        found: bytes = response.read(1000)
    return found
