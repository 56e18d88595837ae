"""The settings, from the environment and an optional file, checked all at once; opens nothing but that file.

To add one, add a field to `Settings`, or to those of a channel: its description completes "Erwartet wird …" when a
value does not fit.
"""

import datetime
import difflib
import ipaddress
import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_data_path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import ConfigError
from bot.talk.interview.archive import Timing
from bot.talk.operator import Operator
from knowledge.files import YAML
from knowledge.load import SHIPPED

_PREFIX = "LOTSENBOT_"
_FILE = "LOTSENBOT_CONFIG"
_DATABASE = "lotsenbot.sqlite3"
_MAILBOX = r"^[^\s@<>,;]+@[^\s@<>,;]+$"
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d+)?", re.IGNORECASE)


def _default_database(given: dict[str, Any]) -> Path:
    """Return a file in the configured folder, or else where a user's data belongs on this system."""
    folder = given.get("data")
    return (user_data_path("lotsenbot") if folder is None else Path(folder)) / _DATABASE


def _expanded(path: Path) -> Path:
    if "\0" in str(path):
        raise ValueError("no path has a null character")
    try:
        return path.expanduser()
    except RuntimeError as exc:  # a user without a home
        raise ValueError(str(exc)) from exc


def _split(value: object) -> object:
    return [part for part in value.split(os.pathsep) if part] if isinstance(value, str) else value


def _listed(value: object) -> object:
    return [part for part in value.replace(",", " ").split() if part] if isinstance(value, str) else value


def _origins(value: object) -> object:
    origins = value.replace(",", " ").split() if isinstance(value, str) else value
    if isinstance(origins, (list, tuple)) and not all(isinstance(o, str) and _ORIGIN.fullmatch(o) for o in origins):
        raise ValueError("an origin is a scheme and a host")
    return origins


def _networks(value: object) -> object:
    """Return the networks; whoever is in one of them may say on whose behalf it asks."""
    networks = value.replace(",", " ").split() if isinstance(value, str) else value
    for network in networks if isinstance(networks, (list, tuple)) else ():
        ipaddress.ip_network(network)
    return networks


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


UserPath = Annotated[Path, AfterValidator(_expanded)]


