"""People ask, choose and change their minds, in encrypted rooms, with one assistant for all."""

import json
from urllib.parse import quote


def body(source):
    return source["content"]["body"]


async def test_a_question_is_answered_in_an_encrypted_room(anna, bot, chat):
    """Formatted, with a plain fallback and the source; the server reads nothing of it, and sees that it was read."""
    question = await anna.say(chat, "Was ist Amt24?")
    answer = await anna.hears(chat, "Serviceportal")
    assert "Quelle" in body(answer)
    assert "<em>Quelle" in answer["content"]["formatted_body"]
    kept = await anna.call("GET", f"/v3/rooms/{quote(chat)}/event/{quote(answer['event_id'])}")
    assert kept["type"] == "m.room.encrypted"
    assert "Serviceportal" not in json.dumps(kept)
    seen = await anna.call("GET", f"/v3/sync?filter={quote(json.dumps({'room': {'rooms': [chat]}}))}")
    receipts = [event for event in seen["rooms"]["join"][chat]["ephemeral"]["events"] if event["type"] == "m.receipt"]
    assert bot.user in receipts[0]["content"][question]["m.read"]


async def test_a_room_that_is_not_encrypted(anna, bot):
    """It works as well; who is invited says hello, and what is written before that is answered."""
    room = await anna.room(bot.user, encrypted=False)
    await anna.say(room, "Was ist ePayBL?")
    await anna.hears(room, "Zahlungsverkehr")
    await anna.hears(room, "Assistent")


async def test_choices_are_numbered_lines_and_signs(anna, bot, chat):
    """A number that is typed chooses, and so does a tap on a sign that the assistant has set."""
    asked = await anna.say(chat, "!hilfe")
    helped = await anna.hears(chat, "1. ")
    await anna.until(lambda: len(anna.said(chat, "m.reaction")) >= 2)
    signs = [source["content"]["m.relates_to"] for source in anna.said(chat, "m.reaction")]
    assert [sign["key"] for sign in signs][:2] == ["1️⃣", "2️⃣"]
    assert {sign["event_id"] for sign in signs} == {helped["event_id"]}
    [first] = [line.removeprefix("1. ") for line in body(helped).splitlines() if line.startswith("1. ")]
    before = len(anna.said(chat))
    await anna.say(chat, "1")
    await anna.until(lambda: len(anna.said(chat)) > before)
    typed = body(anna.said(chat)[before])
    await anna.react(chat, helped["event_id"], "1\u20e3")  # as some clients write it
    await anna.until(lambda: len(anna.said(chat)) > before + 1)
    assert body(anna.said(chat)[before + 1]) == typed
    await bot.settled()
    theirs = "SELECT group_concat(question, '|') FROM turns WHERE person = (SELECT person FROM turns WHERE message = ?)"
    assert bot.one(theirs, asked) == f"/hilfe|1|{first}"


async def test_a_sign_below_somebody_elses_message_does_nothing(anna, bot, chat):
    """Nor one that stands for nothing; a thumb rates the last answer."""
    question = await anna.say(chat, "Was ist Amt24?")
    answer = await anna.hears(chat, "Serviceportal")
    await anna.react(chat, question, "1️⃣")
    await anna.react(chat, answer["event_id"], "🎉")
    await anna.react(chat, answer["event_id"], "👎🏽")
    await anna.say(chat, "Was ist ePayBL?")
    await anna.hears(chat, "Zahlungsverkehr")
    verdicts = bot.one(
        "SELECT json_group_array(verdict) FROM turns WHERE person = (SELECT person FROM turns WHERE message = ?)",
        question,
    )
    assert json.loads(verdicts) == ["unhelpful", None]


