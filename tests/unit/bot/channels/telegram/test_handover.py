"""The handover as both sides see it in Telegram: nothing is lost without a word, and nobody is told what is not so."""

from typing import Any

import pytest

from tests.unit.bot.channels.telegram.house import House

ADDRESS = "https://example.org/termine"


def linked(text: str, words: str) -> dict[str, Any]:
    """Return a text of which some words are a link."""
    entity = {"type": "text_link", "offset": text.index(words), "length": len(words), "url": ADDRESS}
    return {"text": text, "entities": [entity]}


async def test_an_answer_that_does_not_arrive_comes_back(house: House) -> None:
    """The group is told, and the ticket has a line of it for the desk."""
    ticket, post = await house.hand_over()
    house.api.block(house.chat)
    house.api.say(house.group, house.petra, "Am 3. Mai.", reply_to=post)
    await house.in_group(f"{ticket.id} nicht angekommen")
    stored = await house.store.tickets.find(ticket.id)
    assert stored is not None
    assert [line.author for line in stored.lines] == ["person", "lotse", "failure"]


async def test_a_long_line_is_passed_on_as_a_whole(house: House) -> None:
    """Three thousand characters are no more than a message has."""
    await house.hand_over()
    await house.ask("a" * 2999 + "Ende")
    await house.in_group("Ende")


async def test_what_is_too_long_is_said_to_be_cut(house: House) -> None:
    """The receipt says that only the beginning was passed on."""
    await house.hand_over()
    receipt = await house.ask("wort " * 810)
    assert receipt.text == "Ist da. Nur der Anfang."


async def test_addresses_behind_words_are_passed_on_both_ways(house: House) -> None:
    """The person's and the Lotse's; a question is understood without them."""
    _, post = await house.hand_over()
    house.write(house.chat, house.anna, **linked("Gilt das hier noch?", "hier"))
    await house.in_group(f"Gilt das hier ({ADDRESS}) noch?")
    house.answer(post, **linked("Siehe Termine.", "Termine"))
    await house.sent(house.chat, f"Siehe Termine ({ADDRESS}).")


async def test_one_of_our_own_cards_is_an_answer(house: House) -> None:
    """A Lotse who answers with an answer of ours, by inline mode."""
    _, post = await house.hand_over()
    us = {"id": int(house.api.token.partition(":")[0]), "is_bot": True, "first_name": "Bot"}
    house.answer(post, text="Amt24 ist das Serviceportal.", via_bot=us)
    await house.sent(house.chat, "Amt24 ist das Serviceportal.")


async def test_a_corrected_answer_reaches_the_person(house: House) -> None:
    """Once, and only what changed."""
    ticket, post = await house.hand_over()
    answer = house.api.say(house.group, house.petra, "Am 3. Mai.", reply_to=post)
    await house.sent(house.chat, "Am 3. Mai.")
    house.api.edit(answer, "Am 3. Mai.")
    house.api.edit(answer, "Am 4. Mai.")
    await house.sent(house.chat, "Berichtigung: Am 4. Mai.")
    await house.rest()
    assert sum("Mai" in one.text for one in house.api.sent(house.chat)) == 2
    stored = await house.store.tickets.find(ticket.id)
    assert stored is not None
    assert [line.text for line in stored.lines][1:] == ["Am 3. Mai.", "Berichtigung: Am 4. Mai."]


async def test_a_corrected_line_is_one(house: House) -> None:
    """The Lotsen see that it takes the place of another."""
    await house.hand_over()
    line = house.api.say(house.chat, house.anna, "auch nach Löbau?")
    await house.in_group("auch nach Löbau?")
    house.api.edit(line, "auch nach Kamenz?")
    await house.in_group("Berichtigt: auch nach Kamenz?")


