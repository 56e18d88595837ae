"""Whatever anybody sends is read without a fault, soon, and leaves nothing behind; `make fuzz` tries a million.

Each input is a real one that was broken: cut, repeated, spliced with others and with what programs stumble over.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from bot.channels.telegram.reading import UpdateReader
from bot.talk.conversation import Conversation
from bot.talk.message import Message
from bot.talk.session import Session
from knowledge.files import FOLDERS, SINGLE
from knowledge.load import SHIPPED
from knowledge.model import Knowledge
from knowledge.shape import shape
from knowledge.yamlfile import read_yaml

INPUTS = int(os.environ.get("FUZZ", "400"))
"""Messages; of what nobody sends by the thousand, a part of these."""
_LONGEST = 0.1
"""Seconds of the processor that a message may take."""
_GROWTH = 20_000_000
"""Bytes that the process may grow by, after a tenth of the inputs."""
_ENOUGH_TO_GROW = 20_000
_MOST_CHARS = 60_000
_DIALOGUES = 20
_TRIES = 3
_PIECES = (
    *(
        "\x00",
        "\ud800",
        "\u202e",
        "\ufeff",
        "\U0001f600",
        "\u0301",
        "ß",
        "ﬁ",
        "\r\n",
        "\t",
        "\\",
        '"',
        "'",
        "<b>",
        "{{",
        "%s",
    ),
    *(
        "@",
        "@-",
        "a@b.de",
        "https://",
        "tel:",
        "§ 4?",
        "1. ",
        "- ",
        "> ",
        "?",
        "und ",
        "nicht ",
        "/interview",
        "/start",
        "!",
    ),
    *(
        "9" * 400,
        "1e999",
        "-1",
        "²",
        "٣",
        "NaN",
        "null",
        "*x",
        "&x ",
        "<<: ",
        "!!python/none",
        "---\n",
        ": ",
        "[[",
        "entry:",
    ),
)


def _broken(text: str, others: Callable[[], str], chance: Random) -> str:
    """Return a text in which a few things are wrong."""
    for _ in range(chance.randint(0, 4)):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.randint(0, 12))
        match chance.randrange(6):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:start] + chance.choice(_PIECES) + text[end:]
            case 2:
                text = text[:start] + text[start:end] * chance.randint(2, 9) + text[end:]
            case 3:
                text = text[:start] + others() + text[start:]
            case 4:
                text = text[:start] + text[start:].swapcase()
            case _:
                text = (text + chance.choice(("", " ", "\n"))) * chance.choice((1, 2, 50, 3000))
        text = text[:_MOST_CHARS]
    return text


def _memory() -> int:
    """Return how many bytes the process has in memory."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _dialogue(conversation: Conversation, say: Callable[..., Message], lines: Iterator[str], chance: Random) -> float:
    """Lead a dialogue, by what is typed and by what is offered; return the seconds that its slowest message took."""
    session, worst, offered = Session(), 0.0, []
    for text in lines:
        message = say("", chance.choice(offered)) if offered and chance.random() < 0.2 else say(text)
        took = []
        for _ in range(_TRIES):  # the first may have been disturbed
            begun = time.thread_time()
            replies, after = conversation.handle(message, session)
            took.append(time.thread_time() - begun)
            if took[-1] < _LONGEST:
                break
        assert message.redacted is not None
        assert replies[0].text.strip()
        worst = max(worst, min(took))
        offered = [choice.action for reply in replies for choice in (*reply.choices, *reply.next)]
        session = after
    return worst


def test_no_message_is_a_fault(conversation: Conversation, knowledge: Knowledge, say: Callable[..., Message]) -> None:
    """Typed or picked, in the middle of whatever: an answer within 100 ms, and the process does not grow."""
    chance = Random(INPUTS)  # noqa: S311 - the same ones each time
    real = [
        *(phrase for one in knowledge.phrases.values() for phrase in one),
        *(q.question for q in knowledge.entries.values()),
    ]
    others = lambda: chance.choice(real)  # noqa: E731 - it is passed on

    def lines(number: int) -> Iterator[str]:
        for _ in range(number):
            yield _broken(others(), others, chance)

    begun = _memory()
    for done in range(0, INPUTS, _DIALOGUES):
        assert _dialogue(conversation, say, lines(_DIALOGUES), chance) < _LONGEST
        if done < INPUTS / 10:
            begun = _memory()
    assert _memory() - begun < _GROWTH or INPUTS < _ENOUGH_TO_GROW


def test_no_file_of_knowledge_is_a_fault(tmp_path: Path) -> None:
    """What is wrong with it is told, each with its line."""
    chance = Random(INPUTS)  # noqa: S311 - as above
    shapes = {**{f"{name}.yaml": kind for name, kind in SINGLE.items()}, **FOLDERS}
    files = [(path.read_text("utf-8"), shapes[name]) for name in shapes for path in _files(SHIPPED / name)]
    others = lambda: chance.choice(chance.choice(files)[0].splitlines() or [""]) + "\n"  # noqa: E731 - it is passed on
    for number in range(max(30, INPUTS // 30)):
        text, kind = chance.choice(files)
        lines = text.splitlines(keepends=True)
        start = chance.randrange(len(lines) or 1)
        path = tmp_path / f"{number % 10}.yaml"
        broken = _broken("".join(lines[start : start + 40]), others, chance)
        path.write_bytes(broken.encode("utf-8", "surrogatepass"))
        shaped = shape(read_yaml(path, path.name), kind)
        assert all(problem.line > 0 for problem in shaped.file.problems)


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(place.glob("*.yaml"))


def test_no_update_is_a_fault() -> None:
    """Of Telegram: it is read, left out, or refused as a value that it can't have."""
    chance, reader = Random(INPUTS), UpdateReader()  # noqa: S311 - as above
    hostile = (None, True, -1, 2**70, 1.5, "", "\ud800", [], {}, [[]], {"id": {}}, *_PIECES)
    for _ in range(INPUTS):
        update: dict[str, Any] = json.loads(json.dumps(_UPDATE))
        for _ in range(chance.randint(1, 4)):
            place: Any = update
            while isinstance(place, dict) and place:
                key = chance.choice(list(place))
                if not isinstance(place[key], dict) or chance.random() < 0.3:
                    place[key] = chance.choice(hostile)
                    break
                place = place[key]
        try:
            arrival = reader.read(update)
        except ValueError:
            continue
        if arrival is not None:
            assert reader.read_again(arrival.received) is not None


_PERSON = {"id": 7, "is_bot": False, "first_name": "Anna", "username": "anna"}
_CHAT = {"id": 7, "type": "private", "first_name": "Anna"}
_SAID = {"message_id": 20, "date": 1_700_000_000, "chat": _CHAT, "from": _PERSON, "text": "Was ist Amt24?"}
_UPDATE = {
    "update_id": 1,
    "message": {**_SAID, "reply_to_message": _SAID, "entities": [{"type": "bold", "offset": 0, "length": 3}]},
    "edited_message": _SAID,
    "callback_query": {"id": "1", "from": _PERSON, "data": "entry:amt24-was", "message": _SAID},
    "message_reaction": {
        "chat": _CHAT,
        "user": _PERSON,
        "message_id": 20,
        "new_reaction": [{"type": "emoji", "emoji": "👍"}],
    },
    "my_chat_member": {"chat": _CHAT, "from": _PERSON, "new_chat_member": {"status": "member", "user": _PERSON}},
}
