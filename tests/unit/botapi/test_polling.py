"""`getUpdates` gives out, waits, confirms and refuses as the real one, seen through the real client library."""

import asyncio

import pytest
from telegram import Bot
from telegram.error import Conflict, InvalidToken

from tests.unit.botapi.conftest import client


async def test_an_update_stays_until_a_higher_offset_confirms_it(api, bot, anna, chat):
    """An update is given out again and again until the next offset names it as done."""
    first, second = api.say(chat, anna, "eins"), api.say(chat, anna, "zwei")
    for _ in range(2):
        assert [update.update_id for update in await bot.get_updates()] == [first.update, second.update]
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


async def test_the_limit_is_kept(api, bot, anna, chat):
    """No more updates than asked for."""
    texts = [api.say(chat, anna, str(number)).text for number in range(5)]
    assert [update.message.text for update in await bot.get_updates(limit=2)] == texts[:2]


async def test_the_newer_poller_ends_the_older(api, bot):
    """Of two pollers the one that waited gets 409."""
    async with client(api) as other:
        older = asyncio.create_task(bot.get_updates(timeout=30))
        await api.wait_for(api.polling)
        newer = asyncio.create_task(other.get_updates(timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await older
        await api.wait_for(api.polling)
        newer.cancel()
        await asyncio.wait({newer})


async def test_a_webhook_forbids_polling(api, bot):
    """With a webhook set, `getUpdates` is refused."""
    await bot.set_webhook("https://127.0.0.1:1/hook")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_only_the_allowed_kinds_of_update_arrive(api, bot, anna, chat):
    """`allowed_updates` holds for what happens afterwards."""
    await bot.get_updates(allowed_updates=["message"])
    assert api.inline(anna, "amt24").update == 0
    api.say(chat, anna, "hallo")
    assert len(await bot.get_updates()) == 1


async def test_a_confirmed_update_can_be_delivered_again(api, bot, anna, chat):
    """A repeated update arrives once more under its old id, and once only."""
    question = api.say(chat, anna, "hallo")
    assert await bot.get_updates(offset=question.update + 1) == ()
    api.deliver_again(question.update)
    [repeated] = await bot.get_updates(offset=question.update + 1)
    assert repeated.update_id == question.update
    assert await bot.get_updates(offset=question.update + 1) == ()


async def test_updates_can_be_held_and_shuffled(api, bot, anna, chat):
    """What was held arrives in the drawn order, which a seed repeats."""
    api.hold()
    ids = [api.say(chat, anna, str(number)).update for number in range(6)]
    assert await bot.get_updates() == ()
    order = api.shuffle(7)
    assert [update.update_id for update in await bot.get_updates()] == order
    assert sorted(order) == ids != order


async def test_ids_may_begin_anew(api, bot, anna, chat):
    """After a jump to lower ids an old offset doesn't swallow the new updates."""
    old = api.say(chat, anna, "alt")
    await bot.get_updates(offset=old.update + 1)
    api.jump(1000)
    api.say(chat, anna, "neu")
    [update] = await bot.get_updates(offset=old.update + 1)
    assert update.update_id == 1000


async def test_a_wrong_token_is_refused(api):
    """Another token is not authorized."""
    stranger = Bot("123:wrong", base_url=f"{api.root}/bot")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_a_poller_that_hung_up_is_forgotten(api, bot, anna, chat):
    """Whoever polls after a killed bot gets the updates and no conflict."""
    async with client(api) as killed:
        poll = asyncio.create_task(killed.get_updates(timeout=30))
        await api.wait_for(api.polling)
        poll.cancel()
        await asyncio.wait({poll})
    await api.wait_for(lambda: not api.polling())
    api.say(chat, anna, "hallo")
    assert len(await bot.get_updates(timeout=30)) == 1
    assert [call.outcome for call in api.calls("getUpdates")] == ["ok"]
