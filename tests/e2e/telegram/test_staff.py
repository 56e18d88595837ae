"""What municipal staff see in Telegram."""

import json
import re
import signal
import sqlite3


def label(post, text):
    """Return the label of the button that contains `text`."""
    return next(b.label for row in post.buttons for b in row if text in b.label)


async def test_a_question_is_answered_with_its_source(api, bot, anna, chat):
    """HTML, the sources below, no link previews, next questions and 👍/👎 as buttons."""
    [answer] = await api.replies(api.say(chat, anna, "Was ist Amt24?"))
    assert "Serviceportal" in answer.text
    assert re.search(r"<i>Quellen?: .*ohne Datum", answer.html)
    assert answer.options["link_preview_options"] == {"is_disabled": True}
    assert {"👍", "👎"} <= {b.label for row in answer.buttons for b in row}


async def test_a_button_answers_and_a_rating_is_kept(api, bot, anna, chat):
    """A next question is answered; 👍 is thanked for, and its buttons go."""
    [answer] = await api.replies(api.say(chat, anna, "Was ist Amt24?"))
    press = api.press(answer, label(answer, "Adresse"), anna)
    [second] = await api.replies(answer, 1)
    assert "amt24.sachsen.de" in second.text
    await api.answered(press)
    thanks = await api.answered(api.press(answer, "👍", anna))
    assert "Danke" in thanks["text"]
    await api.wait_for(lambda: "👍" not in str(api.current(answer).buttons))
    bot.stop()
    verdicts = sqlite3.connect(bot.database).execute("SELECT verdict FROM turns ORDER BY id").fetchall()
    assert verdicts == [("helpful",), (None,)]


async def test_start_says_what_it_is_and_what_it_stores(api, bot, anna, chat):
    """Nobody takes it for a human, and everybody knows what is kept."""
    [welcome] = await api.replies(api.start(chat, anna))
    assert "automatischer Assistent" in welcome.text
    assert "speichere" in welcome.text


async def test_a_link_opens_an_answer(api, bot, anna, chat):
    """`?start=` leads to the entry; what does not exist any more is greeted."""
    [answer] = await api.replies(api.start(chat, anna, "epaybl-was"))
    assert "ePayBL" in answer.text
    [welcome] = await api.replies(api.start(chat, anna, "gibt-es-nicht"))
    assert "automatischer Assistent" in welcome.text


async def test_a_link_leads_into_a_workshop(api, bot, anna, chat):
    """Who comes by it is greeted, and counts with what they ask; another code is said to be none."""
    with sqlite3.connect(bot.database) as database:
        database.execute(
            "INSERT INTO workshops (code, title, held_on, opened_by, opened_at)"
            " VALUES ('k3mq7p', 'Basis <1>', '2026-01-15', 'petra', '2026-01-15T08:00:00.000000+00:00')"
        )
    [joined, welcome] = await api.replies(api.start(chat, anna, "w-k3mq7p"), 2)
    assert "Workshop „Basis <1>“" in joined.text
    assert "automatischer Assistent" in welcome.text
    await api.replies(api.say(chat, anna, "Was ist Amt24?"))
    [gone, _] = await api.replies(api.start(chat, anna, "w-nichts"), 2)
    assert "beendet" in gone.text
    bot.stop()
    with sqlite3.connect(bot.database) as database:
        assert database.execute("SELECT count(*) FROM participants").fetchone() == (1,)
        assert database.execute("SELECT workshop FROM turns").fetchall() == [(1,)]


async def test_topics_are_turned_like_pages(api, bot, anna, chat):
    """A long list shows some at a time, in place."""
    [topics] = await api.replies(api.say(chat, anna, "/themen"))
    assert len(topics.buttons) <= 9
    api.press(topics, label(topics, "Weitere"), anna)
    turned = await api.wait_for(lambda: now if (now := api.current(topics)).markup != topics.markup else None)
    assert {b.label for row in turned.buttons for b in row} & {"◂ Zurück"}
    assert len(api.sent(chat)) == 1


async def test_an_edited_question_changes_its_answer(api, bot, anna, chat):
    """There is one answer afterwards, and one turn."""
    question = api.say(chat, anna, "Was ist Amt24?")
    [answer] = await api.replies(question)
    api.edit(question, "Was ist ePayBL?")
    changed = await api.wait_for(lambda: now if "ePayBL" in (now := api.current(answer)).text else None)
    assert "Zahlungsverkehr" in changed.text
    assert len(api.sent(chat)) == 1
    bot.stop()
    assert sqlite3.connect(bot.database).execute("SELECT question FROM turns").fetchall() == [("Was ist ePayBL?",)]


async def test_anything_but_text_is_declined(api, bot, anna, chat):
    """A photo is neither fetched nor stored."""
    for kind in ("photo", "voice", "sticker", "document", "location", "contact", "poll"):
        [line] = await api.replies(api.share(chat, anna, kind))
        assert "nur Text" in line.text
    assert not api.calls("getFile")


