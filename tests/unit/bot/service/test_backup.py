"""A backup is everything in one private file, and one can go on with it."""

import datetime
import io
import sqlite3
import stat
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import secret
from bot.channels.matrix.vault import Login, Vault
from bot.config import Settings, key_file, matrix_folder, trainers_knowledge
from bot.errors import BotError, ConfigError, FileError, StoreError
from bot.service import backup
from bot.service.storage import open_store
from bot.store.records import Turn
from bot.talk.message import Status
from bot.talk.session import Session

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
CHECKED = 'checked:\n  amt24-was: "2026-01-10"\n'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "daten").mkdir()
    return Settings(data=tmp_path / "daten")


async def asked(settings: Settings, question: str) -> None:
    async with open_store(settings) as store:
        person = (await secret.keys_of(settings, store)).pseudonym("web", "anna")
        await store.conversations.record(person, Session(), Turn(NOON, "web", question, Status.ANSWER))


async def questions(settings: Settings) -> list[str]:
    async with open_store(settings) as store:
        person = (await secret.keys_of(settings, store)).pseudonym("web", "anna")
        turns = (await store.personal_data.export(person))["turns"]
        assert isinstance(turns, list)
        return [turn["question"] for turn in turns]


def knowledge(settings: Settings) -> Path:
    folder = trainers_knowledge(settings)
    folder.mkdir(exist_ok=True)
    (folder / "checked.yaml").write_text(CHECKED, "utf-8")
    return folder


async def made(settings: Settings, name: str = "sicherung") -> Path:
    path = settings.database.parent.parent / name
    async with open_store(settings) as store:
        contents = await backup.create(settings, store, path)
    assert backup.verify(settings, path) == contents
    return path


async def test_everything_is_in_it_and_comes_back(settings: Settings) -> None:
    """Database, key and knowledge; what was there in between is put aside, and everything is for its owner alone."""
    await asked(settings, "vorher")
    knowledge(settings)
    path = await made(settings)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    await asked(settings, "nachher")
    key_file(settings).write_text("0" * 64 + "\n")
    (trainers_knowledge(settings) / "checked.yaml").unlink()
    aside = backup.restore(settings, path)
    assert await questions(settings) == ["vorher"]
    assert (trainers_knowledge(settings) / "checked.yaml").read_text("utf-8") == CHECKED
    assert aside is not None
    assert {place.name for place in aside.iterdir()} >= {settings.database.name, key_file(settings).name}
    modes = {stat.S_IMODE(place.stat().st_mode) for place in (settings.database, key_file(settings))}
    assert modes == {0o600}
    assert stat.S_IMODE(trainers_knowledge(settings).stat().st_mode) == 0o700
    assert not [place for place in settings.database.parent.iterdir() if place.name.startswith(".lotsenbot-")]


async def test_it_helps_after_damage(settings: Settings) -> None:
    """A page of the database was overwritten, the key is gone: the start refuses, and with the backup it goes on."""
    for number in range(50):
        await asked(settings, f"Frage {number} " + "x" * 500)
    path = await made(settings)
    with settings.database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8 * 4096)
    key_file(settings).unlink()
    with pytest.raises(BotError):
        await questions(settings)
    backup.restore(settings, path)
    assert len(await questions(settings)) == 50


async def test_it_can_be_made_and_put_back_on_another_machine(settings: Settings, tmp_path: Path) -> None:
    """Where nothing is yet, nothing is put aside."""
    await asked(settings, "Frage")
    path = await made(settings)
    (tmp_path / "neu").mkdir()
    other = Settings(data=tmp_path / "neu")
    assert backup.restore(other, path) is None
    assert await questions(other) == ["Frage"]