class _ChannelSettings(BaseModel):
    """What one channel, or mail, needs; its fields are named after it: `telegram.token` is LOTSENBOT_TELEGRAM_TOKEN."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class WebSettings(_ChannelSettings):
    """The chat in a browser."""

    url: HttpUrl | None = Field(
        default=None, description="die öffentliche Adresse des Web-Chats (https://…), ohne Pfad"
    )
    embed_origins: Annotated[frozenset[str], NoDecode, BeforeValidator(_origins)] = Field(
        default=frozenset(),
        description="eine Liste von Herkünften (https://www.beispiel.de), getrennt durch Leerzeichen oder Kommas",
    )


class OperatorSettings(_ChannelSettings):
    """Who runs the assistant, as its pages and `/datenschutz` say."""

    name: str = Field(default="", description="der Name der Stelle, die den Assistenten betreibt und verantwortet")
    address: str = Field(default="", description="die Anschrift dieser Stelle")
    contact: str = Field(default="", description="eine E-Mail-Adresse oder Telefonnummer dieser Stelle")
    imprint: HttpUrl | None = Field(default=None, description="die Adresse ihres Impressums (https://…)")
    privacy_officer: str = Field(
        default="", description="Name oder Funktion und Kontakt der oder des Datenschutzbeauftragten"
    )
    barriers: str = Field(default="", description="ein Kontakt, dem man Barrieren melden kann")


class TelegramSettings(_ChannelSettings):
    """Telegram, once there is a token."""

    token: SecretStr | None = Field(default=None, min_length=1, description="der Token von @BotFather")
    base_url: HttpUrl | None = Field(
        default=None, description="die Adresse eines Bot-API-Servers (http://host:port), ohne Pfad"
    )
    lotsen_group: int | None = Field(
        default=None, lt=0, description="die Kennung der Gruppe, die Anfragen beantwortet, eine negative ganze Zahl"
    )
    lotsen: Annotated[frozenset[int], NoDecode, BeforeValidator(_listed)] = Field(
        default=frozenset(), description="eine Liste von Nutzerkennungen, getrennt durch Kommas"
    )
    webhook_url: HttpUrl | None = Field(
        default=None, description="die öffentliche Adresse (https://…), an die Telegram Nachrichten schickt"
    )
    webhook_secret: SecretStr | None = Field(
        default=None, min_length=16, max_length=256, description="ein Geheimnis aus 16 bis 256 Zeichen"
    )


class MatrixSettings(_ChannelSettings):
    """Matrix, once there is a homeserver."""

    homeserver: HttpUrl | None = Field(
        default=None, description="die Adresse des Homeservers (https://matrix.beispiel.de), ohne Pfad"
    )
    user: str | None = Field(
        default=None,
        pattern=r"^@[^:\s]+:[^\s]+$",
        max_length=255,
        description="das Konto des Assistenten (@lotse:beispiel.de)",
    )
    password: SecretStr | None = Field(default=None, min_length=1, description="das Passwort des Kontos")
    token: SecretStr | None = Field(default=None, min_length=1, description="ein Zugangstoken des Kontos")
    allowed: Annotated[frozenset[str], NoDecode, BeforeValidator(_listed)] = Field(
        default=frozenset(),
        description="eine Liste von Servern (beispiel.de) und Konten (@anna:beispiel.de), getrennt durch Kommas",
    )
    lotsen_rooms: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)] = Field(
        default=(), description="eine Liste von Raumkennungen (!abc:beispiel.de), getrennt durch Kommas"
    )
    lotsen: Annotated[frozenset[str], NoDecode, BeforeValidator(_listed)] = Field(
        default=frozenset(), description="eine Liste von Konten (@anna:beispiel.de), getrennt durch Kommas"
    )


class MailSettings(_ChannelSettings):
    """Mail to whoever answers questions, once there are an address and a server."""

    to: str | None = Field(default=None, pattern=_MAILBOX, description="eine E-Mail-Adresse")
    sender: str | None = Field(default=None, pattern=_MAILBOX, description="eine E-Mail-Adresse")
    host: str | None = Field(default=None, min_length=1, description="der Rechnername eines Mailservers")
    port: int = Field(default=587, ge=1, le=65_535, description="eine Portnummer von 1 bis 65535")
    security: Literal["starttls", "tls", "none"] = Field(default="starttls", description="starttls, tls oder none")
    user: str | None = Field(default=None, min_length=1, description="ein Benutzername")
    password: SecretStr | None = Field(default=None, min_length=1, description="ein Passwort")
    minutes: int = Field(
        default=30, ge=1, le=10_080, description="eine ganze Zahl von 1 bis 10080 (Minuten, bis eine Mail kommt)"
    )


class Settings(BaseSettings):
    """What can be configured, read from the environment; frozen."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    data: UserPath | None = Field(
        default=None, description="der Pfad eines Ordners für alles, was der Assistent selbst anlegt"
    )
    database: UserPath = Field(default_factory=_default_database, description="der Pfad der SQLite-Datei")
    base: UserPath | None = Field(
        default=None, description="der Ordner einer Wissensbasis, die an die Stelle der mitgelieferten tritt"
    )
    knowledge: Annotated[tuple[UserPath, ...], NoDecode, BeforeValidator(_split)] = Field(
        default=(), description=f"eine Liste von Ordnern (in der Umgebung getrennt durch „{os.pathsep}“)"
    )
    retention_days: int = Field(
        default=90, ge=1, le=36_500, description="eine ganze Zahl von 1 bis 36500 (Tage, bis Fragen gelöscht werden)"
    )
    interview_resume_hours: int = Field(
        default=12,
        ge=1,
        le=8_760,
        description="eine ganze Zahl von 1 bis 8760 (Stunden Pause, bis ein Interview nachfragt)",
    )
    interview_expiry_days: int = Field(
        default=90, ge=1, le=36_500, description="eine ganze Zahl von 1 bis 36500 (Tage, bis ein Interview verfällt)"
    )
    secret: SecretStr | None = Field(default=None, min_length=32, description="ein Geheimnis aus mindestens 32 Zeichen")
    ticket_hours: int = Field(
        default=72, ge=1, le=8760, description="eine ganze Zahl von 1 bis 8760 (Stunden, bis eine Anfrage verfällt)"
    )
    http_host: str = Field(default="127.0.0.1", min_length=1, description="ein Rechnername oder eine IP-Adresse")
    http_port: int = Field(default=8080, ge=0, le=65_535, description="eine Portnummer von 0 bis 65535")
    trusted_proxies: Annotated[frozenset[str], NoDecode, BeforeValidator(_networks)] = Field(
        default=frozenset({"127.0.0.1", "::1"}),
        description="eine Liste von Adressen oder Netzen (10.0.0.0/8), getrennt durch Leerzeichen oder Kommas",
    )
    trainers_knowledge: UserPath | None = Field(
        default=None, description="der Pfad des Ordners, in den der Schreibtisch neues Wissen legt"
    )
    desk_hours: int = Field(
        default=12, ge=1, le=720, description="eine ganze Zahl von 1 bis 720 (Stunden, bis eine Anmeldung endet)"
    )
    metrics_host: str = Field(default="127.0.0.1", min_length=1, description="ein Rechnername oder eine IP-Adresse")
    metrics_port: int | None = Field(default=None, ge=0, le=65_535, description="eine Portnummer von 0 bis 65535")
    log_format: Literal["text", "json"] = Field(default="text", description="text oder json")
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = Field(
        default="INFO", description="DEBUG, INFO, WARNING oder ERROR"
    )
    operator: OperatorSettings = OperatorSettings()
    web: WebSettings = WebSettings()
    telegram: TelegramSettings = TelegramSettings()
    matrix: MatrixSettings = MatrixSettings()
    mail: MailSettings = MailSettings()


