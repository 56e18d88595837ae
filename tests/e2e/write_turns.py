"""Write numbered turns of one person to a store, and print each number once its turn is kept.

Usage: python write_turns.py DATABASE PERSON [COUNT]
"""

import asyncio
import datetime
import itertools
import sys
from pathlib import Path

from bot.store.records import Turn
from bot.store.sqlite.store import open_sqlite
from bot.talk.actions import GoOn
from bot.talk.message import Status
from bot.talk.session import Session


async def write(path: Path, person: str, count: int | None) -> None:
    async with open_sqlite(path) as store:
        for number in itertools.count(1) if count is None else range(1, count + 1):
            turn = Turn(datetime.datetime.now(datetime.UTC), "test", f"{person} {number}", Status.ANSWER)
            await store.conversations.record(person, Session(offered=(GoOn(str(number)),)), turn)
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else None))
