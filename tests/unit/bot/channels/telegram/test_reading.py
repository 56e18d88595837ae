"""What updates mean: who is meant, who wrote, what is a reply."""

from typing import Any

import pytest

from bot.channels.telegram.incoming import Author, Incoming, Me, Other, Text
from bot.channels.telegram.reading import meaning as read
from bot.channels.telegram.updates import read_again, read_update

ME = Me(99, "unser_bot")
BOT = {"id": 99, "is_bot": True, "first_name": "Bot", "username": "unser_bot"}
ANNA = {"id": 7, "is_bot": False, "first_name": "Anna"}
FORUM = {"id": -1001, "type": "supergroup", "title": "Rathaus", "is_forum": True}


def message(text: str = "Guten Morgen", **more: Any) -> dict[str, Any]:
    return {"message_id": 20, "date": 1_700_000_000, "chat": FORUM, "from": ANNA, "text": text, **more}


def meaning(content: dict[str, Any]) -> Incoming | None:
    return read(read_update({"update_id": 1, "message": content}), ME)


def in_topic(**more: Any) -> dict[str, Any]:
    return {"message_thread_id": 5, "is_topic_message": True, **more}


OPENING = {
    "message_id": 5,
    "date": 1,
    "chat": FORUM,
    "from": BOT,
    "forum_topic_created": {"name": "F", "icon_color": 1},
}


def test_in_a_topic_that_we_opened_not_everything_is_for_us() -> None:
    """Telegram marks a plain message as a reply to the one that opened the topic."""
    assert meaning(message(**in_topic(reply_to_message=OPENING))) is None
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    content = message(**in_topic(reply_to_message=OPENING, photo=photo))
    del content["text"]
    assert meaning(content) is None


def test_in_a_topic_a_reply_to_us_is_one() -> None:
    """And a mention replies to nothing."""
    answer = {**message("Antwort"), "from": BOT, "message_id": 12}
    replied = meaning(message(**in_topic(reply_to_message=answer)))
    assert isinstance(replied, Text)
    assert replied.reply_to == 12
    mentioned = meaning(message("@unser_bot Frage", **in_topic(reply_to_message=OPENING)))
    assert isinstance(mentioned, Text)
    assert (mentioned.text, mentioned.reply_to) == ("Frage", None)


def test_who_writes_as_a_chat_is_that_chat() -> None:
    """Anonymous administrators and channels share one conversation in each group, and are told apart from persons."""
    answer = {**message("Antwort"), "from": BOT, "message_id": 12}
    anonymous = {"from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}, "reply_to_message": answer}
    written = meaning(message(sender_chat=FORUM, **anonymous))
    assert isinstance(written, Text)
    assert written.user == FORUM["id"]
    channel = {"id": -1002, "type": "channel", "title": "Kanal"}
    from_channel = meaning(message(sender_chat=channel, **anonymous))
    assert isinstance(from_channel, Text)
    assert (written.author, from_channel.author) == (Author.GROUP, Author.CHANNEL)
    assert from_channel.user == FORUM["id"]


@pytest.mark.parametrize("private", [True, False])
def test_our_own_cards_are_no_questions(private: bool) -> None:
    """Somebody who uses inline mode beside us is not answered."""
    chat = {"id": 7, "type": "private", "first_name": "Anna"} if private else FORUM
    assert meaning(message("Amt24 ist …", chat=chat, via_bot=BOT)) is None


def test_other_content_in_private() -> None:
    """It gets a friendly line."""
    content = message(chat={"id": 7, "type": "private", "first_name": "Anna"}, dice={"emoji": "🎲", "value": 3})
    del content["text"]
    assert isinstance(meaning(content), Other)


@pytest.mark.parametrize(
    ("text", "command", "rest"),
    [
        ("/hilfe", "hilfe", ""),
        ("/Themen@Unser_Bot", "themen", ""),
        ("/warum was ist\nAmt24?", "warum", "was ist\nAmt24?"),
        ("/start\namt24-was", "start", "amt24-was"),
        ("@unser_bot /hilfe", "hilfe", ""),
        ("Was ist Amt24, @UNSER_BOT?", "", "Was ist Amt24, ?"),
    ],
)
def test_what_is_for_us_shows_in_the_text(text: str, command: str, rest: str) -> None:
    """A command or our name, in any case, also from a server that does not mark them."""
    written = meaning(message(text))
    assert isinstance(written, Text)
    assert (written.command, written.text) == (command, rest)


@pytest.mark.parametrize(
    "text",
    ["/hilfe@anderer_bot", "/etc/passwd ist weg", "und/oder", "@unser_bot2 Frage", "post@unser_bot", "t.me/@unser_bot"],
)
def test_what_is_not_for_us_is_left_alone(text: str) -> None:
    """Another bot's command, a path, a longer name, an address."""
    assert meaning(message(text)) is None


def test_what_a_command_replies_to_is_kept() -> None:
    """And nothing of what any other message replies to."""
    mail = {**message("Was ist Amt24?"), "message_id": 12}
    private = {"chat": {"id": 7, "type": "private"}, "reply_to_message": mail}
    asked = meaning(message("/entwurf", **private))
    assert isinstance(asked, Text)
    assert (asked.command, asked.about) == ("entwurf", "Was ist Amt24?")
    stored = read_update({"update_id": 1, "message": message("Danke", **private)}).stored()
    assert "Amt24" not in stored


@pytest.mark.parametrize("told", [{"forward_origin": {"type": "user", "date": 1}}, {"forward_date": 1}])
def test_what_is_forwarded_is_known_as_such(told: dict[str, Any]) -> None:
    """Not from whom."""
    update = read_update({"update_id": 1, "message": message("Frage", chat={"id": 7, "type": "private"}, **told)})
    content = read(read_again(update.stored()), ME)
    assert isinstance(content, Text)
    assert content.forwarded
    assert "forward_" not in update.stored()