async def test_an_edited_question_changes_its_answer(anna, bot, chat):
    """There is one answer and one turn."""
    question = await anna.say(chat, "Was ist Amt24?")
    answer = await anna.hears(chat, "Serviceportal")
    await anna.edit(chat, question, "Was ist ePayBL?")
    changed = await anna.hears(chat, "Zahlungsverkehr")
    about = changed["content"]["m.relates_to"]
    assert (about["rel_type"], about["event_id"]) == ("m.replace", answer["event_id"])
    assert "Zahlungsverkehr" in changed["content"]["m.new_content"]["formatted_body"]
    await bot.settled()
    assert bot.one("SELECT group_concat(question) FROM turns WHERE message = ?", question) == "Was ist ePayBL?"


async def test_a_deleted_question_is_erased(anna, bot, chat):
    """What was asked is gone, that something was asked is still counted."""
    question = await anna.say(chat, "Was ist Amt24 in Hinterdupfing?")
    await bot.until(lambda: bot.one("SELECT count(*) FROM turns WHERE question LIKE '%Hinterdupfing%'"))
    before = bot.one("SELECT count(*) FROM turns")
    await anna.call("PUT", f"/v3/rooms/{quote(chat)}/redact/{quote(question)}/weg", {})
    await bot.until(lambda: not bot.one("SELECT count(*) FROM turns WHERE question LIKE '%Hinterdupfing%'"))
    assert bot.one("SELECT count(*) FROM turns") == before


async def test_commands_with_an_exclamation_mark_or_as_words(anna, bot, chat):
    """The assistant names them as they can be typed: clients keep what begins with a slash to themselves."""
    await anna.say(chat, "!datenschutz")
    told = await anna.hears(chat, "gespeichert")
    await anna.say(chat, "!workshop ABCDEF")
    await anna.hears(chat, "Diesen Workshop gibt es nicht")
    await anna.say(chat, "!gibtesnicht")
    helped = await anna.hears(chat, "Stichwort")
    assert "/" not in [word[:1] for word in (body(told) + body(helped)).split()]
    await anna.send(chat, "m.room.message", {"msgtype": "m.image", "body": "bild.png", "url": "mxc://x/y"})
    await anna.hears(chat, "nur Text")


async def test_the_interview_ends_in_an_encrypted_file(anna, bot, chat):
    """The person answers by numbers and gets the PDF."""

    await anna.say(chat, "!interview")
    await anna.hears(chat, "1. Hundesteuer")
    await anna.say(chat, "1")
    first = await anna.hears(chat, "Frage 1 von")
    await anna.react(chat, first["event_id"], "1️⃣")
    await anna.hears(chat, "Frage 2 von")
    await anna.say(chat, "Ergebnis")
    await anna.hears(chat, "1. Als PDF")
    await anna.say(chat, "1")
    file = await anna.hears(chat, ".pdf")
    assert (await anna.content_of(file)).startswith(b"%PDF")
    assert "url" not in file["content"]


async def test_own_data_are_handed_out_and_erased(anna, bot, chat):
    """As an encrypted file; erasing asks first, drops the keys of what was said, and the next question is answered."""
    await anna.say(chat, "Was ist Amt24?")
    await anna.hears(chat, "Serviceportal")
    await anna.say(chat, "!meinedaten")
    stored = json.loads(await anna.content_of(await anna.hears(chat, ".json")))
    assert "Was ist Amt24?" in json.dumps(stored, ensure_ascii=False)
    await anna.say(chat, "!loeschen")
    asked = await anna.hears(chat, "2. Nein")
    await anna.say(chat, "2")
    await anna.hears(chat, "es bleibt alles")
    await anna.react(chat, asked["event_id"], "1️⃣")
    await anna.hears(chat, "Gelöscht.")
    await bot.settled()
    key = anna.client.olm.account.identity_keys["curve25519"]
    assert bot.keys("SELECT count(*) FROM megolminboundsessions WHERE sender_key = ?", key) <= 1
    await anna.say(chat, "Was ist ePayBL?")
    await anna.hears(chat, "Zahlungsverkehr")
