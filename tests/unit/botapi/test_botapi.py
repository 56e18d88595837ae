"""The server keeps the Bot API's rules, as the real client library sees them."""

import asyncio

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import (
    Conflict,
)


def buttons(*rows):
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in rows]
    )


async def test_an_update_stays_until_a_higher_offset_confirms_it(api, bot, anna, chat):
    """An update is given out again and again until the next offset names it as done."""
    first, second = api.say(chat, anna, "eins"), api.say(chat, anna, "zwei")
    for _ in range(2):
        assert [u.update_id for u in await bot.get_updates()] == [first.update, second.update]
    [left] = await bot.get_updates(offset=second.update)
    assert left.message.text == "zwei"
    assert await bot.get_updates(offset=second.update + 1) == ()
    assert api.pending() == 0


async def test_a_long_poll_ends_with_the_first_update(api, bot, anna, chat):
    """A poll that found nothing waits, and answers as soon as somebody writes."""
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await api.wait_for(api.polling)
    api.say(chat, anna, "hallo")
    [update] = await poll
    assert update.effective_message.text == "hallo"


async def test_the_newer_poller_ends_the_older(api, bot):
    """Of two pollers the one that waited gets 409."""
    older = asyncio.create_task(bot.get_updates(timeout=30))
    await api.wait_for(api.polling)
    newer = asyncio.create_task(bot.get_updates(timeout=30))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await older
    newer.cancel()
