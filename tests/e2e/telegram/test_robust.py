"""What goes wrong on the way: nothing is lost, nothing is done twice, and nobody waits for somebody else."""

import asyncio
import os
import random
import signal
import sqlite3
import urllib.request

import pytest

from tests.e2e.telegram.conftest import until


async def test_an_update_has_its_effect_once(api, bot, anna, chat):
    """Repeated, also after a restart, it does nothing."""

    def said():
        return [word for post in api.sent(chat) for word in ASKED.values() if word in post.text]

    question = api.say(chat, anna, "Was ist Amt24?")
    await api.replies(question)
    api.deliver_again(question.update)
    await api.replies(api.say(chat, anna, "Was ist ePayBL?"))
    await until(lambda: rest(bot) == (0, 0))
    bot.stop(signal.SIGKILL)
    bot.start()
    api.deliver_again(question.update)
    api.say(chat, anna, "Was kostet die Prozessplattform?")
    await api.wait_for(lambda: "kostenlos" in said())
    await until(lambda: rest(bot) == (0, 0))
    assert said() == ["Serviceportal", "Zahlungsverkehr", "kostenlos"]
    assert len(api.sent(chat)) == 3


@pytest.mark.parametrize(("kind", "sent"), [("429", 1), ("500", 1), ("drop_before", None)], ids=str)
async def test_a_failure_that_passes(api, bot, anna, chat, kind, sent):
    """After a limit or an error of the server the answer arrives."""
    api.fail("sendMessage", kind)
    api.say(chat, anna, "Was ist Amt24?")
    await api.wait_for(lambda: api.sent(chat))
    if sent:
        assert ["Serviceportal" in post.text for post in api.sent(chat)] == [True]


@pytest.mark.parametrize("kind", ["drop_after", "502_after", "504_after"])
async def test_what_may_have_arrived_is_not_sent_again(api, bot, anna, chat, kind):
    """The person is told, and gets it again if they want; what a gateway says is no word of the server."""
    api.fail("sendMessage", kind)
    api.say(chat, anna, "Was ist Amt24?")
    nudge = await api.wait_for(lambda: next((p for p in api.sent(chat) if "nicht angekommen" in p.text), None))
    assert sum("Serviceportal" in post.text for post in api.sent(chat)) == 1
    api.press(nudge, "Noch einmal senden", anna)
    await api.wait_for(lambda: sum("Serviceportal" in post.text for post in api.sent(chat)) == 2)


async def test_who_blocks_the_bot_holds_up_nobody(api, bot, anna, chat):
    """The letters to them are dropped, and others get theirs."""
    bert = api.person("Bert", "bert")
    await api.replies(api.say(chat, anna, "Was ist Amt24?"))
    api.say(chat, anna, "Was ist ePayBL?")
    api.block(chat)
    [answer] = await api.replies(api.say(api.private(bert), bert, "Was ist Amt24?"))
    assert "Serviceportal" in answer.text
    await until(lambda: sqlite3.connect(bot.database).execute("SELECT count(*) FROM outbox").fetchone() == (0,))


async def test_a_group_that_gets_another_id(api, bot, anna, chat):
    """What is under way follows it."""
    group = api.group("Rathaus")
    new = api.supergroup("Rathaus")
    api.fail("sendMessage", "migrate", chat=group, migrate_to=new.id)
    api.say(group, anna, f"@{api.username} Was ist Amt24?")
    await api.wait_for(lambda: api.sent(new))


async def test_a_flood_slows_only_itself(api, bot, anna, chat):
    """One chat with forty messages gets one notice; another one is answered before it is through."""
    bert = api.person("Bert", "bert")
    for _ in range(40):
        api.say(chat, anna, "Was ist Amt24?")
    [answer] = await api.replies(api.say(api.private(bert), bert, "Was ist ePayBL?"))
    assert "ePayBL" in answer.text
    await api.wait_for(lambda: any("der Reihe nach" in post.text for post in api.sent(chat)))
    answered = sum("Serviceportal" in post.text for post in api.sent(chat))
    assert answered < 40
    assert sum("der Reihe nach" in post.text for post in api.sent(chat)) == 1


async def test_a_server_that_cannot_be_reached_is_waited_for(api, process, anna, chat):
    """The process stays, says so, and answers once the server is there."""
    api.unreachable()
    process.start()
    await process.logs("can't be reached")
    assert process.running
    api.reachable()
    await api.replies(api.say(chat, anna, "Was ist Amt24?"))


async def test_a_second_poller_is_named(api, bot, anna, chat):
    """The log says that two processes use one token."""
    await api.wait_for(api.polling)
    with urllib.request.urlopen(f"{api.root}/bot{api.token}/getUpdates?timeout=0") as response:  # noqa: S310, ASYNC210 - a server of ours; the loop may wait
        assert response.status == 200
    await api.wait_for(lambda: "only one may run" in bot.log)
    await api.replies(api.say(chat, anna, "Was ist Amt24?"))


