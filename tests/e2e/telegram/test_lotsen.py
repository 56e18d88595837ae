"""The handover: a question goes to humans and their answer comes back, without either knowing who the other is."""

import signal
import sqlite3

import pytest

from tests.e2e.telegram.conftest import Process, until
from tests.e2e.telegram.test_commands import lotsenbot
from tests.e2e.telegram.test_robust import rest


@pytest.fixture
def group(api):
    return api.supergroup("Digital-Lotsen")


@pytest.fixture
def lotse(api):
    return api.person("Petra Lotsin", "petra")


@pytest.fixture
def bot(api, group, tmp_path):
    process = Process(api, tmp_path, LOTSENBOT_TELEGRAM_LOTSEN_GROUP=str(group.id))
    process.start()
    yield process
    if process.running:
        process.stop(signal.SIGKILL)


async def hand_over(api, chat, anna, group, question="Wann schult ihr in Zittau? Anruf bitte 0371 1234567"):
    """Ask, confirm, and return the ticket in the group."""
    await api.replies(api.say(chat, anna, question))
    [confirm] = await api.replies(api.say(chat, anna, "/lotse"))
    seen = len(api.sent(group))
    api.press(confirm, "Ja, weitergeben", anna)
    return confirm, await api.wait_for(lambda: api.sent(group)[seen] if len(api.sent(group)) > seen else None)


async def test_a_question_is_passed_on_and_answered(api, bot, anna, chat, group, lotse):
    """The person sees what goes out, the group sees no name, the answer is marked as from a human."""
    confirm, ticket = await hand_over(api, chat, anna, group)
    assert "[Telefon]" in confirm.text
    assert "Zittau" in ticket.text
    assert not any(word in ticket.text for word in ("Anna", "anna_s", "1234567", str(chat.id)))
    api.say(group, lotse, "Am 3. Mai.", reply_to=ticket)
    answer = await api.wait_for(lambda: next((p for p in api.sent(chat) if "3. Mai" in p.text), None))
    assert "Digital-Lotsen" in answer.text
    assert "Petra" not in answer.text
    [receipt] = await api.replies(api.say(chat, anna, "Danke, auch in Löbau?"))
    assert receipt.text == "Weitergegeben."
    await api.wait_for(lambda: any("Löbau" in p.text for p in api.sent(group)))
    api.say(group, lotse, "/erledigt", reply_to=ticket)
    await api.wait_for(lambda: any("abgeschlossen" in p.text for p in api.sent(chat)))
    [again] = await api.replies(api.say(chat, anna, "Was ist Amt24?"))
    assert "Serviceportal" in again.text


async def test_tickets_survive_a_restart_and_are_listed(api, bot, anna, chat, group, lotse):
    """A killed process knows its open tickets, and a reply to the list reaches the person."""
    await hand_over(api, chat, anna, group)
    await until(lambda: sqlite3.connect(bot.database).execute("SELECT count(*) FROM outbox").fetchone() == (0,))
    bot.stop(signal.SIGKILL)
    bot.start()
    [count, listed] = await api.replies(api.say(group, lotse, "/offen"), 2)
    assert "1" in count.text
    api.say(group, lotse, "Rufen Sie an.", reply_to=listed)
    await api.wait_for(lambda: any("Rufen Sie an" in p.text for p in api.sent(chat)))


async def test_one_goes_on_from_the_confirmation(api, bot, anna, chat, group, lotse):
    """A reply to "Ihre Antwort ist unterwegs" goes to the same person."""
    _, ticket = await hand_over(api, chat, anna, group)
    [confirmation] = await api.replies(api.say(group, lotse, "Am 3. Mai.", reply_to=ticket))
    api.say(group, lotse, "Um neun Uhr.", reply_to=confirmation)
    await api.wait_for(lambda: any("neun Uhr" in p.text for p in api.sent(chat)))


