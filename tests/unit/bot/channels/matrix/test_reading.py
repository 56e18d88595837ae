"""What events mean to us, and which are none of our business."""

import json
from typing import Any

import pytest

from bot.channels.matrix.incoming import (
    Attachment,
    Ciphertext,
    MatrixIncoming,
    Reaction,
    Redaction,
    RoomMoved,
    RoomPlace,
    RoomText,
)
from bot.channels.matrix.reading import EventReader, Hall, Self, read_again

ME = Self("@lotse:rathaus.test", "Lotse Sachsen")
ANNA = "@anna:rathaus.test"
ROOM = "!zimmer:rathaus.test"
ALONE, GROUP = Hall(ROOM, private=True), Hall(ROOM, private=False)
US = {"m.mentions": {"user_ids": [ME.user]}}


@pytest.fixture
def reader() -> EventReader:
    return EventReader(me=ME)


def event(content: dict[str, Any], kind: str = "m.room.message", **more: Any) -> dict[str, Any]:
    return {"type": kind, "event_id": "$1", "sender": ANNA, "origin_server_ts": 1, "content": content, **more}


def text(body: str, **more: Any) -> dict[str, Any]:
    return event({"msgtype": "m.text", "body": body, **more})


def meaning(reader: EventReader, source: dict[str, Any], hall: Hall = ALONE) -> MatrixIncoming | None:
    found = reader.read(source, hall, trusted=True)
    return None if found is None else found.content


@pytest.mark.parametrize(
    ("body", "command", "rest"),
    [
        ("Was ist Amt24?", "", "Was ist Amt24?"),
        ("!hilfe", "hilfe", ""),
        ("/hilfe", "hilfe", ""),
        ("!Warum was kostet das", "warum", "was kostet das"),
        ("!lotse", "lotse", ""),
        ("Hallo!", "", "Hallo!"),
        ("! hilfe", "", "! hilfe"),
        ("@lotse:rathaus.test: Was ist Amt24?", "", "Was ist Amt24?"),
        ("lotse sachsen", "", "lotse sachsen"),
    ],
)
def test_what_somebody_writes_to_us_alone(reader: EventReader, body: str, command: str, rest: str) -> None:
    """A command begins with "!"; our name as a word is one like any other."""
    assert meaning(reader, text(body)) == RoomText(RoomPlace(ROOM), ANNA, "$1", rest, command)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (text("Was ist Amt24?", **US), "Was ist Amt24?"),
        (text("@lotse:rathaus.test Was ist Amt24?"), "Was ist Amt24?"),
        (text("Lotse Sachsen: Was ist Amt24?"), "Was ist Amt24?"),
        (text("@Lotse Sachsen, Was ist Amt24?", **US), "Was ist Amt24?"),
        (text("Du, was ist Amt24?", formatted_body='<a href="https://matrix.to/#/@lotse:rathaus.test">L</a>'), None),
        (
            text(
                "> <@lotse:rathaus.test> Quelle\n\nUnd ePayBL?",
                **{"m.relates_to": {"m.in_reply_to": {"event_id": "$0"}}},
            ),
            "Und ePayBL?",
        ),
        (text("Und ePayBL?", **{"m.relates_to": {"m.in_reply_to": {"event_id": "$ours"}}}), "Und ePayBL?"),
    ],
)
def test_in_a_group_it_is_to_us(reader: EventReader, source: dict[str, Any], said: str | None) -> None:
    """By what the client says, by our name, or as a reply to us."""
    reader.remember("$ours")
    found = meaning(reader, source, GROUP)
    assert isinstance(found, RoomText)
    assert found.text == (said or source["content"]["body"])


@pytest.mark.parametrize(
    "source",
    [
        text("Was ist Amt24?"),
        text("Der Lotse Sachsen war da.", **{"m.mentions": {}}),
        text("Die Lotsen Sachsens"),
        text("@lotse:anderswo.test hallo"),
        text("Ja", **{"m.relates_to": {"m.in_reply_to": {"event_id": "$theirs"}}}),
        event({"msgtype": "m.image", "body": "x.png"}),
        event({"msgtype": "m.notice", "body": "@lotse:rathaus.test"}),
    ],
)
def test_in_a_group_it_is_not_to_us(reader: EventReader, source: dict[str, Any]) -> None:
    """What people say to each other is left where it is."""
    assert meaning(reader, source, GROUP) is None


TEAM = Hall(ROOM, private=False, team=True)
REPLY = {"m.relates_to": {"m.in_reply_to": {"event_id": "$ticket"}}}
THREAD = {"m.relates_to": {"rel_type": "m.thread", "event_id": "$ticket"}}
PHOTO = {"msgtype": "m.image", "body": "x.png"}


@pytest.mark.parametrize(
    "source",
    [text("!offen"), text("Am 3. Mai.", **REPLY), text("Am 3. Mai.", **THREAD), event({**PHOTO, **REPLY})],
)
def test_what_lotsen_write_may_be_about_a_ticket(reader: EventReader, source: dict[str, Any]) -> None:
    """A command, a reply, what is in a thread; who is no Lotse has to mean us."""
    found = meaning(reader, source, TEAM)
    assert isinstance(found, RoomText | Attachment)
    assert not found.to_us
    assert meaning(reader, source, GROUP) is None


