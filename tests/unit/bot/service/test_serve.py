"""What keeps the process going, and that its end is noticed."""

import asyncio

import pytest

from bot.service.serve import _meanwhile


async def test_a_part_that_fails_ends_all_and_says_so(caplog) -> None:
    """At once, and with what went wrong; nothing goes on without it in silence."""
    stop = asyncio.Event()

    async def fail() -> None:
        raise OverflowError("4711 secret")

    with pytest.raises(OverflowError):
        async with _meanwhile(fail(), stop), asyncio.timeout(5):
            await stop.wait()
    assert "OverflowError" in caplog.text
    assert "secret" not in caplog.text


async def test_a_part_that_ends_ends_all() -> None:
    """Even without an error."""
    stop = asyncio.Event()

    async def end() -> None:
        return

    async with _meanwhile(end(), stop), asyncio.timeout(5):
        await stop.wait()
    assert stop.is_set()