async def test_an_anonymous_administrator_answers(api, bot, anna, chat, group):
    """Telegram gives the group for their name."""
    _, ticket = await hand_over(api, chat, anna, group)
    there = {"id": group.id, "type": "supergroup", "title": group.title}
    us = {"id": int(api.token.partition(":")[0]), "is_bot": True, "first_name": "Bot"}
    api.update(
        "message",
        {
            "message_id": 900,
            "date": 1_700_000_000,
            "chat": there,
            "from": {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"},
            "sender_chat": there,
            "text": "Am 3. Mai.",
            "reply_to_message": {
                "message_id": ticket.id,
                "date": 1_700_000_000,
                "chat": there,
                "from": us,
                "text": ticket.text,
            },
        },
    )
    await api.wait_for(lambda: any("3. Mai" in p.text for p in api.sent(chat)))


async def test_only_those_named_are_lotsen(api, tmp_path, anna, chat, group, lotse):
    """Once they are named, what others write in the group reaches nobody and lists nothing."""
    bert = api.person("Bert", "bert")
    named = {"LOTSENBOT_TELEGRAM_LOTSEN_GROUP": str(group.id), "LOTSENBOT_TELEGRAM_LOTSEN": f"1, {lotse.id}"}
    process = Process(api, tmp_path, **named)
    process.start()
    try:
        _, ticket = await hand_over(api, chat, anna, group)
        api.say(group, bert, "/offen")
        api.say(group, bert, "Von Bert.", reply_to=ticket)
        api.say(group, lotse, "Am 3. Mai.", reply_to=ticket)
        await api.wait_for(lambda: any("3. Mai" in p.text for p in api.sent(chat)))
        await until(lambda: rest(process) == (0, 0))
        assert not any("Von Bert" in p.text for p in api.sent(chat))
        assert sum("Zittau" in p.text for p in api.sent(group)) == 1
    finally:
        process.stop(signal.SIGKILL)


async def test_a_group_that_got_another_id_is_still_the_lotsens(api, bot, anna, chat, group, lotse):
    """What they write there counts, also after a restart."""
    new = api.supergroup("Digital-Lotsen")
    api.fail("sendMessage", "migrate", chat=group, migrate_to=new.id)
    _, ticket = await hand_over(api, chat, anna, new)
    api.say(new, lotse, "Am 3. Mai.", reply_to=ticket)
    await api.wait_for(lambda: any("3. Mai" in p.text for p in api.sent(chat)))
    bot.stop(signal.SIGKILL)
    bot.start()
    [count, _] = await api.replies(api.say(new, lotse, "/offen"), 2)
    assert "1" in count.text
    api.say(new, lotse, "Um neun Uhr.", reply_to=ticket)
    await api.wait_for(lambda: any("neun Uhr" in p.text for p in api.sent(chat)))


async def test_a_group_is_still_the_lotsens_though_nothing_was_sent_to_it_meanwhile(api, bot, group, lotse):
    """The notice that it has another id is enough."""
    new = api.migrate(group, lotse)
    [said] = await api.replies(api.say(new, lotse, "/offen"))
    assert "keine Anfrage offen" in said.text


async def test_in_a_forum_a_ticket_is_closed_by_its_number(api, tmp_path, anna, chat, lotse):
    """In a topic, a plain message looks like a reply to what opened the topic."""
    forum = api.supergroup("Digital-Lotsen", forum=True)
    thread = api.topic(forum, lotse, "Anfragen")
    process = Process(api, tmp_path, LOTSENBOT_TELEGRAM_LOTSEN_GROUP=str(forum.id))
    process.start()
    try:
        await hand_over(api, chat, anna, forum)
        api.say(forum, lotse, "/erledigt 1", thread=thread)
        await api.wait_for(lambda: any("abgeschlossen" in p.text for p in api.sent(chat)))
    finally:
        process.stop(signal.SIGKILL)


async def test_the_way_back(api, bot, anna, chat, group, lotse):
    """Either side ends it; the other one is told, and the bot answers again."""
    _, first = await hand_over(api, chat, anna, group)
    [back] = await api.replies(api.say(chat, anna, "/zurueck"))
    assert "Assistenten" in back.text
    await api.wait_for(lambda: any("spricht wieder mit dem Assistenten" in p.text for p in api.sent(group)))
    [gone] = await api.replies(api.say(group, lotse, "zu spät", reply_to=first))
    assert "schon beendet" in gone.text
    _, second = await hand_over(api, chat, anna, group, "Wer kommt zu uns nach Pirna?")
    api.say(group, lotse, "/zurueck", reply_to=second)
    await api.wait_for(lambda: any("zurückgegeben" in p.text for p in api.sent(chat)))


async def test_an_unreachable_group(api, bot, anna, chat, group, lotse):
    """The person is told, and the ticket stays open."""
    api.kick(group, lotse)
    await api.replies(api.say(chat, anna, "Wer kommt zu uns?"))
    [confirm] = await api.replies(api.say(chat, anna, "/lotse"))
    api.press(confirm, "Ja, weitergeben", anna)
    await api.wait_for(lambda: any("nicht erreichbar" in p.text for p in api.sent(chat)))
    bot.stop()
    assert sqlite3.connect(bot.database).execute("SELECT state FROM tickets").fetchall() == [("open",)]


async def test_nobody_else_is_a_lotse(api, bot, anna, chat, group):
    """Outside of the group, its commands and /warum do nothing of the kind."""
    [reply] = await api.replies(api.say(chat, anna, "/offen"))
    assert "Anfragen" not in reply.text
    [reply] = await api.replies(api.say(chat, anna, "/warum Was ist Amt24?"))
    assert "Schwellen" not in reply.text


async def test_why_explains_an_answer(api, bot, group, lotse):
    """Candidates, scores and thresholds."""
    [said] = await api.replies(api.say(group, lotse, "/warum Was ist Amt24?"))
    assert "amt24-was" in said.text
    assert "Schwellen" in said.text


async def test_a_ticket_ends_by_itself(api, bot, anna, chat, group):
    """After the time-out both sides are told, and the question is still there for the trainers."""
    await hand_over(api, chat, anna, group)
    bot.stop()
    with sqlite3.connect(bot.database) as database:
        database.execute("UPDATE tickets SET touched_at = '2020-01-01T00:00:00.000000+00:00'")
    bot.start()
    await api.wait_for(lambda: any("längere Zeit" in p.text for p in api.sent(chat)))
    await api.wait_for(lambda: any("abgelaufen" in p.text for p in api.sent(group)))
    [again] = await api.replies(api.say(chat, anna, "Was ist Amt24?"))
    assert "Serviceportal" in again.text


async def test_what_a_lotse_answered_is_kept_for_the_trainers(api, bot, anna, chat, group, lotse):
    """`lotsenbot tickets` shows question and answer, redacted."""
    _, ticket = await hand_over(api, chat, anna, group)
    api.say(group, lotse, "Am 3. Mai, Tel. 0371 7654321.", reply_to=ticket)
    await api.wait_for(lambda: any("3. Mai" in p.text for p in api.sent(chat)))
    shown = lotsenbot(bot, "tickets")
    assert "Zittau" in shown
    assert "3. Mai" in shown
    assert "7654321" not in shown


async def test_erasing_ends_the_ticket(api, bot, anna, chat, group, lotse):
    """The group is told that nobody is there any more, and a reply reaches nobody."""
    _, ticket = await hand_over(api, chat, anna, group)
    [ask] = await api.replies(api.say(chat, anna, "/loeschen"))
    api.press(ask, "Ja, alles löschen", anna)
    await api.wait_for(lambda: any("gelöscht" in p.text for p in api.sent(group)))
    [gone] = await api.replies(api.say(group, lotse, "Hallo?", reply_to=ticket))
    assert "schon beendet" in gone.text


async def test_only_text_reaches_the_person(api, bot, anna, chat, group, lotse):
    """Words typed in the handover can be changed before they go out, and "nein" keeps them."""
    await api.replies(api.say(chat, anna, "Wer kommt?"))
    await api.replies(api.say(chat, anna, "/lotse"))
    [shown] = await api.replies(api.say(chat, anna, "Wer kommt nach Pirna?"))
    assert "Pirna" in shown.text
    [kept] = await api.replies(api.say(chat, anna, "nein"))
    assert "nichts weitergegeben" in kept.text
    assert not api.sent(group)
