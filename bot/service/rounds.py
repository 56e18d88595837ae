"""What has to be done now and then, whichever channels run: end tickets nobody writes in, erase what is too old."""

import asyncio
import datetime
import logging
from collections.abc import Awaitable, Callable

from bot.channels.terminal.history import forget_typed
from bot.config import Settings, history_file
from bot.errors import StoreError
from bot.exchange.lotsen import Lotsen
from bot.store.ports import Store

_PAUSE = 60.0
"""Seconds between two rounds."""
_KEEP_UPDATES = datetime.timedelta(days=3)
"""No messenger repeats an update after a day, and in one of them ids may begin anew after a quiet week."""
_log = logging.getLogger(__name__)


async def make_rounds(
    settings: Settings,
    store: Store,
    lotsen: Lotsen,
    now: Callable[[], datetime.datetime],
    also: Callable[[], Awaitable[None]],
) -> None:
    """Make one round after the other until cancelled; `also` is done in each of them."""
    while True:
        try:
            await one_round(settings, store, lotsen, now())
            await also()
        except StoreError as error:
            _log.error("the round failed: %s", error.problem)
        except Exception as error:  # noqa: BLE001 - the next round may work, and without any nothing is ever erased
            _log.error("the round failed: %s", type(error).__name__)
        await asyncio.sleep(_PAUSE)


async def one_round(settings: Settings, store: Store, lotsen: Lotsen, now: datetime.datetime) -> None:
    """Do what is due at `now`. Raises StoreError."""
    await store.workshops.close_old(now)
    await lotsen.expire(now, datetime.timedelta(hours=settings.ticket_hours))
    await store.personal_data.purge(before := now - datetime.timedelta(days=settings.retention_days))
    await store.inbox.forget(now - _KEEP_UPDATES)
    await store.usage.count()
    await asyncio.to_thread(forget_typed, history_file(settings), before)
