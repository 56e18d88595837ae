"""Somebody with a real client, in encrypted rooms."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from nio import AsyncClient, AsyncClientConfig, Event, MegolmEvent
from nio.crypto.attachments import decrypt_attachment
from nio.store import SqliteMemoryStore

from tests.synapse.server import PASSWORD, Synapse

_PATIENCE = 30.0
_ENCRYPTION = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


class Person:
    """Says things and hears what is said; what arrives is kept decrypted, as far as it can be."""

    def __init__(self, synapse: Synapse, client: AsyncClient) -> None:
        self.synapse = synapse
        self.client = client
        self.heard: list[tuple[str, Event]] = []
        self._news = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def new(cls, synapse: Synapse, name: str, device: str = "") -> "Person":
        """Register somebody, or let them use another device, and let them listen."""
        config = AsyncClientConfig(store=SqliteMemoryStore, store_sync_tokens=False)
        client = AsyncClient(synapse.root, f"@{name}:{synapse.name}", device or None, "memory", config)
        if device:
            await client.login(PASSWORD)
        else:
            told = await asyncio.to_thread(synapse.register, name)
            client.restore_login(told["user_id"], told["device_id"], told["access_token"])
        person = cls(synapse, client)
        client.add_event_callback(person._hear, Event)
        await client.sync(0, full_state=True)
        await client.keys_upload()
        person._task = asyncio.create_task(client.sync_forever(2000, full_state=True))
        return person

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self.client.close()

    @property
    def user(self) -> str:
        return str(self.client.user_id)

    async def call(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        return await asyncio.to_thread(self.synapse.call, method, path, body, self.client.access_token)

    async def room(self, *users: str, encrypted: bool = True, direct: bool = True, **more: Any) -> str:
        """Make a room with others in it."""
        body = {
            "invite": list(users),
            "is_direct": direct,
            "preset": "trusted_private_chat",
            "initial_state": [_ENCRYPTION] if encrypted else [],
            **more,
        }
        room = str((await self.call("POST", "/v3/createRoom", body))["room_id"])
        await self.until(lambda: room in self.client.rooms)
        return room

    async def joined(self, room: str, user: str) -> None:
        """Wait until somebody is in a room, and their devices are known."""
        await self.until(lambda: user in self._members(room))
        await self.until(lambda: not self.client.should_query_keys)

    async def join(self, room: str) -> None:
        await self.call("POST", f"/v3/join/{quote(room)}", {})
        await self.until(lambda: room in self.client.rooms)

    async def say(self, room: str, text: str, **more: Any) -> str:
        """Send a text and return its id."""
        return await self.send(room, "m.room.message", {"msgtype": "m.text", "body": text, **more})

    async def edit(self, room: str, message: str, text: str) -> str:
        new = {"msgtype": "m.text", "body": text}
        about = {"rel_type": "m.replace", "event_id": message}
        return await self.say(room, f"* {text}", **{"m.new_content": new, "m.relates_to": about})

    async def react(self, room: str, message: str, sign: str) -> str:
        about = {"rel_type": "m.annotation", "event_id": message, "key": sign}
        return await self.send(room, "m.reaction", {"m.relates_to": about})

    async def send(self, room: str, kind: str, content: dict[str, Any]) -> str:
        sent = await self.client.room_send(room, kind, content, ignore_unverified_devices=True)
        assert hasattr(sent, "event_id"), sent
        return str(sent.event_id)

    async def hears(
        self,
        room: str,
        text: str,
        kind: str = "m.room.message",
        timeout: float = _PATIENCE,  # noqa: ASYNC109 - as below
    ) -> dict[str, Any]:
        """Wait until somebody else says something with these words, and return the event."""

        def found() -> dict[str, Any] | None:
            return next((source for source in self.said(room, kind) if text in source["content"].get("body", "")), None)

        await self.until(lambda: found() is not None, timeout)
        source = found()
        assert source is not None
        return source

    def said(self, room: str, kind: str = "m.room.message") -> list[dict[str, Any]]:
        """Return what others said so far."""
        return [
            event.source
            for where, event in self.heard
            if where == room and event.source["type"] == kind and event.sender != self.user
        ]

    async def content_of(self, source: dict[str, Any]) -> bytes:
        """Return the content of an encrypted file that somebody sent."""
        file = source["content"]["file"]
        path = f"/_matrix/client/v1/media/download/{file['url'].removeprefix('mxc://')}"
        response = await self.client.send("GET", path, headers={"Authorization": f"Bearer {self.client.access_token}"})
        content: bytes = decrypt_attachment(
            await response.read(), file["key"]["k"], file["hashes"]["sha256"], file["iv"]
        )
        return content

    async def until(self, predicate: Callable[[], bool], timeout: float = _PATIENCE) -> None:  # noqa: ASYNC109 - for a message
        """Wait for what a sync brings."""
        try:
            async with asyncio.timeout(timeout):
                while not predicate():
                    async with self._news:
                        with suppress(TimeoutError):
                            await asyncio.wait_for(self._news.wait(), 0.2)  # keys and members make no event
        except TimeoutError:
            heard = [(event.source["type"], event.source["content"]) for _, event in self.heard[-20:]]
            raise AssertionError(f"it did not come about; last was heard: {heard}") from None

    async def _hear(self, room: Any, event: Event) -> None:
        if isinstance(event, MegolmEvent):
            event.source["undecrypted"] = True
        self.heard.append((room.room_id, event))
        async with self._news:
            self._news.notify_all()

    def _members(self, room: str) -> set[str]:
        known = self.client.rooms.get(room)
        return {user for user in known.users if user not in known.invited_users} if known else set()
