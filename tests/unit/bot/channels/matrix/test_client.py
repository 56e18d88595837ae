"""What the client does otherwise than the library, and that the library is still as it was when that was written."""

import asyncio
import hashlib
import inspect
import json
from collections.abc import Callable
from typing import Any

import pytest
from nio import (
    AsyncClient,
    Event,
    KeysUploadResponse,
    OlmEvent,
    RoomKeyRequestMessage,
    ShareGroupSessionResponse,
)
from nio.client.base_client import Client
from nio.crypto import Olm
from nio.store import SqliteStore

from bot.channels.matrix.client import HardenedClient
from bot.channels.matrix.failures import MatrixCallError
from tests.unit.bot.channels.matrix.conftest import ANNA, BOT, ROOM

REPLACED = {
    Client._handle_decrypt_to_device: "cc4048e5c886",
    Client._handle_timeline_event: "39a7d42a63b4",
    Client._handle_joined_state: "fc043a2cbfd4",
    AsyncClient.keys_upload: "3f42084d01bf",
    AsyncClient.share_group_session: "2997dcc643cf",
    AsyncClient.room_send: "a69151578f03",
    AsyncClient._send: "77c252868687",
    AsyncClient._handle_sync: "a968a021b1f5",
    Olm._should_accept_forward: "51806f1932a5",
    Olm._handle_key_query: "ef9391b9201f",
    Olm.share_keys: "ea8731923a43",
    Olm.share_group_session_parallel: "7f530f42adb6",
    SqliteStore._create_database: "bee4dab712b7",
}


def introduce(sender: HardenedClient, recipient: HardenedClient) -> None:
    """Give one an Olm session with the other, as claiming a key does."""
    recipient.olm.account.generate_one_time_keys(1)
    key = next(iter(recipient.olm.account.one_time_keys["curve25519"].values()))
    sender.olm.create_session(key, recipient.olm.account.identity_keys["curve25519"])


def told(sender: HardenedClient, recipient: HardenedClient, kind: str, content: dict[str, Any]) -> OlmEvent:
    """Return a message to a device, encrypted."""
    device = sender.device_store[recipient.user_id][recipient.device_id]
    sealed = sender.olm._olm_encrypt(sender.olm.session_store.get(device.curve25519), device, kind, content)
    event = {"type": "m.room.encrypted", "sender": sender.user_id, "content": sealed}
    return OlmEvent.from_dict(event)


def room_key(client: HardenedClient) -> dict[str, Any]:
    session = client.olm.outbound_group_sessions[ROOM]
    return {
        "algorithm": "m.megolm.v1.aes-sha2",
        "room_id": ROOM,
        "session_id": session.id,
        "session_key": session.session_key,
    }


def said(client: HardenedClient, text: str, number: int, sender: str = "") -> Event:
    """Return what somebody says, encrypted."""
    client.olm.outbound_group_sessions[ROOM].shared = True
    kind, content = client.encrypt(ROOM, "m.room.message", {"msgtype": "m.text", "body": text})
    event = {
        "type": kind,
        "content": content,
        "event_id": f"${number}",
        "sender": sender or client.user_id,
        "origin_server_ts": number,
        "room_id": ROOM,
    }
    return Event.parse_event(event)


@pytest.fixture
def anna(meet: Callable[[str, str], HardenedClient]) -> HardenedClient:
    client = meet(ANNA, "HANDY")
    client.olm.create_outbound_group_session(ROOM)
    return client


@pytest.fixture
def bot(meet: Callable[[str, str], HardenedClient], anna: HardenedClient) -> HardenedClient:
    client = meet(BOT, "SERVER")
    introduce(anna, client)
    return client


def test_the_library_is_as_it_was() -> None:
    """What is replaced or relied on is looked at again when it changes; then the digests here are renewed."""
    found = {
        method: hashlib.sha256(inspect.getsource(inspect.unwrap(method)).encode()).hexdigest()[:12]
        for method in REPLACED
    }
    assert found == REPLACED


def test_calls_end_in_time(bot: HardenedClient) -> None:
    """The library itself tries again without an end."""
    assert (bot.config.max_timeouts, bot.config.max_limit_exceeded) == (0, 0)
    assert 0 < bot.config.request_timeout <= 15


