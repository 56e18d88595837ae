"""Whether anything holds up everybody."""

import asyncio
import logging

import pytest

from bot.service.heartbeat import LONGEST, Heartbeat


def test_only_what_is_late_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """Once a minute, however often it happens; the worst is known."""
    clock = iter(range(0, 1000, 25))
    heart = Heartbeat(lambda: float(next(clock)))
    with caplog.at_level(logging.WARNING):
        for late in (0.0, LONGEST, 0.2, 0.1, 0.3, 0.1):
            heart.note(late)
    assert [record.getMessage() for record in caplog.records] == [
        "something held up everybody for 200 ms",
        "something held up everybody for 100 ms",
    ]
    assert (heart.worst, heart.missed) == (0.3, 4)


async def test_it_beats_until_it_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    """And notes how late it was each time."""
    heart, beats, slept = Heartbeat(lambda: 0.0), [], asyncio.sleep
    monkeypatch.setattr(heart, "note", beats.append)
    monkeypatch.setattr("bot.service.heartbeat.asyncio.sleep", lambda _: slept(0))
    beating = asyncio.create_task(heart.beat())
    while len(beats) < 3:
        await slept(0)
    beating.cancel()
    assert beats[0] < 0
