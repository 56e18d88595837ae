"""`getUpdates` as real long polling: it waits for updates, and the newest poller ends any other."""

import asyncio
import time

from tests.botapi.bell import Bell
from tests.botapi.errors import ApiError
from tests.botapi.params import Params
from tests.botapi.settings import allow
from tests.botapi.shapes import Json
from tests.botapi.world import World

_LONGEST = 50
_OTHER_POLLER = ApiError(
    409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
_WEBHOOK_SET = ApiError(409, "Conflict: terminated by setWebhook request")
_WEBHOOK_ACTIVE = ApiError(
    409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class ClientGone(Exception):  # noqa: N818  an event, not an error
    """The client hung up while it was waiting."""


async def get_updates(world: World, bell: Bell, params: Params, gone: asyncio.Task[None]) -> list[Json]:
    """The next updates, at once or as soon as there are any within `timeout`; `gone` ends when the client hangs up."""
    with world.lock:
        poll = _begin(world, params)
        world.polling += 1
    bell.ring()
    try:
        return await _await_updates(world, bell, params, gone, poll)
    finally:
        with world.lock:
            world.polling -= 1
        bell.ring()


async def _await_updates(world: World, bell: Bell, params: Params, gone: asyncio.Task[None], poll: int) -> list[Json]:
    until = time.monotonic() + min(params.integer("timeout"), _LONGEST)
    while True:
        with world.lock:
            seen = bell.count
            if world.webhook.url:
                raise _WEBHOOK_SET
            if world.poll != poll:
                raise _OTHER_POLLER
            batch = world.updates.give(max(1, min(params.integer("limit", 100), 100)))
        if batch or not await _rung(bell, seen, until - time.monotonic(), gone):
            return batch


def _begin(world: World, params: Params) -> int:
    """The number of this poll."""
    if world.webhook.url:
        raise _WEBHOOK_ACTIVE
    allow(world, params)
    world.updates.confirm(params.integer("offset"))
    world.poll += 1
    return world.poll


async def _rung(bell: Bell, seen: int, seconds: float, gone: asyncio.Task[None]) -> bool:
    """Whether something changed in time."""
    if seconds <= 0:
        return False
    ring = asyncio.ensure_future(bell.wait(seen))
    try:
        done, _ = await asyncio.wait({ring, gone}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        ring.cancel()
    if gone in done:
        raise ClientGone
    return ring in done
