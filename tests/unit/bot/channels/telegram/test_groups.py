"""Groups, pictures and slips of the tongue."""

import pytest

from tests.unit.bot.channels.telegram.house import ANSWER, QUESTION, House


async def test_it_says_hello_where_it_joins(house: House) -> None:
    """Once, however often it is told; in the Lotsen's own group it says what that is."""
    town = house.api.supergroup("Rathaus")
    house.api.add(town, house.anna)
    us = {"id": int(house.api.token.partition(":")[0]), "is_bot": True, "first_name": "Bot"}
    house.write(town, house.anna, new_chat_members=[us])
    await house.sent(town, "hello_group")
    house.api.add(house.group, house.anna)
    await house.in_group("hello_team")
    await house.rest()
    assert len(house.api.sent(town)) == 1


async def test_it_greets_nobody_who_comes_to_it_alone(house: House) -> None:
    """A private chat that is unblocked is no group."""
    house.api.block(house.chat)
    house.api.unblock(house.chat)
    await house.ask()
    assert not any("hello" in post.text for post in house.api.sent(house.chat))


async def test_a_question_below_a_picture_is_one(house: House) -> None:
    """It is answered, with a word on the picture."""
    house.api.share(house.chat, house.anna, "photo", caption=QUESTION)
    await house.sent(house.chat, ANSWER)
    await house.sent(house.chat, "only_caption")


@pytest.mark.parametrize(("caption", "told"), [("", ["only_text"]), (QUESTION, ["Antwort", "only_caption"])])
async def test_an_album_gets_one_word(house: House, caption: str, told: list[str]) -> None:
    """However many pictures are in it."""
    for number in range(4):
        words = {"caption": caption} if caption and not number else {}
        house.write(house.chat, house.anna, photo=[{"file_id": "a"}], media_group_id="7", **words)
    house.api.say(house.chat, house.anna, "danke")
    await house.sent(house.chat, "Gern.")
    assert [next((w for w in told if w in p.text), p.text) for p in house.api.sent(house.chat)] == [*told, "Gern."]


async def test_a_mention_in_an_address_or_in_code_is_none(house: House) -> None:
    """As the marks say, or the text itself."""
    town, name = house.api.supergroup("Rathaus"), house.api.username
    code = [{"type": "code", "offset": 4, "length": len(name) + 1}]
    house.write(town, house.anna, text=f"via @{name} geht es", entities=code)
    house.write(town, house.anna, text=f"https://example.org/?an=@{name} ist kaputt")
    house.write(town, house.anna, text=f"@{name} {QUESTION}")
    await house.sent(town, ANSWER)
    await house.rest()
    assert len(house.api.sent(town)) == 1


async def test_a_slip_in_a_command_gets_a_hint(house: House) -> None:
    """Where the command is one; another bot's is left alone."""
    house.api.say(house.group, house.petra, "/ofen")
    await house.in_group("Meinten Sie offen?")
    house.api.say(house.group, house.petra, "/umfrage")
    hint = await house.ask("/hilffe")
    assert hint.text == "Meinten Sie hilfe?"
    await house.rest()
    assert len(house.api.sent(house.group)) == 1


@pytest.mark.parametrize("text", ["Was ist die Kaffee\u00admaschine?", "\ufeffWas ist die Kaffee\u200bmaschine\u2060?"])
async def test_what_nobody_sees_changes_no_question(house: House, text: str) -> None:
    """Copied from a page."""
    assert ANSWER in (await house.ask(text)).text


async def test_what_nobody_sees_changes_no_command(house: House) -> None:
    """Before and within it."""
    assert "Themen:" in (await house.ask("\u200e/the\u00admen")).text
    file = await house.ask("\u200e/mei\u00adnedaten")
    assert file.document is not None


async def test_an_update_that_cannot_be_read_or_kept_holds_up_nobody(house: House) -> None:
    """Numbers beyond 64 bits, half characters, in one answer with a question; and after it all is well."""
    who = {"id": house.anna.id, "is_bot": False, "first_name": "A"}
    where = {"id": house.chat.id, "type": "private"}
    house.api.update("message", {"message_id": 2**63, "date": 1, "chat": where, "from": who, "text": "a"})
    house.api.update("message", {"message_id": 5, "date": 1, "chat": {"id": 2**70}, "from": who, "text": "a"})
    assert ANSWER in (await house.ask()).text
    assert house.telegram.healthy
