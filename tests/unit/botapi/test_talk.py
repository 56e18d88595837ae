"""What people do reaches the bot as the real API tells it."""

import asyncio
import json

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.error import BadRequest, NetworkError

from tests.botapi import RemoteBotApi
from tests.botapi.listener import Listener
from tests.unit.botapi.conftest import client


async def test_commands_and_mentions_are_marked_in_utf16(api, bot, anna):
    """A character outside the basic plane counts twice."""
    group = api.group("Rathaus")
    api.say(group, anna, "\N{GRINNING FACE} @lotsenbot was ist Amt24? /hilfe@lotsenbot a@b.de")
    [update] = await bot.get_updates()
    found = {entity.type: text for entity, text in update.message.parse_entities().items()}
    assert found == {"mention": "@lotsenbot", "bot_command": "/hilfe@lotsenbot", "email": "a@b.de"}
    assert update.message.entities[0].offset == 3


async def test_replies_edits_and_topics_carry_what_they_belong_to(api, bot, anna):
    """In a topic every message has the thread, and one that is no reply answers the topic's first message."""
    forum = api.supergroup("Lotsen", forum=True)
    topic = api.topic(forum, anna, "Tickets")
    ticket = await bot.send_message(forum.id, "Ticket 1", message_thread_id=topic)
    api.say(forum, anna, "Antwort", reply_to=api.sent(forum)[0])
    question = api.say(forum, anna, "offen", thread=topic)
    api.edit(question, "geändert")
    _, reply, plain, edited = await bot.get_updates()
    assert reply.message.reply_to_message.message_id == ticket.message_id
    assert (reply.message.message_thread_id, reply.message.is_topic_message) == (topic, True)
    assert plain.message.reply_to_message.forum_topic_created.name == "Tickets"
    assert (edited.message, edited.edited_message.text) == (None, "geändert")


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "document", "location", "contact", "poll", "dice"])
async def test_other_content_is_understood_by_the_library(api, bot, anna, chat, kind):
    """Each kind arrives as its own attachment."""
    api.share(chat, anna, kind)
    [update] = await bot.get_updates()
    assert update.message.effective_attachment
    assert getattr(update.message, kind)


async def test_a_start_link_has_a_limited_parameter(api, bot, anna, chat):
    """A parameter that Telegram wouldn't open is an error of the test."""
    api.start(chat, anna, "amt24-was")
    [update] = await bot.get_updates()
    assert update.message.text == "/start amt24-was"
    with pytest.raises(ValueError, match="start parameter"):
        api.start(chat, anna, "amt24.was")


async def test_a_webhook_gets_each_update_until_it_takes_it(api, bot, anna, chat):
    """Updates are posted with the secret, and again after a refusal."""
    got, taken = [], asyncio.Event()

    async def hook(request):
        got.append((request.headers["x-telegram-bot-api-secret-token"], Update.de_json(await request.json(), bot)))
        if len(got) == 2:
            taken.set()
        return Response(status_code=500 if len(got) == 1 else 200)

    listener = Listener(Starlette(routes=[Route("/hook", hook, methods=["POST"])]), 0)
    await listener.listen()
    await bot.set_webhook(f"{listener.root}/hook", secret_token="geheim")  # noqa: S106 - it opens nothing
    question = api.say(chat, anna, "hallo")
    async with asyncio.timeout(10):
        await taken.wait()
    await api.wait_for(lambda: not api.pending())
    assert [(secret, update.update_id) for secret, update in got] == [("geheim", question.update)] * 2
    assert "500" in (await bot.get_webhook_info()).last_error_message
    await listener.go_deaf()
    listener.close()


async def test_a_server_in_another_process_takes_the_same_script(tmp_path):
    """Steps, faults, waiting and uploads work over HTTP, and the journal keeps what was processed."""
    journal = tmp_path / "calls.jsonl"
    with RemoteBotApi(journal=journal) as api:
        anna = api.person("Anna")
        chat = api.private(anna)
        async with client(api) as bot:
            question = api.say(chat, anna, "hallo")
            assert (await bot.get_updates())[0].update_id == question.update
            api.fail("sendMessage", "drop_before")
            await bot.send_document(chat.id, b"\xff\x00", filename="a.bin")
            [post] = await api.replies(question)
            assert post.document.content == b"\xff\x00"
            with pytest.raises(AssertionError, match="No button 'Ja'"):
                api.press(post, "Ja", anna)
            with pytest.raises(NetworkError, match="httpx"):
                await bot.send_message(chat.id, "eins")
            with pytest.raises(BadRequest):
                await bot.send_message(chat.id, "<b>", "HTML")
            api.unreachable()
            with pytest.raises(NetworkError):
                await bot.get_me()
            api.reachable()
            await bot.get_me()
    lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    assert [line["method"] for line in lines] == ["getMe", "getUpdates", "sendDocument", "getMe"]