def test_what_lotsen_say_to_each_other_is_left_there(reader: EventReader) -> None:
    """It is not stored."""
    assert meaning(reader, text("Wer kennt Zittau?"), TEAM) is None


def test_other_kinds_of_events(reader: EventReader) -> None:
    """Each as what it is."""
    about = {"rel_type": "m.annotation", "event_id": "$0", "key": "1️⃣"}
    assert meaning(reader, event({"m.relates_to": about}, "m.reaction")) == Reaction(RoomPlace(ROOM), ANNA, "$0", "1️⃣")
    assert meaning(reader, event({"redacts": "$0"}, "m.room.redaction")) == Redaction(ROOM, "$0")
    assert meaning(reader, event({}, "m.room.redaction", redacts="$0")) == Redaction(ROOM, "$0")
    tombstone = event({"replacement_room": "!neu"}, "m.room.tombstone", state_key="")
    assert meaning(reader, tombstone) == RoomMoved(ROOM, "!neu", "rathaus.test")
    assert meaning(reader, event({"replacement_room": "!neu"}, "m.room.tombstone")) is None
    assert meaning(reader, event({"msgtype": "m.audio", "body": "x"})) == Attachment(RoomPlace(ROOM), ANNA, "$1")
    assert meaning(reader, event({}, "m.sticker")) == Attachment(RoomPlace(ROOM), ANNA, "$1")
    assert meaning(reader, event({"msgtype": "m.emote", "body": "winkt"})) is None
    shut = event({"session_id": "s", "sender_key": "k", "device_id": "d"}, "m.room.encrypted")
    assert meaning(reader, shut, GROUP) == Ciphertext(ROOM, ANNA, json.dumps(shut))


def test_an_edit_is_of_the_message_that_it_changes(reader: EventReader) -> None:
    """The new text counts, by the old id."""
    about = {"rel_type": "m.replace", "event_id": "$0"}
    source = text("* x", **{"m.new_content": {"msgtype": "m.text", "body": "Was ist ePayBL?"}, "m.relates_to": about})
    assert meaning(reader, source) == RoomText(RoomPlace(ROOM), ANNA, "$0", "Was ist ePayBL?", edited=True)


def test_a_thread_and_what_is_replied_to_in_it(reader: EventReader) -> None:
    """What clients name as a makeshift is no reply."""
    about = {"rel_type": "m.thread", "event_id": "$0", "m.in_reply_to": {"event_id": "$9"}}
    for makeshift, reply_to in ((True, None), (False, "$9")):
        source = text("Hallo", **{"m.relates_to": {**about, "is_falling_back": makeshift}})
        found = meaning(reader, source)
        assert isinstance(found, RoomText)
        assert (found.place.thread, found.reply_to) == ("$0", reply_to)


@pytest.mark.parametrize(
    ("allowed", "user", "may"),
    [
        ((), "@anna:rathaus.test", True),
        ((), "@eve:anderswo.test", False),
        (("land.test",), "@anna:land.test", True),
        (("land.test",), "@anna:rathaus.test", False),
        (("@eve:anderswo.test",), "@eve:anderswo.test", True),
        (("@eve:anderswo.test",), "@eva:anderswo.test", False),
    ],
)
def test_who_may_write_and_invite(allowed: tuple[str, ...], user: str, *, may: bool) -> None:
    """Everybody of our own server, or else whom the settings name."""
    reader = EventReader(frozenset(allowed), ME)
    assert (reader.read({**text("Hallo"), "sender": user}, ALONE, trusted=True) is not None) is may
    assert (reader.invitation(ROOM, user, "s1") is not None) is may


def test_what_we_say_ourselves_is_known_and_not_answered(reader: EventReader) -> None:
    """So that a reply to it is to us."""
    assert meaning(reader, {**text("Hallo"), "sender": ME.user, "event_id": "$ours"}) is None
    reply = text("Und?", **{"m.relates_to": {"m.in_reply_to": {"event_id": "$ours"}}})
    assert meaning(reader, reply, GROUP) is not None


def test_what_is_stored_is_read_again(reader: EventReader) -> None:
    """In the same lane; what another version stored is let go; half a character can be stored."""
    for source in (
        text("Was ist \ud800 Amt24?"),
        event({"redacts": "$0"}, "m.room.redaction"),
        event({"replacement_room": "!neu"}, "m.room.tombstone", state_key=""),
        event({"session_id": "s", "sender_key": "k", "device_id": "d"}, "m.room.encrypted"),
    ):
        found = reader.read(source, ALONE, trusted=True)
        assert found is not None
        again = read_again(found.received)
        assert again is not None
        assert (again.lane, again.content) == (found.lane, found.content)
        assert read_again(type(found.received)("$1", '{"kind": "none"}')) is None