async def test_data_are_given_out_and_erased(api, bot, anna, chat):
    """A file has everything; after a confirmation nothing is left that leads to the person."""
    await api.replies(api.say(chat, anna, "Was ist Amt24?"))
    [file] = await api.replies(api.say(chat, anna, "/meinedaten"))
    assert [turn["question"] for turn in json.loads(file.document.content)["turns"]] == ["Was ist Amt24?"]
    [ask] = await api.replies(api.say(chat, anna, "/loeschen"))
    api.press(ask, label(ask, "Ja"), anna)
    await api.wait_for(lambda: "Gelöscht" in api.current(ask).text)
    bot.stop()
    with sqlite3.connect(bot.database) as database:
        assert database.execute("SELECT person, question FROM turns").fetchall() == [(None, None)]
        assert database.execute("SELECT count(*) FROM sessions").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM inbox WHERE body IS NOT NULL").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


async def test_in_a_group_it_answers_only_when_asked(api, bot, anna):
    """Mentioned or replied to it answers in the thread; what others say it neither answers nor stores."""
    forum = api.supergroup("Rathaus", forum=True)
    thread = api.topic(forum, anna, "Fragen")
    api.say(forum, anna, "Was ist Amt24?", thread=thread)
    asked = api.say(forum, anna, f"@{api.username} Was ist ePayBL?", thread=thread)
    [answer] = await api.replies(asked)
    assert "ePayBL" in answer.text
    assert (answer.thread, answer.reply_to) == (thread, asked.id)
    [second] = await api.replies(api.say(forum, anna, "und Paypal?", thread=thread, reply_to=answer))
    assert "PayPal" in second.text
    assert len(api.sent(forum)) == 2
    bot.stop()
    questions = sqlite3.connect(bot.database).execute("SELECT question FROM turns ORDER BY id").fetchall()
    assert questions == [("Was ist ePayBL?",), ("und Paypal?",)]


async def test_commands_of_other_bots_are_not_ours(api, bot, anna, chat):
    """In a group they are left alone; in private somebody gets help."""
    group = api.supergroup("Rathaus")
    api.say(group, anna, "/umfrage neu")
    asked = api.say(group, anna, "/themen")
    [topics] = await api.replies(asked)
    assert topics.reply_to == asked.id
    [answer] = await api.replies(api.say(chat, anna, "/umfrage"))
    assert "in Stichworten" in answer.text


async def test_what_was_set_aside_is_erased_too(api, bot, anna, chat):
    """An answer that may have been lost is kept to be sent again, but not beyond the erasure."""
    api.fail("sendMessage", "drop_after")
    api.say(chat, anna, "Was ist Amt24?")
    await api.wait_for(lambda: any("nicht angekommen" in post.text for post in api.sent(chat)))
    [ask] = await api.replies(api.say(chat, anna, "/loeschen"))
    api.press(ask, label(ask, "Ja"), anna)
    await api.wait_for(lambda: "Gelöscht" in api.current(ask).text)
    bot.stop()
    assert sqlite3.connect(bot.database).execute("SELECT count(*) FROM outbox").fetchone() == (0,)


async def test_nobody_presses_the_button_of_somebody_else(api, bot, anna):
    """Not in a group, and not by a forged button: both get an alert and no answer."""
    bert, group = api.person("Bert", "bert"), api.supergroup("Rathaus")
    [answer] = await api.replies(api.say(group, anna, f"@{api.username} Was ist Amt24?"))
    for press in (api.press(answer, label(answer, "Adresse"), bert), api.forge(answer, "entry:epaybl-was", anna)):
        said = await api.answered(press)
        assert "Gespräch" in said["text"]
    assert len(api.sent(group)) == 1


async def test_inline_mode_offers_sourced_cards(api, bot, anna):
    """`@bot frage` in any chat finds the answer, and stores nothing."""
    found = await api.answered(api.inline(anna, "Was ist Amt24?"))
    [card, *_] = json.loads(found["results"]) if isinstance(found["results"], str) else found["results"]
    assert "Quelle" in card["input_message_content"]["message_text"]
    bot.stop()
    assert sqlite3.connect(bot.database).execute("SELECT count(*) FROM turns").fetchone() == (0,)


async def test_the_menus_are_german(api, bot):
    """Private chats and groups have their own."""
    await api.called("setMyCommands", 2)
    names = [command["command"] for command in api.commands("all_private_chats")]
    assert {"hilfe", "themen", "quellen", "lotse", "datenschutz", "meinedaten", "loeschen", "abbrechen"} <= set(names)


async def test_a_server_that_knows_little_is_enough(api, process, anna, chat):
    """Missing methods are noted in the log, and questions are answered."""
    api.without(["setMyCommands", "setMyDescription", "setMyShortDescription", "sendChatAction", "getWebhookInfo"])
    process.start()
    [answer] = await api.replies(api.say(chat, anna, "Was ist Amt24?"))
    assert "Serviceportal" in answer.text
    await api.wait_for(lambda: "setMyCommands failed" in process.log)


async def test_the_log_holds_nobody(api, bot, anna, chat):
    """Neither what somebody wrote nor who they are, nor the token."""
    await api.replies(api.say(chat, anna, "Was ist Amt24? Anna Geheimnis"))
    bot.stop(signal.SIGTERM)
    assert "connected" in bot.log
    assert not any(word in bot.log for word in ("Geheimnis", "Anna", str(chat.id), api.token))
