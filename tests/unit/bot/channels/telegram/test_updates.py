"""What scanty servers send is read as if Telegram had sent it."""

import json
from typing import Any

import pytest

from bot.channels.telegram.calls import as_telegram
from bot.channels.telegram.incoming import Incoming, Inline, Me, Other, Place, Press, Text
from bot.channels.telegram.reading import meaning as read
from bot.channels.telegram.updates import answered, read_again, read_update

ME = Me(99, "unser_bot")


def meaning(**update: Any) -> Incoming | None:
    return read(read_update({"update_id": 1, **update}), ME)


def message(chat: int = 7, **more: Any) -> dict[str, Any]:
    return {"message_id": 3, "chat": {"id": chat}, "from": {"id": 7}, **more}


def test_a_bare_message_is_a_question() -> None:
    """Without date, without kinds of people and chats."""
    read_as = meaning(message=message(text="Was ist Amt24?"))
    assert isinstance(read_as, Text)
    assert (read_as.place, read_as.user, read_as.text) == (Place(7), 7, "Was ist Amt24?")


def test_a_bare_message_of_a_group_is_one_of_a_group() -> None:
    """It is for us only where it says so."""
    assert meaning(message=message(-5, text="Guten Morgen")) is None
    asked = meaning(message=message(-5, text="@unser_bot Was ist Amt24?"))
    assert isinstance(asked, Text)
    assert asked.place == Place(-5, private=False)


def test_a_reply_of_which_only_the_number_is_told_is_one() -> None:
    """What a Lotse answers must not be lost."""
    read_as = meaning(message=message(-5, text="Gern", reply_to_message={"message_id": 2}))
    assert isinstance(read_as, Text)
    assert read_as.reply_to == 2


def test_a_reply_to_another_person_stays_none() -> None:
    """Whoever wrote it is told, or it is a channel."""
    other = {"message_id": 2, "from": {"id": 8}}
    assert meaning(message=message(-5, text="Gern", reply_to_message=other)) is None
    channel = {"message_id": 2, "sender_chat": {"id": -9}}
    assert meaning(message=message(-5, text="Gern", reply_to_message=channel)) is None


def test_who_does_not_know_itself_takes_replies_to_bots() -> None:
    """Without getMe and a number in the token."""
    ours = {"message_id": 2, "from": {"id": 99, "is_bot": True}}
    update = read_update({"update_id": 1, "message": message(-5, text="Gern", reply_to_message=ours)})
    assert isinstance(read(update, Me()), Text)


def test_a_bare_press_is_one() -> None:
    """The message is told by its number alone, or is out of reach."""
    bare = {"id": 12, "from": {"id": 7}, "data": "x"}
    for told in ({}, {"date": 0}):
        read_as = meaning(callback_query={**bare, "message": {"message_id": 4, "chat": {"id": 7}, **told}})
        assert isinstance(read_as, Press)
        assert (read_as.query, read_as.message, read_as.place) == ("12", 4, Place(7))


def test_numbers_may_come_as_texts() -> None:
    """But what people write stays as it is."""
    given = {"message_id": "3", "chat": {"id": "-5"}, "from": {"id": "7"}, "text": "/erledigt"}
    read_as = meaning(message={**given, "reply_to_message": {"message_id": "2"}})
    assert isinstance(read_as, Text)
    assert (read_as.place.chat, read_as.user, read_as.message, read_as.reply_to) == (-5, 7, 3, 2)
    written = meaning(message=message(text="42"))
    assert isinstance(written, Text)
    assert written.text == "42"


def test_other_kinds() -> None:
    """Inline queries and content without text."""
    assert meaning(inline_query={"id": 5, "from": {"id": 7}, "query": "Amt24"}) == Inline("5", "Amt24")
    assert isinstance(meaning(message=message(dice={"emoji": "🎲", "value": 3})), Other)


@pytest.mark.parametrize("content", [{"sticker": {"file_id": "a"}}, {"poll": {}, "photo": [1]}, {"document": "a"}])
def test_other_content_may_look_like_anything(content: dict[str, Any]) -> None:
    """Only that there was some counts."""
    assert isinstance(meaning(message=message(**content)), Other)


def test_what_nobody_needs_is_left_behind() -> None:
    """Nothing of it is stored: no names, no content that is no text."""
    person = {"id": 7, "is_bot": False, "first_name": "Anna", "last_name": "Sommer", "username": "anna_s"}
    contact = {"phone_number": "0351 1234567", "first_name": "Bernd"}
    chat = {"id": 7, "type": "private", "first_name": "Anna", "username": "anna_s"}
    told = message() | {"from": person, "chat": chat, "contact": contact, "reply_to_message": {"from": person}}
    kept = read_update({"update_id": 1, "message": told}).stored()
    assert not any(word in kept for word in ("Anna", "anna_s", "Sommer", "Bernd", "0351"))


def test_what_counts_is_kept() -> None:
    """As it was told, and read again as it was."""
    told = {"message_id": 3, "chat": {"id": 7, "type": "channel"}, "text": "a", "message_thread_id": 4}
    update = read_update({"update_id": 1, "message": told})
    assert json.loads(update.stored()) == {"update_id": 1, "message": told}
    assert read_again(update.stored()) == update


def test_what_was_stored_before_can_be_read() -> None:
    """An update that an earlier version left in the inbox is handled by this one."""
    stored = {"message_id": 3, "date": 1, "chat": {"id": 7, "type": "private"}, "from": {"id": 7, "first_name": ""}}
    update = read_again(json.dumps({"update_id": 1, "message": {**stored, "text": "Was ist Amt24?"}}))
    assert isinstance(read(update, ME), Text)


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 2**63},
        {"update_id": "9" * 5000},
        {"message": message(text="a")},
        {"update_id": 1, "message": message(2**63, text="a")},
        {"update_id": 1, "message": 3},
        "nonsense",
        None,
    ],
)
def test_what_nobody_means_is_refused(update: object) -> None:
    """Numbers beyond 64 bits, and what is no update."""
    with pytest.raises(ValueError, match="validation error"):
        read_update(update)


def test_half_a_character_can_not_be_stored() -> None:
    """It is said so before anything is kept."""
    with pytest.raises(ValueError, match="surrogates"):
        read_update({"update_id": 1, "message": message(text="\ud800")}).stored()


@pytest.mark.parametrize(("result", "number"), [(True, 0), ({}, 0), ({"message_id": 8}, 8), ({"message_id": "8"}, 8)])
def test_a_sent_message(result: Any, number: int) -> None:
    """Its number is 0 where the server does not tell it."""
    assert answered(result) == number


@pytest.mark.parametrize(
    ("status", "body", "means"),
    [
        (200, b'{"ok":false,"error_code":429}', 429),
        (200, b'{"ok":false}', 400),
        (501, b"", 404),
        (405, b"<html>", 404),
        (200, b'{"ok":true,"result":[]}', 200),
        (503, b"", 503),
        (200, b"<html>", 200),
    ],
)
def test_an_error_may_be_told_in_other_ways(status: int, body: bytes, means: int) -> None:
    """In the body alone, or by the status of a method that does not exist."""
    assert as_telegram(status, body) == (means, body)


def test_a_success_without_result() -> None:
    """It is one."""
    assert as_telegram(200, b'{"ok":true}') == (200, b'{"ok": true, "result": true}')