def _fields() -> dict[str, FieldInfo]:
    """Return every setting by the name that the file has for it."""
    found: dict[str, FieldInfo] = {}
    for name, field in Settings.model_fields.items():
        channel = field.annotation
        if isinstance(channel, type) and issubclass(channel, _ChannelSettings):
            found |= {f"{name}_{inner}": told for inner, told in channel.model_fields.items()}
        else:
            found[name] = field
    return found


def load_settings() -> Settings:
    """Read the settings; a `ConfigError` has every problem, each naming the variable and what to do."""
    fields = _fields()
    problems = list(_unknown(_variables(), known=[_FILE, *map(_variable, fields)]))
    values = _flat(_read_file(problems))
    problems += _unknown(values, known=list(fields))
    filed = {key: values[key] for key in fields if key in values and not os.environ.get(_variable(key))}
    try:
        settings = Settings(**_nested(filed))
    except ValidationError as exc:
        wrong = dict.fromkeys(_named(error["loc"]) for error in exc.errors(include_input=False))
        misfits = [_misfit(field, in_file=field in filed) for field in wrong if field in fields]
        raise ConfigError(*problems, *misfits) from None  # the cause could show a secret
    if problems:
        raise ConfigError(*problems)
    return settings


def trainers_knowledge(settings: Settings) -> Path:
    """Return the folder into which the desk puts new knowledge; it need not be there yet."""
    return settings.trainers_knowledge or _own(settings, ".knowledge")


def key_file(settings: Settings) -> Path:
    """Return where the key of the pseudonyms is kept, if no secret is configured."""
    return _own(settings, ".key")


def matrix_folder(settings: Settings) -> Path:
    """Return the folder of the keys by which Matrix is encrypted."""
    return _own(settings, ".matrix")


def history_file(settings: Settings) -> Path:
    """Return where the terminal keeps what was typed."""
    return _own(settings, ".history")


def base_folder(settings: Settings) -> Path:
    """Return the knowledge that everything else is laid over."""
    return settings.base or SHIPPED


def knowledge_folders(settings: Settings, more: Iterable[Path] = ()) -> tuple[Path, ...]:
    """Return the folders laid over the shipped knowledge; the desk's comes last, once there is anything in it."""
    ours = trainers_knowledge(settings)
    return (*settings.knowledge, *more, *([ours] if holds_knowledge(ours) else []))


def holds_knowledge(folder: Path) -> bool:
    """Whether there is any file of knowledge in the folder; one that is not there holds none."""
    return any(path.suffix in YAML for path in folder.rglob("*.y*ml"))


