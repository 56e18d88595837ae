"""What encryption needs to last: kills, other devices, lost keys, hostile devices."""

import json
import signal
import stat
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.e2e.matrix.conftest import MatrixProcess


@pytest.fixture
async def room(anna, process):
    process.connect()
    room = await anna.room(process.user)
    await anna.joined(room, process.user)
    return room


def device(process):
    return json.loads((process.vault / "login.json").read_text())["device"]


async def test_after_a_kill_it_is_the_same_device_and_answers_what_came_meanwhile(anna, process, room):
    """Once each, also more than one sync brings; the folder is for its owner alone, and holds no key in the open."""
    await anna.say(room, "Was ist Amt24?")
    await anna.hears(room, "Serviceportal")
    await process.settled()
    before = device(process)
    process.stop(signal.SIGKILL)
    first = await anna.say(room, "Was ist ePayBL?")
    content = {"msgtype": "m.notice", "body": "…"}
    for number in range(55):  # more than one sync brings
        await anna.call("PUT", f"/v3/rooms/{quote(room)}/send/m.room.message/{number}", content)
    await anna.say(room, "Was kostet die Prozessplattform?")
    process.connect()
    await anna.hears(room, "kostenlos")
    await anna.hears(room, "Zahlungsverkehr")
    await process.settled()
    assert device(process) == before
    assert process.one("SELECT count(*) FROM turns WHERE message = ?", first) == 1
    assert process.one("SELECT count(*) FROM turns") == 3
    assert stat.S_IMODE(process.vault.stat().st_mode) == 0o700
    assert {path.suffix for path in process.vault.iterdir()} <= {
        ".json",
        ".sqlite3",
        ".sqlite3-wal",
        ".sqlite3-shm",
        "",
    }


async def test_keys_that_are_lost(anna, process, room):
    """With the password it becomes a new device, and what is asked from then on is answered."""
    await anna.say(room, "Was ist Amt24?")
    await anna.hears(room, "Serviceportal")
    before = device(process)
    process.stop(signal.SIGKILL)
    for path in process.vault.glob("keys*"):
        path.unlink()
    process.connect()
    assert device(process) != before
    await anna.until(lambda: device(process) in anna.client.device_store[process.user])
    await anna.say(room, "Was ist ePayBL?")
    await anna.hears(room, "Zahlungsverkehr")


async def test_the_device_is_signed_by_its_account(anna, process, room):
    """As clients check it before they trust a device without a warning."""
    told = await anna.call("POST", "/v3/keys/query", {"device_keys": {process.user: []}})
    master = told["master_keys"][process.user]
    own = told["self_signing_keys"][process.user]
    [master_key], [own_key] = master["keys"].values(), own["keys"].values()
    verify = anna.client.olm.verify_json
    assert verify(dict(own), master_key, process.user, master_key)
    keys = told["device_keys"][process.user][device(process)]
    assert verify(dict(keys), own_key, process.user, own_key)
    assert "could not be signed" not in process.log


async def test_another_device_of_a_person_is_trusted_and_logged(meet, anna, process, room):
    """They read the answers to what they ask on either, and the log does not say who they are."""
    await anna.say(room, "Was ist Amt24?")
    await anna.hears(room, "Serviceportal")
    second = await meet("anna", device="ZWEITGERAET")
    await second.until(lambda: room in second.client.rooms)
    await second.joined(room, process.user)
    await process.until(lambda: "somebody uses a new device" in process.log)
    await second.say(room, "Was ist ePayBL?")
    await second.hears(room, "Zahlungsverkehr")
    assert "ZWEITGERAET" not in process.log
    assert anna.user.partition(":")[0] not in process.log


async def test_a_message_without_its_key_is_answered_with_what_helps(anna, process, room):
    """Once, and not if the key comes late; its text waits encrypted, and nothing of it stays."""
    await anna.say(room, "Was ist Amt24?")
    await anna.hears(room, "Serviceportal")
    anna.client.invalidate_outbound_session(room)
    session, keep = await withheld(anna, room, process.user)
    await anna.say(room, "Was ist ePayBL?")
    await process.until(lambda: process.one("SELECT count(*) FROM inbox WHERE body LIKE '%m.megolm%'"))
    process.stop(signal.SIGKILL)
    process.connect()
    await give(anna, room, session, keep)
    await anna.hears(room, "Zahlungsverkehr")
    anna.client.invalidate_outbound_session(room)
    await withheld(anna, room, process.user)
    await anna.say(room, "Was kostet die Prozessplattform?")
    await anna.say(room, "Wie lange dauert die Einrichtung?")
    await anna.hears(room, "/discardsession", timeout=40)
    await process.settled()
    assert len([source for source in anna.said(room) if "discardsession" in source["content"]["body"]]) == 1
    assert process.one("SELECT count(*) FROM inbox WHERE body IS NOT NULL") == 0


