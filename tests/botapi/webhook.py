"""Posts updates to the address that the bot set, one after another, each again until it is taken."""

import asyncio
import json

import httpx

from tests.botapi.bell import Bell
from tests.botapi.shapes import Json
from tests.botapi.world import Webhook, World

_PAUSE, _LONGEST_PAUSE = 0.02, 1.0
_PATIENCE = 60  # seconds, as the real one
_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the header's name


async def deliver(world: World, bell: Bell) -> None:
    """Deliver for as long as the server runs."""
    async with httpx.AsyncClient(timeout=_PATIENCE, verify=False) as client:  # noqa: S501  it goes to this machine
        while True:
            with world.lock:
                seen, webhook, update = bell.count, world.webhook, world.updates.first()
            if not webhook.url or update is None:
                await bell.wait(seen)
                continue
            problem = await _post(client, webhook, update)
            if problem:
                webhook.errors, webhook.last_error = webhook.errors + 1, problem
                bell.ring()
                await asyncio.sleep(min(_PAUSE * webhook.errors, _LONGEST_PAUSE))
                continue
            with world.lock:
                world.updates.drop(update)
            bell.ring()


async def _post(client: httpx.AsyncClient, webhook: Webhook, update: Json) -> str:
    """What went wrong, or nothing."""
    headers = {"Content-Type": "application/json"} | ({_SECRET: webhook.secret} if webhook.secret else {})
    try:
        response = await client.post(webhook.url, content=json.dumps(update), headers=headers)
    except httpx.TimeoutException:
        return "Read timeout expired"
    except httpx.HTTPError as exc:
        return f"Connection failed: {exc}"
    return "" if response.is_success else f"Wrong response from the webhook: {response.status_code}"
