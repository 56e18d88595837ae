"""Clients that know each other, and call nobody."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from nio import MatrixRoom
from nio.crypto import OlmDevice

from bot.channels.matrix.client import HardenedClient

ROOM = "!zimmer:rathaus.test"
ANNA, BOT = "@anna:rathaus.test", "@lotse:rathaus.test"


@pytest.fixture
async def meet(tmp_path: Path) -> AsyncIterator[Callable[[str, str], HardenedClient]]:
    """Make clients that know each other, and call nobody."""
    clients: list[HardenedClient] = []

    def new(user: str, device: str) -> HardenedClient:
        folder = tmp_path / device
        folder.mkdir(exist_ok=True)
        client = HardenedClient("http://127.0.0.1:9", folder, "schluessel")
        client.restore_login(user, device, "token")
        room = client.rooms[ROOM] = MatrixRoom(ROOM, user, encrypted=True)
        for one in (ANNA, BOT):
            room.add_member(one, None, None)
        room.members_synced = True
        for other in clients:
            acquaint(client, other)
            acquaint(other, client)
        clients.append(client)
        return client

    yield new
    for client in clients:
        client.store.database.close()
        await client.close()


def acquaint(client: HardenedClient, other: HardenedClient) -> None:
    device = OlmDevice(other.user_id, other.device_id, dict(other.olm.account.identity_keys))
    if client.device_store.add(device):
        client.store.save_device_keys({other.user_id: {device.id: device}})
