"""Pages that wait hear what comes, also between two waits, and are let go at the end."""

import asyncio

from bot.channels.web.arrivals import Arrivals
from bot.store.records import Letter


async def test_what_comes_between_two_waits_is_heard():
    """A letter stored while the page is busy with the one before is told as well."""
    arrivals = Arrivals()
    heard = arrivals.heard("anna", breath=30, breaths=3)
    first = asyncio.ensure_future(anext(heard))
    await asyncio.sleep(0)
    arrivals.of_letter(Letter("web", "anna", "{}", fetched=True))
    assert await first
    arrivals.ring("anna")
    assert await anext(heard)
    await heard.aclose()
    assert not arrivals._listening


async def test_only_the_own_letters_are_heard():
    """Neither another person's nor those that are sent elsewhere; without any there is a sign of life."""
    arrivals = Arrivals()
    heard = arrivals.heard("anna", breath=0, breaths=1)
    arrivals.of_letter(Letter("web", "bert", "{}", fetched=True))
    arrivals.of_letter(Letter("telegram", "anna", "{}"))
    assert [come async for come in heard] == [False]


async def test_the_end_lets_pages_go():
    """Closing ends every stream at once."""
    arrivals = Arrivals()
    heard = arrivals.heard("anna", breath=30, breaths=30)
    waiting = asyncio.ensure_future(anext(heard, None))
    await asyncio.sleep(0)
    arrivals.close()
    assert await waiting is None
