"""Rooms of several people, rooms that become others, and who may take the assistant anywhere."""

import json
import signal
from urllib.parse import quote


def body(source):
    return source["content"]["body"]


async def together(anna, bert, bot):
    """Return a room with two people and the assistant."""
    room = await anna.room(bert.user, bot.user, direct=False)
    await bert.join(room)
    await anna.joined(room, bot.user)
    await anna.joined(room, bert.user)
    await bert.joined(room, bot.user)
    return room


async def test_in_a_group_it_answers_who_means_it(meet, anna, bot):
    """By a mention, by its name, by a reply; as a reply, in the thread; what others say leaves no trace."""
    bert = await meet("bert")
    room = await together(anna, bert, bot)
    await anna.hears(room, "Assistent")
    await bot.settled()
    before = bot.one("SELECT count(*) FROM inbox")
    await anna.say(room, "Was ist Amt24?")
    await anna.say(room, "Ist der lotse da?", **{"m.mentions": {"user_ids": [bert.user]}})
    await bert.say(room, "Unter uns.")
    mention = {"m.mentions": {"user_ids": [bot.user]}}
    question = await bert.say(room, "Was ist ePayBL?", **mention)
    answer = await bert.hears(room, "Zahlungsverkehr")
    assert answer["content"]["m.relates_to"] == {"m.in_reply_to": {"event_id": question}}
    about = {"m.in_reply_to": {"event_id": answer["event_id"]}}
    await anna.say(room, "> <@x> Zahl\n\nWas kostet die Prozessplattform?", **{"m.relates_to": about})
    await anna.hears(room, "kostenlos")
    thread = {"rel_type": "m.thread", "event_id": question}
    await anna.say(room, f"{bot.user.split(':')[0]}: Was ist Amt24?", **{"m.relates_to": thread})
    threaded = await anna.hears(room, "Serviceportal")
    assert threaded["content"]["m.relates_to"]["rel_type"] == "m.thread"
    assert threaded["content"]["m.relates_to"]["event_id"] == question
    await anna.say(room, "!meinedaten", **mention)
    await anna.hears(room, "nur im privaten")
    await bot.settled()
    assert bot.one("SELECT count(*) FROM inbox") == before + 4
    assert bot.one("SELECT count(*) FROM turns WHERE question LIKE '%Unter uns%'") == 0


async def test_a_sign_chooses_only_for_whom_it_was_offered(meet, anna, bot):
    """Somebody else's tap in a group does nothing."""
    bert = await meet("bert")
    room = await together(anna, bert, bot)
    await anna.say(room, "!hilfe", **{"m.mentions": {"user_ids": [bot.user]}})
    helped = await anna.hears(room, "\n1. ")
    await bert.react(room, helped["event_id"], "1️⃣")
    await anna.react(room, helped["event_id"], "2️⃣")
    await anna.until(lambda: len([one for one in anna.said(room) if one["sender"] == bot.user]) >= 3)
    await bot.settled()
    seen = [one["content"]["m.relates_to"]["event_id"] for one in anna.said(room, "m.reaction")]
    assert helped["event_id"] in seen
    [second] = [line.removeprefix("2. ") for line in body(helped).splitlines() if line.startswith("2. ")]
    [first] = [line.removeprefix("1. ") for line in body(helped).splitlines() if line.startswith("1. ")]
    asked = bot.one(
        "SELECT group_concat(question) FROM turns WHERE person IN (SELECT person FROM turns ORDER BY id DESC LIMIT 1)"
    )
    assert second in asked
    assert first not in asked


async def test_in_a_thread_of_a_group_a_sign_chooses_and_rates(meet, anna, bot):
    """A sign does not tell that it is in a thread; the message below which it is does."""
    room = await together(anna, await meet("bert"), bot)
    root = await anna.say(room, "Zum Portal:")
    in_thread = {"m.relates_to": {"rel_type": "m.thread", "event_id": root}}
    question = await anna.say(room, "Was ist Amt24?", **in_thread, **{"m.mentions": {"user_ids": [bot.user]}})
    answer = await anna.hears(room, "Serviceportal")
    await anna.react(room, answer["event_id"], "👎")
    await anna.react(room, answer["event_id"], "2️⃣")
    further = await anna.hears(room, "das ist das Produktivsystem")
    assert further["content"]["m.relates_to"]["event_id"] == root
    await anna.react(room, further["event_id"], "👍")
    theirs = "SELECT json_group_array(verdict) FROM turns WHERE person = (SELECT person FROM turns WHERE message = ?)"
    await bot.until(lambda: json.loads(bot.one(theirs, question)) == ["unhelpful", "helpful"])