async def test_a_picture_is_not_passed_on_and_that_is_said(house: House) -> None:
    """To the person and to the Lotse; with words below it, these are passed on."""
    _, post = await house.hand_over()
    house.api.share(house.chat, house.anna, "photo")
    await house.sent(house.chat, "only_text_to_human")
    house.api.share(house.chat, house.anna, "photo", caption="Unser Aushang")
    await house.in_group("Unser Aushang")
    await house.sent(house.chat, "only_caption")
    house.answer(post, photo=[{"file_id": "a"}])
    await house.in_group("only_text_answers")
    house.answer(post, photo=[{"file_id": "a"}], caption="Siehe oben.")
    await house.sent(house.chat, "Siehe oben.")
    await house.in_group("only_caption")


@pytest.mark.parametrize("text", ["\u200b", "\u00ad\ufeff", "\u2060\u200d\ufe0f"])
async def test_an_answer_that_nobody_can_see_is_none(house: House, text: str) -> None:
    """The Lotse is told, and the person gets nothing."""
    _, post = await house.hand_over()
    before = len(house.api.sent(house.chat))
    house.api.say(house.group, house.petra, text, reply_to=post)
    await house.in_group("empty_answer")
    await house.rest()
    assert len(house.api.sent(house.chat)) == before


async def test_in_a_group_it_is_said_before_that_all_read_the_answer(house: House) -> None:
    """In the private chat it is not."""
    town = house.api.supergroup("Rathaus")
    [asked] = await house.api.replies(house.api.say(town, house.anna, "/lotse"))
    assert "Alle lesen mit." not in asked.text
    [confirm] = await house.api.replies(house.api.say(town, house.anna, "Wer kommt nach Zittau?", reply_to=asked))
    assert "Alle lesen mit." in confirm.text
    await house.ask("Wer kommt nach Zittau?")
    assert "Alle lesen mit." not in (await house.ask("/lotse")).text


async def test_many_lines_of_one_hold_up_nobody_else(house: House) -> None:
    """Lines that wait become one message, and another's ticket goes before them."""
    await house.hand_over()
    bert = house.api.person("Bert", "bert")
    room = house.api.private(bert)
    for number in range(25):
        house.api.say(house.chat, house.anna, f"Zeile {number}.")
    await house.sent(house.chat, "Ist da.")
    await house.api.replies(house.api.say(room, bert, "Wer kommt nach Görlitz?"))
    [confirm] = await house.api.replies(house.api.say(room, bert, "/lotse"))
    house.api.press(confirm, "Ja", bert)
    await house.in_group("Görlitz")
    await house.rest()
    posts = [post.text for post in house.api.sent(house.group)]
    told = [number for post in posts for number in range(25) if f"Zeile {number}." in post]
    assert told == list(range(25))
    assert len(posts) < 25


async def test_who_writes_without_end_is_told_when_it_is_too_much(house: House) -> None:
    """What is not passed on is said not to be."""
    await house.hand_over()
    for number in range(31):
        house.api.say(house.chat, house.anna, f"Zeile {number}.")
    await house.sent(house.chat, "Zu viel.")
    await house.in_group("Zeile 29.")
    await house.rest()
    assert not any("Zeile 30." in post.text for post in house.api.sent(house.group))


async def test_nobody_who_is_not_named_answers_and_that_is_said(named_house: House) -> None:
    """Others and anonymous administrators are told why; Petra's answer arrives."""
    house = named_house
    _, post = await house.hand_over()
    bert = house.api.person("Bert", "bert")
    house.api.say(house.group, bert, "Von Bert.", reply_to=post)
    await house.in_group("not_of_team")
    house.answer(post, text="Anonym.", **house.as_group)
    await house.in_group("anonymous_answer")
    house.api.say(house.group, house.petra, "Von Petra.", reply_to=post)
    await house.sent(house.chat, "Von Petra.")
    assert not any(word in one.text for one in house.api.sent(house.chat) for word in ("Bert", "Anonym"))


async def test_a_channel_answers_no_ticket(house: House) -> None:
    """Anybody may have one; an anonymous administrator is one of the group."""
    _, post = await house.hand_over()
    house.answer(post, text="Vom Kanal.", sender_chat={"id": -1009, "type": "channel"})
    await house.in_group("anonymous_answer")
    house.answer(post, text="Anonym.", **house.as_group)
    await house.sent(house.chat, "Anonym.")
    assert not any("Kanal" in one.text for one in house.api.sent(house.chat))
