"""Planned faults reach the real client library as what they imitate, with or without the call's effect."""

import asyncio

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests.botapi import BotApi
from tests.unit.botapi.conftest import client


@pytest.mark.parametrize(
    ("kind", "error", "delivered"),
    [
        ("400", BadRequest, False),
        ("403", Forbidden, False),
        ("429", RetryAfter, False),
        ("500", NetworkError, False),
        ("502", NetworkError, False),
        ("drop_before", NetworkError, False),
        ("drop_after", NetworkError, True),
        ("garbage", TelegramError, False),
        ("garbage_after", TelegramError, True),
    ],
)
async def test_a_fault_is_seen_by_the_client_and_known_to_the_server(api, bot, chat, kind, error, delivered):
    """The client gets the error; whether the message stands in the chat depends on the kind; then all is well."""
    api.fail("sendMessage", kind)
    with pytest.raises(error) as raised:
        await bot.send_message(chat.id, "eins")
    assert type(raised.value) is error
    assert [post.text for post in api.sent(chat)] == ["eins"] * delivered
    [call] = api.calls("sendMessage")
    assert (call.processed, call.fault) == (delivered, kind)
    await bot.send_message(chat.id, "zwei")
    assert api.sent(chat)[-1].text == "zwei"


async def test_a_late_answer_comes_after_the_message(api, chat):
    """The client's patience ends, and yet the message was delivered."""
    api.fail("sendMessage", "late")
    async with client(api, read_timeout=0.05) as hasty:
        with pytest.raises(TimedOut):
            await hasty.send_message(chat.id, "eins")
    assert [post.text for post in api.sent(chat)] == ["eins"]


async def test_retry_after_and_migration_carry_their_numbers(api, bot, chat):
    """Scripted parameters arrive."""
    api.fail("sendMessage", "429", retry_after=7)
    api.fail("sendMessage", "migrate", migrate_to=-1001)
    with pytest.raises(RetryAfter) as wait:
        await bot.send_message(chat.id, "eins")
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(chat.id, "eins")
    assert (wait.value.retry_after.total_seconds(), moved.value.new_chat_id) == (7, -1001)


async def test_a_fault_may_concern_one_chat_and_last(api, bot, chat):
    """Other chats are spared, and it lasts until it is healed."""
    group = api.group("Rathaus")
    api.fail("*", "403", times=None, chat=group)
    for _ in range(3):
        with pytest.raises(Forbidden):
            await bot.send_message(group.id, "eins")
        await bot.send_message(chat.id, "eins")
    api.heal()
    await bot.send_message(group.id, "eins")


async def test_a_hidden_method_is_not_found(api, bot, chat):
    """A partial server answers 404, which the library takes for a wrong token."""
    api.only(["getMe", "getUpdates", "sendMessage"])
    await bot.send_message(chat.id, "eins")
    with pytest.raises(InvalidToken):
        await bot.set_my_commands([("hilfe", "Hilfe")])
    api.heal()
    api.without(["sendChatAction"])
    await bot.set_my_commands([("hilfe", "Hilfe")], language_code="de")
    assert api.commands(language="de") == [{"command": "hilfe", "description": "Hilfe"}]
    with pytest.raises(InvalidToken):
        await bot.send_chat_action(chat.id, "typing")


async def test_an_absent_server_refuses_and_comes_back_on_its_port(api, bot, chat):
    """A waiting poll is torn, connections are refused, and later all goes on."""
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await api.wait_for(api.polling)
    api.unreachable()
    with pytest.raises(NetworkError):
        await poll
    with pytest.raises(NetworkError, match="ConnectError"):
        await bot.send_message(chat.id, "eins")
    api.reachable()
    await bot.send_message(chat.id, "zwei")
    assert [post.text for post in api.sent(chat)] == ["zwei"]


async def test_waiting_in_vain_shows_the_last_calls(api, bot, chat):
    """The assertion says what was waited for and what happened instead."""
    await bot.send_message(chat.id, "eins")
    with pytest.raises(AssertionError, match=r"for the answer(.|\n)*sendMessage.*text='eins'.*ok"):
        await api.wait_for(lambda: None, timeout=0, what="the answer")


async def test_stopping_is_quiet(caplog):
    """A poll that still waits at the end is no reason for a log line of the server."""
    with BotApi() as api:
        bot = client(api)
        await bot.initialize()
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await api.wait_for(api.polling)
    with pytest.raises(NetworkError):
        await poll
    await bot.shutdown()
    assert [record for record in caplog.records if record.name.startswith("uvicorn")] == []
