"""What people see when more ask than Telegram takes answers: `python -m tests.bench.crowd`, as `messages.py` does it.

Each question is of somebody new. Meanwhile one person who is with a human writes further lines, which may wait.
"""

import asyncio
import statistics
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

from knowledge.load import load
from tests.bench.starts import say
from tests.botapi import RemoteBotApi
from tests.e2e.process import Process

RATE, SECONDS = 50, 12
NOTICEABLE = 1.5
"""Seconds after which somebody who sees nothing wonders."""
LINES = 5


class Crowd(NamedTuple):
    """What was measured, in seconds."""

    rate: float
    """Questions in a second, as they were really asked."""
    answered: list[float]
    """How long each waited for the answer."""
    signs: list[float]
    """How long those who waited long did so without a sign; infinite without any."""
    told: int
    """How many got the line that it is busy."""
    patient: list[float]
    """How long further lines to the Lotsen waited."""
    passed: int
    """Answers that somebody waited for when such a line went out."""


async def measure() -> Crowd:
    """Ask, and wait for all answers."""
    knowledge = load()
    busy = knowledge.wording.messenger.busy
    questions = list(islice(cycle([text for texts in knowledge.questions.values() for text in texts]), RATE * SECONDS))
    with tempfile.TemporaryDirectory() as folder, RemoteBotApi() as api:
        group = api.supergroup("Digital-Lotsen")
        told = {"TOKEN": api.token, "BASE_URL": api.root, "LOTSEN_GROUP": str(group.id)}
        process = Process(Path(folder), **{f"LOTSENBOT_TELEGRAM_{name}": value for name, value in told.items()})
        process.start()
        try:
            await api.wait_for(lambda: "connected" in process.log, timeout=120)
            anna = api.person("Anna")
            chat = api.private(anna)
            await api.replies(api.say(chat, anna, "Wer schult bei uns in Zittau?"))
            [confirm] = await api.replies(api.say(chat, anna, "/lotse"))
            api.press(confirm, "Ja, weitergeben", anna)
            await api.wait_for(lambda: api.sent(group))
            people = [api.person(f"P{number}", f"p{number}") for number in range(len(questions))]
            chats = [api.private(person) for person in people]
            asked: dict[int, float] = {}
            lines: list[float] = []
            begun = time.time()
            for number, (where, who, question) in enumerate(zip(chats, people, questions, strict=True)):
                await asyncio.sleep(max(0.0, begun + number / RATE - time.time()))
                asked[where.id] = time.time()
                api.say(where, who, question)
                if number % (len(questions) // LINES) == len(questions) // LINES - 1:
                    lines.append(time.time())
                    api.say(chat, anna, f"Nachtrag {len(lines)}")
            rate = len(questions) / (time.time() - begun)
            await api.wait_for(lambda: len(_answers(api, busy)) >= len(questions) + 2 + LINES, timeout=180)
            await api.wait_for(lambda: any(f"Nachtrag {LINES}" in post.text for post in api.sent(group)), timeout=180)
            return _figures(api, busy, asked, lines, rate)
        finally:
            process.stop()


def _answers(api: RemoteBotApi, busy: str) -> dict[tuple[int, int], float]:
    """Return when each message arrived that is not the line that it is busy."""
    sent = [call for call in api.calls("sendMessage") if call.processed and busy not in str(call.params.get("text"))]
    return {(call.chat or 0, call.number): call.at for call in sent}


def _figures(api: RemoteBotApi, busy: str, asked: dict[int, float], lines: list[float], rate: float) -> Crowd:
    first: dict[int, float] = {}
    for (chat, _), at in _answers(api, busy).items():
        first.setdefault(chat, at)
    answered = {chat: first[chat] - at for chat, at in asked.items()}
    seen: dict[int, float] = {}
    for call in api.calls():
        if call.chat in asked and call.method in {"sendChatAction", "sendMessage"}:
            seen.setdefault(call.chat, call.at - asked[call.chat])
    signs = [seen[chat] for chat, waited in answered.items() if waited > NOTICEABLE]
    told = sum(busy in str(call.params.get("text")) for call in api.calls("sendMessage"))
    posted = [
        call.at
        for call in api.calls("sendMessage")
        if "Nachtrag" in str(call.params.get("text")) and call.chat and call.chat < 0
    ]
    patient = [min(at for at in posted if at >= written) - written for written in lines]
    passed = sum(asked[chat] < at < first[chat] for at in posted for chat in asked)
    return Crowd(rate, sorted(answered.values()), sorted(signs), told, patient, passed)


if __name__ == "__main__":
    crowd = asyncio.run(measure())
    waited, late = crowd.answered, crowd.answered[-len(crowd.answered) // 20]
    in_time = sum(sign <= NOTICEABLE for sign in crowd.signs)
    say(f"{crowd.rate:.0f} questions a second for {SECONDS} s, each of somebody else")
    say(f"answers after {statistics.median(waited):.1f} s in the median, {late:.1f} s for one in twenty")
    say(f"{len(crowd.signs)} waited longer than {NOTICEABLE} s; {in_time} saw a sign by then, {crowd.told} got a line")
    say(f"lines that may wait did so for {max(crowd.patient):.1f} s at most, and {crowd.passed} answers for them")
