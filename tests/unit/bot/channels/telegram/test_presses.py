"""Buttons: one press is one, whoever presses and however slow the server is."""

import pytest

from bot.errors import StoreError
from bot.store.records import Rating
from tests.botapi import Person, Post
from tests.unit.bot.channels.telegram.house import ANSWER, House


async def test_yes_pressed_twice_passes_on_once(house: House) -> None:
    """The second press is nothing: the last word is that it was passed on."""
    await house.ask("Wer kommt nach Zittau?")
    confirm = await house.ask("/lotse")
    for _ in range(2):
        house.api.press(confirm, "Ja", house.anna)
    await house.in_group("Zittau")
    await house.rest()
    assert [post.text for post in house.api.sent(house.chat)][-1] == "Weitergegeben."
    assert len(await house.store.tickets.live()) == 1


async def test_erase_pressed_twice_erases_once(house: House) -> None:
    """The last word is not that nothing was stored."""
    await house.ask()
    asked = await house.ask("/loeschen")
    for _ in range(2):
        house.api.press(asked, "erase", house.anna)
    await house.sent(house.chat, "erased")
    await house.rest()
    now = house.api.current(asked)
    assert now is not None
    assert now.text == "erased"


async def test_a_choice_pressed_twice_is_answered_once(house: House) -> None:
    """Pressed again after the message has changed, or another one, it is another press."""
    answer = await house.ask()
    for _ in range(2):
        house.api.press(answer, "Wo steht die Kaffeemaschine?", house.anna)
    await house.sent(house.chat, "Antwort kaffee-ort.")
    await house.rest()
    texts = [post.text for post in house.api.sent(house.chat)]
    assert sum("Antwort kaffee-ort." in text for text in texts) == 1
    house.api.press(answer, "Mehr dazu", house.anna)
    await house.sent(house.chat, "Genaues zum Kaffee.")


async def test_a_slow_acknowledgement_does_not_delay_the_answer(house: House) -> None:
    """The server takes its time to take the button's waiting away."""
    answer = await house.ask()
    house.api.fail("answerCallbackQuery", "late")
    house.api.press(answer, "Mehr dazu", house.anna)
    await house.sent(house.chat, "Genaues zum Kaffee.")


async def test_a_thumb_is_feedback(house: House) -> None:
    """On an answer to a question and on one to a button; the last one counts."""
    answer = await house.ask()
    house.api.press(answer, "Mehr dazu", house.anna)
    second = await house.sent(house.chat, "Genaues zum Kaffee.")
    await house.rest()
    for post, emoji in ((answer, "👎"), (second, "👎"), (second, "👍"), (second, "🎉")):
        react(house, post, emoji, "private")
    await house.ask("danke")
    assert await verdicts(house) == [Rating.UNHELPFUL, Rating.HELPFUL, None]


async def test_a_thumb_in_a_topic_is_feedback(house: House) -> None:
    """Telegram does not tell in which topic it is; somebody else's thumb counts for nobody."""
    forum = house.api.supergroup("Rathaus", forum=True)
    topic = house.api.topic(forum, house.petra, "Fragen")
    house.api.say(forum, house.anna, f"@{house.api.username} Was ist die Kaffeemaschine?", thread=topic)
    answer = await house.sent(forum, ANSWER)
    house.api.press(answer, "Mehr dazu", house.anna)
    second = await house.sent(forum, "Genaues zum Kaffee.")
    await house.rest()
    react(house, answer, "👍", "supergroup", house.petra)
    react(house, second, "👎", "supergroup")
    await house.ask("danke")
    await house.rest()
    assert await verdicts(house, f"{forum.id}/{topic}") == [None, Rating.UNHELPFUL]


def react(house: House, post: Post, emoji: str, kind: str, by: Person | None = None) -> None:
    """Put a sign to a message."""
    who = {"id": (by or house.anna).id, "is_bot": False, "first_name": "A"}
    told = {"chat": {"id": post.chat, "type": kind}, "message_id": post.id, "user": who, "date": 1}
    new = [{"type": "emoji", "emoji": emoji}]
    house.api.update("message_reaction", {**told, "old_reaction": [], "new_reaction": new})


async def verdicts(house: House, place: str = "") -> list[object]:
    """Return what Anna thought of each answer, in a place."""
    person = house.telegram._parts.dispatcher.pseudonym("telegram", str(house.anna.id), place)
    turns = (await house.store.personal_data.export(person))["turns"]
    assert isinstance(turns, list)
    return [turn["verdict"] for turn in turns]


async def test_an_anonymous_administrator_uses_buttons_and_numbers(house: House) -> None:
    """Telegram tells the person who presses, but the group as whoever wrote; what speaks for somebody needs a name."""
    town = house.api.supergroup("Rathaus")
    as_town = {"sender_chat": {"id": town.id, "type": "supergroup"}}
    house.write(town, house.anna, text=f"@{house.api.username} Was ist die Kaffeemaschine?", **as_town)
    answer = await house.sent(town, ANSWER)
    house.api.press(answer, "Wo steht die Kaffeemaschine?", house.anna)
    await house.sent(town, "Antwort kaffee-ort.")
    house.write(town, house.anna, text=f"@{house.api.username} 1", **as_town)
    await house.api.wait_for(lambda: len(house.api.sent(town)) == 3)
    house.write(town, house.anna, text="/lotse", **as_town)
    asked = await house.sent(town, "Weitergeben")
    said = await house.api.answered(house.api.press(asked, "Ja", house.anna))
    assert said["text"] == "for_persons_only"


async def test_a_channel_that_mentions_us_is_answered(house: House) -> None:
    """Whoever writes as one."""
    town = house.api.supergroup("Rathaus")
    channel = {"sender_chat": {"id": -1009, "type": "channel"}}
    house.write(town, house.anna, text=f"@{house.api.username} Was ist die Kaffeemaschine?", **channel)
    await house.sent(town, ANSWER)


@pytest.mark.parametrize("text", ["/offen", "/erledigt 1"])
async def test_commands_of_the_lotsen_say_why_they_do_nothing(named_house: House, text: str) -> None:
    """Typed by an anonymous administrator once the Lotsen are named."""
    house = named_house
    await house.hand_over()
    house.write(house.group, house.anna, text=text, **house.as_group)
    await house.in_group("anonymous_answer")
    assert len(await house.store.tickets.live()) == 1


async def test_a_press_that_had_to_wait_for_the_database_is_done(house: House, monkeypatch) -> None:
    """That it failed before does not make it the second one."""
    answer = await house.ask()
    record, failed = house.store.conversations.record, []

    async def fail_once(*args: object) -> object:
        if not failed:
            failed.append(True)
            raise StoreError("voll", "Platz schaffen")
        return await record(*args)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(type(house.store.conversations), "record", lambda _, *args: fail_once(*args))
    house.api.press(answer, "Mehr dazu", house.anna)
    await house.sent(house.chat, "Genaues zum Kaffee.")
    assert failed