async def test_a_room_that_goes_on_as_another_is_followed(anna, bot, chat):
    """The assistant comes along, and what was under way arrives there."""
    await anna.say(chat, "Was ist Amt24?")
    await anna.hears(chat, "Serviceportal")
    new = (await anna.call("POST", f"/v3/rooms/{quote(chat)}/upgrade", {"new_version": "11"}))["replacement_room"]
    await anna.until(lambda: new in anna.client.rooms)
    await anna.call("POST", f"/v3/rooms/{quote(new)}/invite", {"user_id": bot.user})
    await anna.joined(new, bot.user)
    await bot.until(lambda: bot.one("SELECT count(*) FROM moved_lanes WHERE old = ? AND new = ?", chat, new))
    await anna.say(new, "Was ist ePayBL?")
    await anna.hears(new, "Zahlungsverkehr")


async def test_only_who_is_allowed_takes_it_anywhere(meet, anna, process):
    """Invitations of others are left alone, also after a restart; in a room with both only the one is answered."""
    bert = await meet("bert")
    process._env["LOTSENBOT_MATRIX_ALLOWED"] = f"elsewhere.test, {anna.user}"
    process.connect()
    strange = await bert.room(process.user)
    room = await anna.room(process.user, encrypted=False)
    await anna.joined(room, process.user)
    await anna.call("POST", f"/v3/rooms/{quote(room)}/invite", {"user_id": bert.user})
    await bert.join(room)
    mention = {"m.mentions": {"user_ids": [process.user]}}
    await bert.say(room, "Was ist ePayBL?", **mention)
    await anna.say(room, "Was ist Amt24?", **mention)
    await anna.hears(room, "Serviceportal")
    assert not [source for source in anna.said(room) if "Zahlungsverkehr" in body(source)]
    members = await bert.call("GET", f"/v3/rooms/{quote(strange)}/members?membership=join")
    assert [member["state_key"] for member in members["chunk"]] == [bert.user]


async def test_two_rooms_with_one_person(anna, bot, chat):
    """Each is answered where something was asked, and greeted by itself."""
    other = await anna.room(bot.user)
    await anna.joined(other, bot.user)
    await anna.hears(other, "Assistent")
    await anna.say(chat, "Was ist Amt24?")
    await anna.say(other, "Was ist ePayBL?")
    await anna.hears(chat, "Serviceportal")
    await anna.hears(other, "Zahlungsverkehr")


async def test_who_left_misses_nothing(anna, behind, proxy):
    """An answer that comes into a room just after it was left goes to the next one with them; the empty one is left."""
    await behind.begin()
    chat = await anna.room(behind.user)
    await anna.joined(chat, behind.user)
    await anna.hears(chat, "Assistent")
    release = proxy.hold("/send/m.room.encrypted/")
    await anna.say(chat, "Was ist Amt24?")
    await anna.until(lambda: any("/send/m.room.encrypted/" in call for call in proxy.calls[-5:]))
    await anna.call("POST", f"/v3/rooms/{quote(chat)}/leave", {})
    release()
    room = await anna.room(behind.user)
    await anna.hears(room, "Serviceportal")
    await behind.settled()
    assert len([one for one in anna.said(room) if "Serviceportal" in body(one)]) == 1
    behind.stop(signal.SIGKILL)
    await behind.begin()
    token = json.loads((behind.vault / "login.json").read_text())["token"]
    joined = lambda: behind.synapse.call("GET", "/v3/joined_rooms", token=token)["joined_rooms"]  # noqa: E731 - asked again and again
    await behind.until(lambda: chat not in joined())
    assert room in joined()