async def test_the_keys_of_matrix_are_in_it(settings: Settings) -> None:
    """Also what is still in the log of a running service; what came later is put aside with them."""
    await asked(settings, "Frage")
    folder = matrix_folder(settings)
    vault = Vault(folder, b"s" * 32)
    vault.open()
    vault.keep(Login("@lotse:beispiel.de", "FIRST"))
    with closing(sqlite3.connect(folder / "keys.sqlite3", isolation_level=None)) as keys, vault.locked():
        keys.execute("PRAGMA journal_mode = WAL").fetchall()
        keys.execute("CREATE TABLE sessions (key)")
        keys.execute("INSERT INTO sessions VALUES ('first')")
        path = await made(settings)
        keys.execute("INSERT INTO sessions VALUES ('second')")
    vault.keep(Login("@lotse:beispiel.de", "SECOND"))
    aside = backup.restore(settings, path)
    assert vault.login() == Login("@lotse:beispiel.de", "FIRST")
    with closing(sqlite3.connect(folder / "keys.sqlite3")) as keys:
        assert keys.execute("SELECT key FROM sessions").fetchall() == [("first",)]
    assert {stat.S_IMODE(place.stat().st_mode) for place in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert aside is not None
    assert (aside / folder.name / "keys.sqlite3").exists()


@pytest.mark.parametrize("at", [0.0, 0.3, 0.6, 0.95])
async def test_a_damaged_backup_is_found_out(settings: Settings, at: float) -> None:
    """Wherever it is damaged or cut off; nothing is put aside for it."""
    await asked(settings, "Frage")
    path = await made(settings)
    whole = path.read_bytes()
    place = int(at * len(whole))
    for broken in (whole[:place], whole[:place] + bytes(64) + whole[place + 64 :], whole[: place // 2]):
        path.write_bytes(broken)
        with pytest.raises(FileError, match="keine vollständige Sicherung"):
            backup.restore(settings, path)
    assert await questions(settings) == ["Frage"]


async def test_a_file_in_a_backup_that_was_exchanged_is_found_out(settings: Settings, tmp_path: Path) -> None:
    """And one that would be written elsewhere gets nowhere."""
    await asked(settings, "Frage")
    path = await made(settings)
    for name in ("key", "../elsewhere"):
        with tarfile.open(path) as packed, tarfile.open(tmp_path / "other", "w:gz") as other:
            for member in packed.getmembers():
                if member.name != name:
                    other.addfile(member, packed.extractfile(member))
            entry = tarfile.TarInfo(name)
            entry.size = 65
            other.addfile(entry, io.BytesIO(b"0" * 64 + b"\n"))
        with pytest.raises(FileError, match="keine vollständige Sicherung"):
            backup.verify(settings, tmp_path / "other")
    assert not (tmp_path / "elsewhere").exists()


async def test_a_configured_key_is_not_in_it(settings: Settings) -> None:
    """It says so, and wants the same one."""
    configured = settings.model_copy(update={"secret": SecretStr("x" * 32)})
    await asked(configured, "Frage")
    path = await made(configured)
    assert not backup.verify(configured, path).has_key
    with pytest.raises(ConfigError, match="LOTSENBOT_SECRET"):
        backup.restore(settings, path)
    with pytest.raises(ConfigError, match="passt nicht"):
        backup.restore(settings.model_copy(update={"secret": SecretStr("y" * 32)}), path)


async def test_nothing_is_put_back_below_a_running_service(settings: Settings) -> None:
    """Nor is a file overwritten by a backup."""
    await asked(settings, "Frage")
    path = await made(settings)
    async with open_store(settings) as store:
        with pytest.raises(ConfigError, match="läuft gerade"):
            backup.restore(settings, path)
        with pytest.raises(FileError, match="gibt es schon"):
            await backup.create(settings, store, path)


async def test_a_copy_that_is_another_programs_is_refused(settings: Settings, tmp_path: Path) -> None:
    """Looking at a file tells whether it is one of ours."""
    other = tmp_path / "other"
    other.write_bytes(b"x" * 5000)
    with pytest.raises(StoreError, match="keine SQLite-Datenbank"):
        backup.look_at(other)
