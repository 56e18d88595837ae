"""What becomes of a letter in Matrix, whatever the homeserver says."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.matrix.couriers import MatrixCourier, MatrixGroup, address_of
from bot.channels.matrix.failures import MatrixCallError, failure, said_by
from bot.channels.matrix.incoming import RoomPlace
from bot.channels.matrix.letters import Post, letter, messages, post_of
from bot.channels.matrix.markup import text_as_messages
from bot.channels.matrix.reading import EventReader
from bot.channels.matrix.wire import MatrixWire
from bot.exchange.wire import Delivered, TryAgain, Undeliverable
from bot.store.records import Letter, Mark
from tests.unit.bot.channels.matrix.conftest import BOT

PLACE = RoomPlace("!zimmer:rathaus.test")


@pytest.mark.parametrize(
    ("status", "told", "outcome"),
    [
        (429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1500}, TryAgain("429 M_LIMIT_EXCEEDED", 1.5)),
        (429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 10**12}, TryAgain("429 M_LIMIT_EXCEEDED", 3600.0)),
        (429, "<html>", TryAgain("429")),
        (502, None, TryAgain("502")),
        (0, None, TryAgain("0")),
        (401, {"errcode": "M_UNKNOWN_TOKEN"}, TryAgain("401 M_UNKNOWN_TOKEN")),
        (403, {"errcode": "M_FORBIDDEN", "error": "Anna ist weg"}, Undeliverable("403 M_FORBIDDEN")),
        (413, {"errcode": ["x"]}, Undeliverable("413")),
        (400, {"retry_after_ms": "bald"}, Undeliverable("400")),
    ],
)
def test_what_a_failure_means(status: int, told: Any, outcome: object) -> None:
    """What may pass is tried again, as often as it takes: the server knows a message by its id."""
    assert failure(said_by(status, told)) == outcome


def test_a_call_that_asks_who_we_are_is_no_refused_token() -> None:
    """It is repeated with the password."""
    error = said_by(401, {"session": "abc", "flows": []})
    assert error.session == "abc"
    assert not error.refused_token
    assert MatrixCallError(401).refused_token


def test_letters_keep_their_ids() -> None:
    """Each has its own, and the same after it was stored: a repeated one is known by it."""
    first = Post("send", PLACE, reply_to="$1", choices=("a", "b"), mark=Mark(ticket=3), person="p")
    posts = [post_of(one) for one in messages(first, text_as_messages("Wort. " * 1500))]
    assert len({post.id for post in posts}) == len(posts) > 2
    assert [post.reply_to for post in posts] == ["$1", *[None] * (len(posts) - 1)]
    assert [post.choices for post in posts] == [*[()] * (len(posts) - 1), ("a", "b")]
    assert {post.mark.ticket for post in posts} == {3}
    assert post_of(letter(posts[0])) == posts[0]
    assert post_of(letter(replace(posts[0], kind="redact"))).id == posts[0].id


def test_a_letter_of_another_version() -> None:
    """It can't be read, and the outbox drops it."""
    with pytest.raises(ValueError, match="kind"):
        post_of(Letter("matrix", "!x", '{"kind": "dance"}'))


def test_a_person_is_found_by_their_address() -> None:
    """In a group without their name, in the thread where they asked."""
    [private] = MatrixCourier().to_person(address_of(PLACE, "@anna:rathaus.test"), "Am 3. Mai.", "Antwort:")
    assert (post_of(private).place, post_of(private).user) == (PLACE, "@anna:rathaus.test")
    place = RoomPlace("!amt:rathaus.test", "$faden", private=False)
    [public] = MatrixCourier().to_person(address_of(place, "@anna:rathaus.test"), "Am 3. Mai.")
    assert (post_of(public).place, post_of(public).user) == (place, "")


def test_a_group_is_told_with_the_tickets_mark() -> None:
    """And with what to say should it not be reached."""
    instead = Letter("telegram", "1", "{}")
    [posted] = MatrixGroup("!lotsen:rathaus.test").post("Anfrage 3 /erledigt", 3, [instead])
    post = post_of(posted)
    assert (post.mark, post.instead) == (Mark(ticket=3), (instead,))
    assert post.said.body == "Anfrage 3 !erledigt"
    assert posted.lane == "!lotsen:rathaus.test"


async def test_a_file_for_a_room_that_is_not_known(meet, monkeypatch) -> None:
    """Nobody knows whether it is encrypted: the file waits, instead of lying open at the server."""
    client = meet(BOT, "BOT")
    client.rooms.clear()
    uploaded = []
    monkeypatch.setattr(client, "upload_file", lambda *file: uploaded.append(file))
    wire = MatrixWire(client, EventReader(), None, None, None, lambda: 0.0)  # type: ignore[arg-type]  # it asks none of them
    outcome = await wire.carry(letter(Post("document", PLACE, name="daten.json"), b"{}"), PLACE.room, repeated=False)
    assert isinstance(outcome, TryAgain)
    assert uploaded == []


async def test_signs_leave_room_for_answers(meet, monkeypatch) -> None:
    """Once the server sets a limit there are none for a while: each would count as a message."""
    client, put, now = meet(BOT, "BOT"), [], [0.0]

    async def put_event(room: str, kind: str, content: object, transaction: str) -> str:
        put.append(kind)
        if kind == "m.reaction" and put.count("m.reaction") == 3:
            raise MatrixCallError(429, "M_LIMIT_EXCEEDED", 5.0)
        return f"${len(put)}"

    monkeypatch.setattr(client, "put_event", put_event)
    wire = MatrixWire(client, EventReader(), None, None, None, lambda: now[0])  # type: ignore[arg-type]  # it asks none of them
    question = letter(Post("send", PLACE, choices=("a", "b")))
    for now[0], signs in ((0.0, 2), (1.0, 3), (2.0, 3), (700.0, 5)):
        assert isinstance(await wire.carry(question, PLACE.room, repeated=False), Delivered)
        await asyncio.gather(*wire._signs)
        assert put.count("m.reaction") == signs
