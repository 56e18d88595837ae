"""Somebody at `lotsenbot chat`, through a pipe."""

import asyncio
import json
import os
import re
import sys
from itertools import count
from pathlib import Path
from typing import Any, Self

from tests.e2e.scripts.person import Said

_CHOICE = re.compile(r"^ *(\d+) +(.+)$")
_LAST_OF_HELP = "/ende            das Gespräch verlassen"


class TerminalPerson:
    """Types lines and reads what is printed."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path) -> None:
        self._process = process
        self._folder = folder
        self._numbers = count(1)
        self._offered: dict[str, str] = {}

    @classmethod
    async def come(cls, folder: Path) -> Self:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("LOTSENBOT_")}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "chat"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**ours, "LOTSENBOT_DATABASE": str(folder / "chat.sqlite3"), "PYTHONPATH": str(Path.cwd())},
            cwd=folder,
        )
        person = cls(process, folder)
        await person._printed()
        return person

    async def leave(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    async def say(self, text: str) -> Said:
        self._type(text)
        lines = await self._printed()
        found = [match for line in lines if (match := _CHOICE.match(line))]
        self._offered = {match[2].strip(): match[1] for match in found}
        return Said("\n".join(lines), tuple(self._offered))

    async def pick(self, label: str) -> Said:
        return await self.say(next(number for words, number in self._offered.items() if label in words))

    async def rate(self) -> None:
        assert "Danke" in (await self.say("/gut")).text

    async def begin_anew(self) -> None:
        assert "Was möchten Sie wissen?" in (await self.say("von vorn")).text

    async def own_data(self) -> dict[str, Any]:
        said = await self.say("/meinedaten")
        told: dict[str, Any] = json.loads(said.text)
        return told

    async def erase(self) -> None:
        self._type("/loeschen")
        assert "Gelöscht" in (await self.say("ja")).text

    async def file(self, label: str) -> bytes:
        before = set(self._folder.iterdir())
        await self.pick(label)
        [file] = [path for path in self._folder.iterdir() if path not in before and "sqlite" not in path.name]
        return file.read_bytes()

    def _type(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())

    async def _printed(self) -> list[str]:
        """Return what was printed up to now: a command that there is not marks the end of it."""
        mark = f"/marke{next(self._numbers)}"
        self._type(mark)
        assert self._process.stdout is not None
        lines: list[str] = []
        async with asyncio.timeout(60):
            while f"Den Befehl „{mark}“ gibt es nicht" not in (line := await self._line()):
                lines.append(line)
            while _LAST_OF_HELP not in await self._line():
                pass
        return [line for line in lines if line]

    async def _line(self) -> str:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        assert line, "it ended"
        return line.decode().rstrip("\n")