async def test_keys_are_kept_before_they_are_published(
    bot: HardenedClient, meet: Callable[[str, str], HardenedClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed while they are uploaded, the next start knows each key that the server got, and sends it once more."""
    sent: list[dict[str, Any]] = []

    async def send(_response: type, _method: str, _path: str, data: str) -> None:
        sent.append(json.loads(data)["one_time_keys"])
        raise asyncio.CancelledError

    monkeypatch.setattr(bot, "_send", send)
    with pytest.raises(asyncio.CancelledError):
        await bot.keys_upload()
    again = meet(BOT, "SERVER")
    monkeypatch.setattr(again, "_send", send)
    with pytest.raises(asyncio.CancelledError):
        await again.keys_upload()
    first, second = ({name: key["key"] for name, key in keys.items()} for keys in sent)
    assert first
    assert first.items() <= second.items()


@pytest.mark.parametrize("failure", [asyncio.CancelledError(), OSError()], ids=["cancelled", "failed"])
async def test_sharing_a_key_leaves_nobody_waiting(
    bot: HardenedClient, anna: HardenedClient, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    """Whatever ends it, the next message of the room makes a new key, and nothing is said with the old one."""
    answers: list[object] = [failure]

    async def send(response: type, *_call: object, response_data: tuple[object, ...] = ()) -> object:
        if answers:
            raise answers.pop()
        return ShareGroupSessionResponse(*response_data) if response is ShareGroupSessionResponse else None

    introduce(bot, anna)
    monkeypatch.setattr(bot, "_send", send)
    with pytest.raises(type(failure)):
        await bot.share_group_session(ROOM)
    assert bot.sharing_session == {}
    assert bot.olm.should_share_group_session(ROOM)
    done = await bot.share_group_session(ROOM)
    assert done.users_shared_with == {(ANNA, "HANDY")}


async def test_a_key_that_the_server_did_not_take_is_not_used(
    bot: HardenedClient, anna: HardenedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library would go on, and nobody could read what follows."""

    async def send(*_call: object, **_more: object) -> object:
        return KeysUploadResponse(0, 0)  # anything else than wanted

    introduce(bot, anna)
    monkeypatch.setattr(bot, "_send", send)
    with pytest.raises(MatrixCallError):
        await bot.share_group_session(ROOM)
    assert bot.olm.should_share_group_session(ROOM)


def test_a_key_belongs_to_its_sender(bot: HardenedClient, anna: HardenedClient) -> None:
    """What a server ascribes to somebody else is not theirs, though it can be read."""
    bot._handle_decrypt_to_device(told(anna, bot, "m.room_key", room_key(anna)))
    hers, ascribed = bot.opened(said(anna, "Ja.", 1)), bot.opened(said(anna, "Nein.", 2, "@chef:rathaus.test"))
    assert (hers.body, ascribed.body) == ("Ja.", "Nein.")
    assert bot.is_theirs(hers)
    assert not bot.is_theirs(ascribed)


def test_a_missing_key_is_taken_from_who_made_it(bot: HardenedClient, anna: HardenedClient) -> None:
    """If it was asked for; the library takes it from own devices only."""
    shut = said(anna, "Was ist Amt24?", 1)
    assert bot.opened(shut) is shut
    made = anna.olm.inbound_group_store.get(ROOM, anna.olm.account.identity_keys["curve25519"], shut.session_id)
    content = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "room_id": ROOM,
        "session_id": made.id,
        "session_key": made.export_session(0),
        "sender_key": made.sender_key,
        "sender_claimed_ed25519_key": made.ed25519,
        "forwarding_curve25519_key_chain": [],
    }
    bot._handle_decrypt_to_device(told(anna, bot, "m.forwarded_room_key", content))
    assert bot.opened(shut) is shut
    request = shut.as_key_request(ANNA, "SERVER", shut.session_id, "HANDY")
    assert isinstance(request, RoomKeyRequestMessage)
    bot.olm.outgoing_to_device_messages.append(request)
    bot.olm._mark_to_device_message_as_sent(request)
    bot._handle_decrypt_to_device(told(anna, bot, "m.forwarded_room_key", content))
    assert bot.opened(shut).body == "Was ist Amt24?"


def test_who_is_erased_leaves_no_key_of_what_they_said(bot: HardenedClient, anna: HardenedClient) -> None:
    """Nor of what was said to them; what they say next can still be read, also after a restart."""
    bot._handle_decrypt_to_device(told(anna, bot, "m.room_key", room_key(anna)))
    bot.olm.create_outbound_group_session(ROOM)
    before = [said(anna, f"Frage {number}", number) for number in range(3)]
    assert all(bot.opened(event) is not event for event in before)
    bot.drop_sessions(ANNA)
    after = said(anna, "Noch eine", 3)
    assert all(bot.opened(event) is event for event in before)
    assert bot.opened(after).body == "Noch eine"
    assert [session.sender_key for session in bot.store.load_inbound_group_sessions()] == [after.sender_key]


@pytest.mark.parametrize("body", ["", "AAAA", "Ü", "A" * 500])
@pytest.mark.parametrize("kind", [0, 1, 2])
def test_garbage_for_a_device_is_left_out(bot: HardenedClient, anna: HardenedClient, body: str, kind: int) -> None:
    """Anybody can send it, without a common room."""
    own, hers = (client.olm.account.identity_keys["curve25519"] for client in (bot, anna))
    content = {"algorithm": "m.olm.v1.curve25519-aes-sha2", "sender_key": hers}
    content["ciphertext"] = {own: {"type": kind, "body": body}}
    event = OlmEvent.from_dict({"type": "m.room.encrypted", "sender": ANNA, "content": content})
    assert bot._handle_decrypt_to_device(event) is None


async def test_one_broken_event_hides_no_other(bot: HardenedClient) -> None:
    """Neither in the state, nor in the timeline, nor of an invitation."""
    broken = [{"type": "m.room.member", "content": {"membership": []}}, 3, None, {"type": {}}, {"content": "x"}]
    fine = {
        "type": "m.room.message",
        "content": {"msgtype": "m.text", "body": "Hallo"},
        "event_id": "$1",
        "sender": ANNA,
        "origin_server_ts": 1,
    }
    name = {"type": "m.room.name", "content": {"name": "Amt"}, "state_key": "", **{k: fine[k] for k in list(fine)[2:]}}
    response = await bot.take(
        {
            "next_batch": "s1",
            "rooms": {
                "join": {ROOM: {"state": {"events": [*broken, name]}, "timeline": {"events": [*broken, fine]}}},
                "invite": {"!x:y": {"invite_state": {"events": broken}}},
            },
            "to_device": {"events": broken},
            "presence": {"events": broken},
        }
    )
    assert response is not None
    assert [event.source["content"]["body"] for event in response.rooms.join[ROOM].timeline.events[-1:]] == ["Hallo"]
    assert bot.rooms[ROOM].name == "Amt"
