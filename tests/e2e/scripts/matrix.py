"""Somebody in Matrix, in an encrypted room, with a real client."""

import asyncio
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.e2e.scripts.person import Said
from tests.synapse import Person

_CHOICE = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)


class MatrixPerson:
    """Writes, types numbers, taps on signs and edits in a private room."""

    def __init__(self, person: Person, room: str, database: Path) -> None:
        self._person = person
        self.room = room
        self._database = database
        self._typed = ""
        self._offered: dict[str, tuple[str, int]] = {}
        """By its words, in which message a choice is offered, and as which number."""

    @classmethod
    async def come(cls, person: Person, assistant: str, database: Path) -> "MatrixPerson":
        """Make a room with the assistant, and read its greeting."""
        room = await person.room(assistant)
        await person.joined(room, assistant)
        await person.hears(room, "Assistent")
        return cls(person, room, database)

    async def say(self, text: str) -> Said:
        before = self._heard()
        self._typed = await self._person.say(self.room, text)
        return await self._answered(before)

    async def edit(self, text: str) -> Said:
        before = self._heard()
        await self._person.edit(self.room, self._typed, text)
        return await self._answered(before)

    async def press(self, label: str) -> Said:
        before = self._heard()
        message, number = self._choice(label)
        await self._person.react(self.room, message, f"{number}\ufe0f\u20e3")
        return await self._answered(before)

    async def pick(self, label: str) -> Said:
        return await self.say(str(self._choice(label)[1]))

    async def rate(self) -> None:
        await self._person.react(self.room, self._person.said(self.room)[-1]["event_id"], "👍")
        await self._settled()

    async def hear(self, text: str) -> None:
        await self._person.hears(self.room, text)

    read = hear

    async def begin_anew(self) -> None:
        assert "Was möchten Sie wissen?" in (await self.say("von vorn")).text

    async def own_data(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(await self._file_after("!meinedaten"))
        return told

    async def erase(self) -> None:
        await self.say("!loeschen")
        assert "Gelöscht" in (await self.press("Ja, alles löschen")).text

    async def file(self, label: str) -> bytes:
        return await self._file_after(str(self._choice(label)[1]))

    async def _file_after(self, text: str) -> bytes:
        before = self._heard()
        await self.say(text)

        def files() -> list[dict[str, Any]]:
            return [source for source in self._person.said(self.room)[before:] if "file" in source["content"]]

        await self._person.until(lambda: bool(files()))  # from another homeserver it comes later than what is said
        [file] = files()
        return await self._person.content_of(file)

    def _choice(self, label: str) -> tuple[str, int]:
        return next(choice for words, choice in self._offered.items() if label in words)

    def _heard(self) -> int:
        return len(self._person.said(self.room))

    async def _answered(self, before: int) -> Said:
        """Return what was said, once nothing more is to come and all of it was heard."""
        await self._person.until(lambda: self._heard() > before)
        await self._settled()
        path = f"/v3/rooms/{quote(self.room)}/messages?dir=b&limit=1"
        last = (await self._person.call("GET", path))["chunk"][0]["event_id"]
        await self._person.until(lambda: any(event.event_id == last for _, event in self._person.heard))
        sources = self._person.said(self.room)[before:]
        texts = [source["content"].get("m.new_content", source["content"])["body"] for source in sources]
        found = [
            (words, (source["event_id"], int(number)))
            for source, text in zip(sources, texts, strict=True)
            for number, words in _CHOICE.findall(text)
        ]
        self._offered = dict(found)
        return Said("\n".join(texts), tuple(self._offered))

    async def _settled(self) -> None:
        async with asyncio.timeout(30):
            while self._rest():  # noqa: ASYNC110 - a file has no events
                await asyncio.sleep(0.02)

    def _rest(self) -> int:
        with closing(sqlite3.connect(self._database)) as database:
            [(left,)] = database.execute(
                "SELECT (SELECT count(*) FROM inbox WHERE body IS NOT NULL)"
                " + (SELECT count(*) FROM outbox WHERE lane = ?)",
                (self.room,),
            )
        return int(left)
