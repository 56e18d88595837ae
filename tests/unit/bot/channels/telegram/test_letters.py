"""Letters in Telegram: behind a command, forwarded, replied to, and of tickets in the Lotsen's group."""

from tests.unit.bot.channels.telegram.house import ANSWER, QUESTION, House

FORWARDED = {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Berta Beispiel"}}


async def test_a_forwarded_message_is_drafted_a_reply_to(house: House) -> None:
    """As a text of its own that can be copied; nothing is kept of who wrote it."""
    house.write(house.chat, house.anna, text=f"Hallo, {QUESTION}", **FORWARDED)
    draft = await house.sent(house.chat, "Guten Tag,")
    assert ANSWER in draft.text
    assert [entity["type"] for entity in draft.entities] == ["pre"]
    assert any(post.text == "Zum Kopieren:" for post in house.api.sent(house.chat))


async def test_what_is_forwarded_while_a_human_listens_goes_to_them(house: House) -> None:
    """The bar says who listens, and so it is."""
    await house.hand_over()
    house.write(house.chat, house.anna, text="Das schrieb mir die Firma.", **FORWARDED)
    await house.in_group("Das schrieb mir die Firma.")


async def test_a_command_may_reply_to_the_letter(house: House) -> None:
    """Wherever that stands."""
    asked = house.api.say(house.chat, house.anna, QUESTION)
    await house.api.replies(asked)
    house.api.say(house.chat, house.anna, "/entwurf", reply_to=asked)
    assert ANSWER in (await house.sent(house.chat, "Guten Tag,")).text


async def test_a_draft_for_a_ticket(house: House) -> None:
    """A reply to it answers the ticket, but not while a gap is left in it."""
    ticket, post = await house.hand_over(QUESTION)
    house.api.say(house.group, house.petra, "/entwurf", reply_to=post)
    draft = await house.sent(house.group, "Guten Tag,")
    assert ANSWER in draft.text
    house.api.say(house.group, house.petra, "Am [bitte ergänzen: Tag].", reply_to=draft)
    await house.sent(house.group, "Noch Lücken.")
    house.api.say(house.group, house.petra, "Am 3. Mai.", reply_to=draft)
    await house.sent(house.chat, "Am 3. Mai.")
    stored = await house.store.tickets.find(ticket.id)
    assert stored is not None
    assert [line.text for line in stored.lines] == [QUESTION, "Am 3. Mai."]
