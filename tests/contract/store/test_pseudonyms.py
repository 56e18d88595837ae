"""People are named by the keys with which they were named first, or by newer ones that carry the old names over."""

import datetime
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot import secret
from bot.channels.web.visitors import Visitors
from bot.config import Settings, key_file
from bot.errors import ConfigError
from bot.service.storage import open_store
from bot.store.records import Attached, Rating, Turn
from bot.store.sqlite import pseudonyms
from bot.talk.interview.log import InterviewLog, Started
from bot.talk.message import Relay, RelayKind, Status
from bot.talk.privacy import Keys
from bot.talk.session import Session

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
TURN = Turn(NOON, "web", "Frage", Status.ANSWER, ("a",), message="7")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database=tmp_path / "lotsenbot.sqlite3")


async def keys_of(settings: Settings) -> Keys:
    async with open_store(settings) as store:
        return await secret.keys_of(settings, store)


async def rotate(settings: Settings) -> Keys:
    async with open_store(settings, alone=True) as store:
        await secret.rotate(settings, store)
    return await keys_of(settings)


async def somebody(settings: Settings) -> str:
    """Let somebody ask, be interviewed, come to a workshop and write to a human; return the pseudonym."""
    keys = await keys_of(settings)
    anna = keys.pseudonym("web", "anna")
    session = Session(interviews=(InterviewLog("1", (Started(NOON, "bereitschaft", "v"),)),))
    async with open_store(settings) as store:
        relay = Attached(relay=Relay(RelayKind.OPEN, "Bitte helfen Sie"), address=anna)
        await store.conversations.record(anna, session, TURN, relay)
        await store.conversations.record(keys.pseudonym("web", "anna", "group"), Session(), TURN)
        workshop = await store.workshops.open("Probe", NOON.date(), "karla", NOON)
        await store.participation.join(anna, workshop.code, NOON)
    return anna


async def test_a_start_without_the_key_is_refused(settings: Settings) -> None:
    """With a new key everybody would be a stranger, and nobody could erase anything: it says how to restore."""
    await somebody(settings)
    key_file(settings).unlink()
    with pytest.raises(ConfigError, match=r"Schlüssel zur Datenbank fehlt.*Sicherung.*key replace"):
        await keys_of(settings)
    assert not key_file(settings).exists()


async def test_a_start_with_another_key_is_refused(settings: Settings) -> None:
    """Be it another file or another secret; the right one is taken again."""
    await somebody(settings)
    right = key_file(settings).read_text()
    key_file(settings).write_text("0" * 64 + "\n")
    with pytest.raises(ConfigError, match="passt nicht zur Datenbank"):
        await keys_of(settings)
    key_file(settings).write_text(right)
    with pytest.raises(ConfigError, match="passt nicht zur Datenbank"):
        await keys_of(settings.model_copy(update={"secret": SecretStr("x" * 32)}))
    await keys_of(settings)


async def test_a_database_of_an_older_version_takes_the_key_beside_it(settings: Settings) -> None:
    """It has people and no fingerprint yet: with a key it gets one, without it is refused."""
    async with open_store(settings) as store:
        await store.conversations.record("anna", Session(), TURN)
    with pytest.raises(ConfigError, match="fehlt"):
        await keys_of(settings)
    key = secret.load_keys(settings)
    assert await keys_of(settings) == key
    async with open_store(settings) as store:
        assert await store.pseudonyms.key() == key.fingerprint


async def test_with_another_key_everybody_is_still_known(settings: Settings) -> None:
    """Everything of a person has the new name, in every place, and the old name stands in no file."""
    anna = await somebody(settings)
    async with open_store(settings) as store:
        before = await store.personal_data.export(anna)
    new = (await rotate(settings)).pseudonym("web", "anna")
    assert new != anna
    async with open_store(settings) as store:
        after = await store.personal_data.export(new)
        assert after == before | {"person": new, "tickets": after["tickets"]}
        [ticket] = await store.tickets.of_person(new)
        assert (ticket.person, ticket.address) == (new, new)
        assert await store.conversations.feedback(new, Rating.HELPFUL)
        assert (await store.personal_data.export(anna))["session"] is None
        assert anna.encode() not in b"".join(file.read_bytes() for file in settings.database.parent.iterdir())
        assert await store.personal_data.delete(new)