async def withheld(person, room, user):
    """Make a new key for a room and give it to nobody; return it."""
    olm = person.client.olm
    olm.create_outbound_group_session(room)
    session = olm.outbound_group_sessions[room]
    key = session.session_key
    session.mark_as_shared()
    return session, key


async def give(person, room, session, key):
    """Give a key to the others in a room after all."""
    content = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "room_id": room,
        "session_id": session.id,
        "session_key": key,
    }
    olm = person.client.olm
    others = [user for user in person.client.rooms[room].users if user != person.user]
    for user in others:
        for there in olm.device_store.active_user_devices(user):
            sealed = olm._olm_encrypt(olm.session_store.get(there.curve25519), there, "m.room_key", content)
            body = {"messages": {user: {there.id: sealed}}}
            await person.call("PUT", f"/v3/sendToDevice/m.room.encrypted/{uuid4()}", body)


async def test_hostile_messages_end_nothing(meet, anna, process, room):
    """Neither garbage for the device nor for the room, from anybody, now or at the next start."""
    mallory = await meet("mallory")
    told = await anna.call("POST", "/v3/keys/query", {"device_keys": {process.user: []}})
    [keys] = told["device_keys"][process.user].values()
    curve = keys["keys"][f"curve25519:{keys['device_id']}"]
    bodies = ["", "AAAA", "!!!", "Ü", "A" * 5000, mallory.client.olm.account.identity_keys["curve25519"]]
    for kind in (0, 1, 7):
        for garbage in bodies:
            content = {
                "algorithm": "m.olm.v1.curve25519-aes-sha2",
                "sender_key": mallory.client.olm.account.identity_keys["curve25519"],
                "ciphertext": {curve: {"type": kind, "body": garbage}},
            }
            await to_device(mallory, process.user, "m.room.encrypted", content)
    for kind in ("m.room_key", "m.forwarded_room_key", "m.room_key_request", "m.key.verification.start", "m.dummy"):
        for content in ({}, {"action": "request"}, {"algorithm": 3}, {"from_device": [], "method": {}}):
            await to_device(mallory, process.user, kind, content)
    theirs = await mallory.room(process.user)
    await mallory.joined(theirs, process.user)
    sealed = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "A", "sender_key": "", "session_id": ""}
    for content in ({**sealed, "device_id": ""}, {**sealed, "ciphertext": 1}):
        await mallory.call("PUT", f"/v3/rooms/{quote(theirs)}/send/m.room.encrypted/{uuid4()}", content)
    for kind, content in (
        ("m.room.message", {"msgtype": "m.text", "body": ["x"]}),
        ("m.room.message", {"msgtype": "m.text", "body": "x", "m.relates_to": {"rel_type": "m.replace"}}),
        ("m.room.message", {"msgtype": "m.text", "body": "x", "m.relates_to": "y", "m.mentions": 3}),
        ("m.room.message", {"msgtype": "m.text", "body": "\ud800 Was ist Amt24?"}),
        ("m.room.redaction", {"redacts": ["x"]}),
        ("m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2"}),
        ("org.example", deep(200)),
    ):  # encrypted, so that the server can't refuse them
        await mallory.send(theirs, kind, content)
    await anna.say(room, "Was ist Amt24?")
    await anna.hears(room, "Serviceportal")
    process.stop(signal.SIGKILL)
    process.connect()
    await anna.say(room, "Was ist ePayBL?")
    await anna.hears(room, "Zahlungsverkehr")
    assert "Traceback" not in process.log


def deep(levels):
    return {"x": deep(levels - 1)} if levels else {}


async def to_device(person, user, kind, content):
    body = {"messages": {user: {"*": content}}}
    await person.call("PUT", f"/v3/sendToDevice/{kind}/{uuid4()}", body)


async def test_a_second_process_stands_by_and_takes_over(anna, process, room, tmp_path):
    """Two with the same keys would each lose what the other reads."""
    second = MatrixProcess(process.synapse, process.user, tmp_path)
    second.start()
    try:
        await process.until(lambda: "stands by" in process.log)
        assert process.log.count(" connected") == 1
        process.stop(signal.SIGKILL)
        await process.until(lambda: process.log.count(" connected") == 2)
        await anna.say(room, "Was ist Amt24?")
        await anna.hears(room, "Serviceportal")
    finally:
        second.stop(signal.SIGKILL)
