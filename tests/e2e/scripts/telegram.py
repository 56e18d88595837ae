"""Somebody in Telegram, and the Lotsen's group there."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.botapi import BotApi, Chat, Person, Post
from tests.e2e.scripts.person import Said


class TelegramPerson:
    """Writes, presses and edits in a private chat."""

    def __init__(self, api: BotApi, database: Path) -> None:
        self._api = api
        self._database = database
        self._who = api.person("Anna")
        self._chat = api.private(self._who)
        self._typed: Post | None = None

    async def say(self, text: str) -> Said:
        before = self._standing()
        self._typed = self._api.say(self._chat, self._who, text)
        return await self._answered(before)

    async def edit(self, text: str) -> Said:
        assert self._typed is not None
        before = self._standing()
        self._api.edit(self._typed, text)
        return await self._answered(before)

    async def press(self, label: str) -> Said:
        before = self._standing()
        self._press(label)
        return await self._answered(before)

    pick = press

    async def rate(self) -> None:
        await self.press("👍")

    async def hear(self, text: str) -> None:
        await self._api.wait_for(lambda: any(text in post.text for post in self._api.sent(self._chat)), what=text)

    read = hear

    async def begin_anew(self) -> None:
        assert "Was möchten Sie wissen?" in (await self.say("von vorn")).text

    async def own_data(self) -> dict[str, Any]:
        before = self._standing()
        self._api.say(self._chat, self._who, "/meinedaten")
        told: dict[str, Any] = json.loads(await self._document(before))
        return told

    async def erase(self) -> None:
        await self.say("/loeschen")
        assert "Gelöscht" in (await self.press("Ja, alles löschen")).text

    async def file(self, label: str) -> bytes:
        before = self._standing()
        self._press(label)
        return await self._document(before)

    async def _document(self, before: dict[int, Post]) -> bytes:
        new = lambda: next((p for p in self._api.sent(self._chat) if p.document and p.id not in before), None)  # noqa: E731 - asked again and again
        post = await self._api.wait_for(new)
        assert post.document is not None
        return post.document.content

    def _press(self, label: str) -> None:
        for post in reversed(self._api.sent(self._chat)):
            for button in [button.label for row in post.buttons for button in row]:
                if label in button:
                    self._api.press(post, button, self._who)
                    return
        raise AssertionError(f"there is no button {label!r}")

    def _standing(self) -> dict[int, Post]:
        return {post.id: post for post in self._api.sent(self._chat)}

    async def _answered(self, before: dict[int, Post]) -> Said:
        """Return what is new or was changed, once nothing more is to come."""

        def new() -> list[Post]:
            now = self._api.sent(self._chat)
            return [post for post in now if before.get(post.id) != post]

        await self._api.wait_for(new)
        async with asyncio.timeout(30):
            while self._rest():  # noqa: ASYNC110 - a file has no events
                await asyncio.sleep(0.02)
        labels = [button.label for post in new() for row in post.buttons for button in row]
        return Said("\n".join(post.text for post in new()), tuple(labels))

    def _rest(self) -> int:
        with closing(sqlite3.connect(self._database)) as database:
            [(left,)] = database.execute(
                "SELECT (SELECT count(*) FROM inbox WHERE body IS NOT NULL)"
                " + (SELECT count(*) FROM outbox WHERE state <> 'held' AND lane = ?)",
                (str(self._chat.id),),
            )
        return int(left)


class LotsenInTelegram:
    """The Lotsen's group."""

    def __init__(self, api: BotApi, group: Chat, petra: Person) -> None:
        self._api, self._group, self._petra = api, group, petra

    async def see(self, text: str) -> Post:
        found = lambda: next((post for post in self._api.sent(self._group) if text in post.text), None)  # noqa: E731 - asked again and again
        return await self._api.wait_for(found, 90.0, what=text)  # a group gets 19 messages a minute

    def answer(self, post: Post, text: str) -> None:
        self._api.say(self._group, self._petra, text, reply_to=post)