def public_origin(settings: Settings) -> str:
    """Return the origin by which people reach the web chat; empty if it is not configured."""
    return str(settings.web.url).rstrip("/") if settings.web.url else ""


def operator(settings: Settings) -> Operator:
    """Return who runs the assistant, as far as that is told."""
    told = settings.operator.model_dump(exclude={"imprint"})
    imprint = str(settings.operator.imprint) if settings.operator.imprint else ""
    return Operator(**told, imprint=imprint, pages=public_origin(settings))


def interview_timing(settings: Settings) -> Timing:
    """Return how long interviews wait."""
    hours, days = settings.interview_resume_hours, settings.interview_expiry_days
    return Timing(datetime.timedelta(hours=hours), datetime.timedelta(days=days))


def make_data_folder(settings: Settings) -> None:
    """Create the default folder; one that somebody configured must exist. Raises ConfigError."""
    if settings.data is not None and not settings.data.is_dir():
        problem = f"{_variable('data')}: Den Ordner „{settings.data}“ gibt es nicht."
        raise ConfigError(f"{problem} Bitte legen Sie ihn an, oder nennen Sie einen anderen.")
    if settings.data is not None or "database" in settings.model_fields_set:
        return
    try:
        settings.database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        problem = f"Der Ordner „{settings.database.parent}“ lässt sich nicht anlegen."
        raise ConfigError(f"{problem} Bitte nennen Sie in {_variable('database')} einen anderen Pfad.") from exc


def _own(settings: Settings, ending: str) -> Path:
    """Return the place of what the assistant makes: in the configured folder, or else beside the database."""
    known = settings.database if settings.data is None else settings.data / _DATABASE
    return known.with_name(known.name + ending)


def _variable(field: str) -> str:
    return _PREFIX + field.upper()


def _variables() -> list[str]:
    return [name for name in os.environ if name.upper().startswith(_PREFIX)]


def _unknown(names: Iterable[str], known: list[str]) -> Iterator[str]:
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"Meinten Sie {close[0]}?" if close else f"Bekannt sind: {', '.join(known)}."
            yield f"{name}: Diese Einstellung gibt es nicht. {hint}"


def _named(place: tuple[int | str, ...]) -> str:
    """Return the setting that an error is about."""
    is_channel = place[0] in Settings.model_fields and place[0] not in _fields()
    return "_".join(map(str, place[: 2 if is_channel else 1]))


def _misfit(field: str, *, in_file: bool) -> str:
    origin = f"{field} in „{os.environ[_FILE]}“" if in_file else _variable(field)
    return f"{origin}: Der Wert passt nicht. Erwartet wird {_fields()[field].description}."


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    """Return what a file says with the names of all settings: a channel may also have a table of its own."""
    tables = {name: table for name, table in values.items() if isinstance(table, dict)}
    inside = {f"{name}_{key}": value for name, table in tables.items() for key, value in table.items()}
    return {name: value for name, value in values.items() if name not in tables} | inside


def _nested(values: dict[str, Any]) -> dict[str, Any]:
    """Return the settings as they nest."""
    nested: dict[str, Any] = {}
    for name, value in values.items():
        channel, _, inner = name.partition("_")
        if name in Settings.model_fields:
            nested[name] = value
        else:
            nested.setdefault(channel, {})[inner] = value
    return nested


def _read_file(problems: list[str]) -> dict[str, Any]:
    """Return what the file says, if one is named; what is wrong with it goes to the problems."""
    name = os.environ.get(_FILE)
    if not name:
        return {}
    try:
        return tomllib.loads(Path(name).expanduser().read_text(encoding="utf-8"))
    except (OSError, RuntimeError):
        problems.append(f"{_FILE}: Die Datei „{name}“ lässt sich nicht lesen. Bitte prüfen Sie Pfad und Rechte.")
    except UnicodeDecodeError:
        problems.append(f"{_FILE}: Die Datei „{name}“ ist nicht in UTF-8. Bitte speichern Sie sie so.")
    except tomllib.TOMLDecodeError as exc:
        line = re.search(r"line (\d+)", str(exc))
        where = f"Zeile {line[1]}" if line else "das Ende"
        problems.append(f"{_FILE}: Die Datei „{name}“ ist kein gültiges TOML. Bitte prüfen Sie {where}.")
    return {}
