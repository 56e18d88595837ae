"""What a message costs the process that serves: `python -m tests.bench.messages`, against a Bot API of our own.

Processor time from the update to the delivered answer, without what a start takes and without what the server costs.
"""

import asyncio
import os
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from knowledge.load import load
from tests.bench.starts import say
from tests.botapi import RemoteBotApi
from tests.e2e.process import Process

CHATS, MESSAGES, WARMING = 100, 400, 100
RATE = 25
"""Messages a second, a little less than Telegram takes answers."""


async def measure(messages: int = MESSAGES) -> tuple[float, float]:
    """Return the milliseconds of processor time for a message, and the messages answered in a second."""
    asked = islice(cycle([text for texts in load().questions.values() for text in texts]), WARMING + messages)
    questions = list(asked)
    with tempfile.TemporaryDirectory() as folder, RemoteBotApi() as api:
        told = {"LOTSENBOT_TELEGRAM_TOKEN": api.token, "LOTSENBOT_TELEGRAM_BASE_URL": api.root}
        process = Process(Path(folder), **told)
        process.start()
        try:
            await api.wait_for(lambda: "connected" in process.log, timeout=120)
            people = [api.person(f"P{number}", f"p{number}") for number in range(CHATS)]
            chats = [(api.private(person), person) for person in people]

            async def answered(some: list[str]) -> None:
                before = len(api.calls("sendMessage"))
                for (chat, person), question in zip(cycle(chats), some, strict=False):
                    api.say(chat, person, question)
                    await asyncio.sleep(1 / RATE)
                await api.wait_for(lambda: len(api.calls("sendMessage")) - before >= len(some), timeout=120)

            await answered(questions[:WARMING])
            begun, used = time.perf_counter(), processor_time(process.pid)
            await answered(questions[WARMING:])
            return (processor_time(process.pid) - used) * 1000 / messages, messages / (time.perf_counter() - begun)
        finally:
            process.stop()


def processor_time(process: int) -> float:
    """Return the seconds that a process has used so far."""
    user, system = Path("/proc", str(process), "stat").read_text("ascii").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    milliseconds, rate = asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES))
    say(f"{milliseconds:.1f} ms of processor time for a message, {rate:.0f} messages a second")