async def test_health_is_shown_over_http(api, bot, anna, chat):
    """`/healthz` and `/readyz` answer 200 while all is well."""
    await api.replies(api.say(chat, anna, "Was ist Amt24?"))
    port = int(bot.log.split("serving HTTP on 127.0.0.1:")[1].split()[0])
    for path in ("healthz", "readyz"):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}") as response:  # noqa: ASYNC210 - the loop may wait
            assert response.status == 200


async def test_it_ends_cleanly(api, bot, anna, chat):
    """SIGTERM ends it with 0, and what came meanwhile is answered after the next start."""
    await api.replies(api.say(chat, anna, "Was ist Amt24?"))
    assert bot.stop() == 0
    question = api.say(chat, anna, "Was ist ePayBL?")
    bot.start()
    [answer] = await api.replies(question)
    assert "ePayBL" in answer.text


async def test_updates_that_cannot_be_read_are_left_out(api, bot, anna, chat):
    """A careless server sends half of a message; the next one is answered, also after a restart."""
    api.update("message", {"message_id": 5, "chat": {"id": chat.id}})
    api.update("callback_query", {"id": "7", "from": {"id": anna.id}, "data": "x"})
    await api.replies(api.say(chat, anna, "Was ist Amt24?"))
    bot.stop(signal.SIGKILL)
    with sqlite3.connect(bot.database) as database:
        database.execute(
            "INSERT INTO inbox (channel, id, body, received_at) VALUES ('telegram', 1, '{\"message\": 3}', '2026')"
        )
    bot.start()
    await api.replies(api.say(chat, anna, "Was ist ePayBL?"))
    assert "Anna" not in bot.log
    await until(lambda: rest(bot) == (0, 0))


async def test_a_busy_group_is_neither_stored_nor_told_to_slow_down(api, bot, anna):
    """What people say to each other leaves no trace, not even in the inbox."""
    group = api.supergroup("Rathaus")
    for number in range(40):
        api.say(group, anna, f"Unter uns {number}")
    await api.replies(api.say(group, anna, f"@{api.username} Was ist Amt24?"))
    assert len(api.sent(group)) == 1
    with sqlite3.connect(bot.database) as database:
        assert database.execute("SELECT count(*) FROM inbox").fetchone() == (1,)


async def test_a_warning_of_the_library_is_no_error(api, process, anna, chat):
    """Where warnings are errors, a limit is waited for all the same."""
    process._env["PYTHONWARNINGS"] = "error::DeprecationWarning:telegram"
    process.start()
    api.fail("sendMessage", "429")
    [answer] = await api.replies(api.say(chat, anna, "Was ist Amt24?"))
    assert "Serviceportal" in answer.text


KILLS = int(os.environ.get("KILLS", "4"))
"""`make crash` takes a hundred."""
CHATS = 50
ASKED = {
    "Was ist Amt24?": "Serviceportal",
    "Was ist ePayBL?": "Zahlungsverkehr",
    "Was kostet die Prozessplattform?": "kostenlos",
    "Wie lange dauert die Einrichtung?": "Wochen",
}


async def test_killed_at_any_moment_it_loses_nothing(api, bot):
    """Under load of fifty chats, each question has one turn and an answer after the last restart."""
    chance = random.Random(7)  # noqa: S311 - the same ones each time
    people = [api.person(f"P{number}", f"p{number}") for number in range(CHATS)]
    questions = [(api.private(person), person, question) for person in people for question in ASKED]
    chance.shuffle(questions)
    for kill in range(KILLS):
        for chat, person, question in questions[kill::KILLS]:
            api.say(chat, person, question)
        await asyncio.sleep(chance.uniform(0.0, 3.0))  # the moment of the kill is what varies; nothing depends on it
        bot.stop(signal.SIGKILL)
        bot.start()

    def unanswered():
        return [
            (chat.id, question)
            for chat, _, question in questions
            if not any(ASKED[question] in post.text for post in api.sent(chat))
        ]

    await api.wait_for(lambda: not unanswered(), timeout=120)
    await until(lambda: rest(bot) == (0, 0), timeout=120)
    bot.stop(signal.SIGKILL)
    with sqlite3.connect(bot.database) as database:
        assert database.execute("SELECT count(*) FROM turns").fetchone() == (len(questions),)
    posts = [post for chat, _, question in questions if question == "Was ist Amt24?" for post in api.sent(chat)]
    again = [post for post in posts if "schon erhalten" in post.text]
    assert len(posts) - len(again) <= len(questions)


def rest(bot):
    """Return how much is left in the inbox and in the outbox."""
    with sqlite3.connect(bot.database) as database:
        return database.execute(
            "SELECT (SELECT count(*) FROM inbox WHERE body IS NOT NULL),"
            " (SELECT count(*) FROM outbox WHERE state <> 'held')"
        ).fetchone()
