"""What is wrong with a set-up is found, each with how to mend it, and nothing is changed."""

import datetime
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import secret
from bot.config import Settings, TelegramSettings, WebSettings, key_file, trainers_knowledge
from bot.exchange.symptoms import Symptom
from bot.service.doctor import examined
from bot.service.storage import open_store
from tests.botapi import BotApi

NOW = datetime.datetime.now(datetime.UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path)


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApi]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with BotApi() as server:
        yield server


async def found(settings: Settings, now: datetime.datetime = NOW) -> dict[str, Symptom]:
    return {finding.what: finding async for finding in examined(settings, now)}


async def faults(settings: Settings, now: datetime.datetime = NOW) -> set[str]:
    told = await found(settings, now)
    assert all(finding.told and finding.remedy for finding in told.values() if not finding.is_fine)
    return {name for name, finding in told.items() if not finding.is_fine and finding.is_fault}


async def started(settings: Settings) -> None:
    async with open_store(settings) as store:
        await secret.keys_of(settings, store)


async def test_a_new_installation_is_fine(settings: Settings) -> None:
    """Before the first start as after it, and looking leaves no file behind."""
    assert await faults(settings) == set()
    assert list(settings.database.parent.iterdir()) == []
    await started(settings)
    before = sorted(settings.database.parent.iterdir())
    assert await faults(settings) == set()
    assert sorted(settings.database.parent.iterdir()) == before


async def test_a_missing_folder(settings: Settings) -> None:
    """One that somebody configured has to be there."""
    assert "Ordner" in await faults(Settings(data=settings.database.parent / "weg"))
    assert "Ordner" in await faults(Settings(database=settings.database.parent / "weg" / "x.sqlite3"))


async def test_a_damaged_database(settings: Settings) -> None:
    """Its pages are all looked at, also those that no start needs."""
    await started(settings)
    with settings.database.open("r+b") as file:
        file.seek(5 * 4096)
        file.write(b"\xff" * 4096)
    assert await faults(settings) == {"Datenbank"}


async def test_the_key(settings: Settings) -> None:
    """Missing, damaged or another one."""
    await started(settings)
    path = key_file(settings)
    for content in (None, "x", "0" * 64 + "\n"):
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_text(content)
            path.chmod(0o600)
        assert await faults(settings) == {"Schlüssel"}
    assert await faults(settings.model_copy(update={"secret": SecretStr("x" * 32)})) == {"Schlüssel"}


async def test_what_others_may_read(settings: Settings) -> None:
    """The remedy is a command that can be copied."""
    await started(settings)
    key_file(settings).chmod(0o640)
    told = await found(settings)
    assert told["Rechte"].remedy == f"chmod go= '{key_file(settings)}'"


async def test_a_file_of_settings_with_secrets_is_private_too(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any it may be read by everybody."""
    path = tmp_path / "settings.toml"
    path.touch(0o644)
    monkeypatch.setenv("LOTSENBOT_CONFIG", str(path))
    assert (await found(settings))["Rechte"].is_fine
    secretive = settings.model_copy(update={"telegram": TelegramSettings(webhook_secret=SecretStr("s" * 16))})
    assert str(path) in (await found(secretive))["Rechte"].remedy


async def test_broken_knowledge(settings: Settings) -> None:
    """With file and line."""
    trainers_knowledge(settings).mkdir(mode=0o700)
    (trainers_knowledge(settings) / "checked.yaml").write_text("checked:\n  nichts: 1\n")
    told = await found(settings)
    assert "checked.yaml:2" in told["Wissen"].told
    assert told["Wissen"].is_fault


@pytest.mark.parametrize("days", [-3, -20_000])
async def test_a_clock_that_is_wrong(settings: Settings, days: int) -> None:
    """It was set back behind what was written, or never set."""
    await started(settings)
    assert await faults(settings, NOW + datetime.timedelta(days=days)) == {"Uhr"}


async def test_a_public_address_where_nobody_answers(settings: Settings) -> None:
    """It may be that nothing is started yet: that is advice."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    web = WebSettings.model_validate({"url": f"http://127.0.0.1:{port}"})
    told = (await found(settings.model_copy(update={"web": web})))["Öffentliche Adresse"]
    assert "antwortet nicht" in told.told
    assert not told.is_fault


async def test_telegram(settings: Settings, api: BotApi) -> None:
    """A token that is good or not, and a group in which the bot is not."""

    def with_token(token: str, **more: object) -> Settings:
        given = {"token": token, "base_url": api.root, **more}
        return settings.model_copy(update={"telegram": TelegramSettings.model_validate(given)})

    assert await faults(with_token(api.token)) == set()
    assert await faults(with_token("1:wrong")) == {"Telegram: Token"}
    assert await faults(with_token(api.token, lotsen_group=-77)) == {"Telegram: Gruppe der Digital-Lotsen"}
    elsewhere = with_token(api.token, webhook_url="https://x.test", webhook_secret="s" * 16)
    assert await faults(elsewhere) == {"Telegram: Zustellung"}