async def test_a_rotation_may_follow_another(settings: Settings) -> None:
    """Each adds a key; the configured secret can be the first."""
    configured = settings.model_copy(update={"secret": SecretStr("ü" * 40)})
    anna = await somebody(configured)
    async with open_store(configured, alone=True) as store:
        await secret.rotate(configured, store)
    twice = await rotate(settings)
    assert len(twice.older) == 2
    assert Keys(twice.older[0]).pseudonym("web", "anna") == anna
    async with open_store(settings) as store:
        assert (await store.personal_data.export(twice.pseudonym("web", "anna")))["turns"]
    with pytest.raises(ConfigError, match="passt nicht"):
        await keys_of(configured)


@pytest.mark.parametrize("renamed", [False, True])
async def test_a_rotation_that_was_interrupted_is_whole_or_has_not_happened(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, renamed: bool
) -> None:
    """Whether it stopped before people were renamed or after, the next start finds the keys by which they are."""
    anna = await somebody(settings)

    async def stopped(*_: object) -> None:
        raise OSError("power")

    async with open_store(settings, alone=True) as store:
        if renamed:
            monkeypatch.setattr(secret, "write_whole", _once(secret.write_whole))
        else:
            monkeypatch.setattr(type(store.pseudonyms), "rename", stopped)
        with pytest.raises((OSError, ConfigError)):
            await secret.rotate(settings, store)
    monkeypatch.undo()
    keys = await keys_of(settings)
    assert len(keys.older) == int(renamed)
    async with open_store(settings) as store:
        assert (await store.personal_data.export(keys.pseudonym("web", "anna")))["turns"]
    assert (keys.pseudonym("web", "anna") == anna) is not renamed
    assert set(settings.database.parent.iterdir()) == {settings.database, key_file(settings)}


async def test_nobody_rotates_beside_a_running_service(settings: Settings) -> None:
    """The one would name people by keys that the other does not know."""
    async with open_store(settings):
        with pytest.raises(ConfigError, match="läuft gerade"):
            await rotate(settings)
    async with open_store(settings, alone=True):
        with pytest.raises(ConfigError, match="gewartet"):
            await keys_of(settings)


async def test_a_lost_key_can_be_replaced(settings: Settings) -> None:
    """Then it goes on, with everybody a stranger."""
    anna = await somebody(settings)
    key_file(settings).unlink()
    async with open_store(settings, alone=True) as store:
        await secret.replace(settings, store)
    assert (await keys_of(settings)).pseudonym("web", "anna") != anna


async def test_a_cookie_outlives_the_key_that_signed_it() -> None:
    """A visitor of the page is known after the rotation too, and then has a cookie that the new key signed."""

    def page(visitors: Visitors) -> Starlette:
        async def show(request: Request) -> PlainTextResponse:
            visitor = visitors.welcome(request)
            response = PlainTextResponse(visitor)
            visitors.remember(response, visitor)
            return response

        return Starlette(routes=[Route("/", show)])

    new = b"b" * 32
    cookies, seen = httpx.Cookies(), set()
    for keys in ([b"a" * 32], [new, b"a" * 32], [new]):
        transport = httpx.ASGITransport(page(Visitors(keys[0], "c", secure=False, older=tuple(keys[1:]))))
        async with httpx.AsyncClient(transport=transport, base_url="http://x", cookies=cookies) as http:
            seen.add((await http.get("/")).text)
            cookies = http.cookies
    assert len(seen) == 1


def _once(function: Callable[..., None]) -> Callable[..., None]:
    """Let it work once, and then fail as a full disk does."""
    calls = []

    def limited(*given: object) -> None:
        calls.append(given)
        if len(calls) > 1:
            raise OSError("full")
        function(*given)

    return limited


async def test_no_table_with_a_person_is_forgotten(settings: Settings) -> None:
    """Whatever the next migration adds."""
    async with open_store(settings):
        pass
    with closing(sqlite3.connect(settings.database)) as file:
        found = file.execute(
            "SELECT t.name FROM sqlite_master t, pragma_table_info(t.name) c"
            " WHERE t.type = 'table' AND c.name = 'person'"
        ).fetchall()
    assert {name for (name,) in found} == set(pseudonyms.NAMED)
