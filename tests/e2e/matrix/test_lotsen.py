"""The handover to a room of Lotsen, also from and to other messengers."""

import signal
from urllib.parse import quote

import pytest

from tests.botapi import BotApi


@pytest.fixture
def api():
    with BotApi() as server:
        yield server


@pytest.fixture
async def lotse(meet):
    return await meet("petra")


@pytest.fixture
async def karla(meet):
    return await meet("karla")


@pytest.fixture
async def team(lotse, karla, process):
    """An encrypted room of two Lotsen, of which the assistant is told before it starts."""
    room = await lotse.room(process.user, karla.user, direct=False)
    await karla.join(room)
    await lotse.joined(room, karla.user)
    process._env["LOTSENBOT_MATRIX_LOTSEN_ROOMS"] = room
    return room


@pytest.fixture
async def house(api, lotse, team, process):
    """The assistant, that runs, with a room of Lotsen in Matrix and a group of theirs in Telegram."""
    group = api.supergroup("Digital-Lotsen")
    process._env |= {
        "LOTSENBOT_TELEGRAM_TOKEN": api.token,
        "LOTSENBOT_TELEGRAM_BASE_URL": api.root,
        "LOTSENBOT_TELEGRAM_LOTSEN_GROUP": str(group.id),
    }
    await process.begin()
    await lotse.joined(team, process.user)
    return group


async def hand_over(person, room, question="Wer kommt nach Zittau?"):
    await person.say(room, question)
    await person.say(room, "!lotse")
    await person.hears(room, "Ja, weitergeben")
    await person.say(room, "ja")


def reply(to):
    return {"m.relates_to": {"m.in_reply_to": {"event_id": to}}}


async def test_a_question_goes_to_the_room_and_its_answer_comes_back(anna, lotse, karla, team, house, process):
    """By a reply, and in the ticket's thread; neither side learns who the other is; a file is refused."""
    chat = await anna.room(process.user)
    await anna.joined(chat, process.user)
    await hand_over(anna, chat)
    ticket = await lotse.hears(team, "Zittau")
    assert "!erledigt" in ticket["content"]["body"]
    assert anna.user not in str(ticket)
    await process.settled()
    process.stop(signal.SIGKILL)  # it knows what is a ticket, whatever it remembers
    process.connect()
    await karla.say(team, "Wer kennt Zittau?")
    await karla.say(team, "Ich nicht.", **reply(await lotse.say(team, "Ich!")))
    await lotse.say(team, "Am 3. Mai.", **reply(ticket["event_id"]))
    answer = await anna.hears(chat, "3. Mai")
    assert "Digital-Lotse" in answer["content"]["body"]
    assert lotse.user not in str(answer)
    await anna.say(chat, "Auch nach Löbau?")
    await lotse.hears(team, "Löbau")
    thread = {"rel_type": "m.thread", "event_id": ticket["event_id"], "is_falling_back": True}
    in_thread = {"m.relates_to": thread | reply(ticket["event_id"])["m.relates_to"]}
    said = await lotse.say(team, "Auch dorthin.", **in_thread)
    await anna.hears(chat, "Auch dorthin")
    await lotse.edit(team, said, "Doch nicht dorthin.")
    photo = {"msgtype": "m.image", "body": "plan.png", "url": "mxc://x/y", **reply(ticket["event_id"])}
    await lotse.send(team, "m.room.message", photo)
    await lotse.hears(team, "nur Text")
    await lotse.say(team, "!erledigt", **reply(ticket["event_id"]))
    await anna.hears(chat, "abgeschlossen")
    await process.settled()
    assert process.one("SELECT count(*) FROM turns WHERE question LIKE '%kennt%' OR question LIKE 'Ich%'") == 0
    assert not [source for source in anna.said(chat) if source["content"]["body"].endswith(("Ich!", "Ich nicht."))]


async def test_who_is_no_lotse_for_sure_answers_nobody(anna, lotse, team, house, process):
    """What is not encrypted in an encrypted room could be the server's own; it is not passed on, and that is said."""
    chat = await anna.room(process.user)
    await anna.joined(chat, process.user)
    await hand_over(anna, chat)
    ticket = await lotse.hears(team, "Zittau")
    content = {"msgtype": "m.text", "body": "Am 3. Mai.", **reply(ticket["event_id"])}
    await lotse.call("PUT", f"/v3/rooms/{quote(team)}/send/m.room.message/forged", content)
    await lotse.hears(team, "gebe ich nicht weiter")
    await lotse.say(team, "!offen")
    await lotse.hears(team, "offen seit")
    assert not [source for source in anna.said(chat) if "3. Mai" in str(source)]


async def test_from_another_messenger_and_back(api, lotse, team, house, process):
    """A person in Telegram is answered from the Matrix room; the group there sees both question and answer."""
    bert = api.person("Bert", "bert")
    chat = api.private(bert)
    await api.replies(api.say(chat, bert, "Wer kommt nach Zittau?"))
    [confirm] = await api.replies(api.say(chat, bert, "/lotse"))
    api.press(confirm, "Ja, weitergeben", bert)
    ticket = await lotse.hears(team, "Zittau")
    await lotse.say(team, "Am 3. Mai.", **reply(ticket["event_id"]))
    await api.wait_for(lambda: any("3. Mai" in post.text for post in api.sent(chat)))
    await api.wait_for(lambda: any("3. Mai" in post.text for post in api.sent(house)))


async def test_to_another_messenger_and_back(api, anna, lotse, team, house, process):
    """A person in Matrix is answered from the Telegram group, also in another room than the one they left."""
    chat = await anna.room(process.user)
    await anna.joined(chat, process.user)
    await hand_over(anna, chat)
    ticket = await api.wait_for(lambda: next((post for post in api.sent(house) if "Zittau" in post.text), None))
    await process.settled()
    await anna.call("POST", f"/v3/rooms/{quote(chat)}/leave", {})
    await lotse.say(team, "!offen")  # whoever answers that knows that she has left
    await lotse.hears(team, "offen seit")
    api.say(house, api.person("Petra", "petra"), "Am 3. Mai.", reply_to=ticket)
    await lotse.hears(team, "3. Mai")
    again = await anna.room(process.user)
    await anna.joined(again, process.user)
    await anna.hears(again, "3. Mai", timeout=60)


async def test_an_answer_to_somebody_who_just_left(api, behind, proxy, anna, house):
    """No sync told it yet: the Lotse hears that it waits, and it comes into the next room with the person, once."""
    chat = await anna.room(behind.user)
    await anna.joined(chat, behind.user)
    await hand_over(anna, chat)
    ticket = await api.wait_for(lambda: next((post for post in api.sent(house) if "Zittau" in post.text), None))
    await behind.settled()
    release = proxy.hold("/sync")
    await anna.call("POST", f"/v3/rooms/{quote(chat)}/leave", {})
    api.say(house, api.person("Petra", "petra"), "Am 3. Mai.", reply_to=ticket)
    await api.wait_for(lambda: any("Ihre Antwort wartet" in post.text for post in api.sent(house)))
    release()
    again = await anna.room(behind.user)
    await anna.hears(again, "3. Mai")
    await behind.settled()
    assert len([source for source in anna.said(again) if "3. Mai" in str(source)]) == 1
    assert len([post for post in api.sent(house) if "Ihre Antwort wartet" in post.text]) == 1
