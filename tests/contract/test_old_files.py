"""Files that an earlier version wrote go on as if it had been this one."""

import json
from pathlib import Path

from bot.clock import utc_now
from bot.store.records import Attached, Mark, Received
from bot.store.sqlite.database import Database
from bot.store.sqlite.migrations import MIGRATIONS
from bot.store.sqlite.store import open_sqlite

_BEFORE_TEXT_IDS = 8
_NUMBERED = """
    INSERT INTO sessions VALUES ('anna', '{}', '2026-01-15T12Z');
    INSERT INTO turns (id, person, at, channel, question, outcome, entries, scores, knowledge_version, microseconds,
        message) VALUES (1, 'anna', '2026-01-15T12Z', 'telegram', 'Wer?', 'answer', '[]', '[]', '1', 1, 17);
    INSERT INTO turns (id, person, at, channel, question, outcome, entries, scores, knowledge_version, microseconds)
        VALUES (2, 'anna', '2026-01-15T12Z', 'web', 'Wo?', 'answer', '[]', '[]', '1', 1);
    INSERT INTO inbox VALUES ('telegram', 900, 'later', '2026-01-15T12Z');
    INSERT INTO inbox VALUES ('telegram', 30, 'sooner', '2026-01-15T12Z');
    INSERT INTO inbox VALUES ('telegram', 31, NULL, '2026-01-15T12Z');
    INSERT INTO delivered VALUES ('anna', 17, '[18,19]', '2026-01-15T12Z');
    INSERT INTO tickets VALUES (5, 'anna', 'telegram', '[7,null,true]', 'open', '2026-01-15T12Z', '2026-01-15T12Z');
    INSERT INTO ticket_posts VALUES ('-100', 40, 5);
    INSERT INTO outbox (id, channel, lane, body, state, due_at, written_at) VALUES
        (1, 'telegram', '7', '{"kind":"send","chat":7,"mark":{"person":"anna","question":17,"ticket":null}}',
            'begun', '2026-01-15T12Z', '2026-01-15T12Z'),
        (2, 'telegram', '7', '{"kind":"send","chat":7,"mark":{"person":null,"question":null}}', 'queued',
            '2026-01-15T12Z', '2026-01-15T12Z');
"""


async def test_numbers_of_updates_and_messages_became_texts(tmp_path: Path) -> None:
    """What waits is handled in its order, what is known stays known, and marks, answers and tickets are found."""
    path = tmp_path / "lotsenbot.sqlite3"
    async with Database.open(path, MIGRATIONS[:_BEFORE_TEXT_IDS]) as database:
        for statement in filter(str.strip, _NUMBERED.split(";\n")):
            await database.run(statement)
    async with open_sqlite(path) as store:
        assert await store.inbox.waiting("telegram") == [Received("900", "later"), Received("30", "sooner")]
        assert await store.inbox.receive("telegram", [Received("31", ""), Received("900", "")], utc_now()) == []
        assert await store.deliveries.answers_to("anna", "17") == ("18", "19")
        ticket = await store.tickets.of_post("-100", "40")
        assert ticket is not None
        assert ticket.id == 5
        marks = [json.loads(stored.letter.body)["mark"] for stored in await store.outbox.outgoing("telegram")]
        assert [mark["question"] for mark in marks] == ["17", None]
        turns = (await store.personal_data.export("anna"))["turns"]
        assert isinstance(turns, list)
        assert [turn["message"] for turn in turns] == ["17", None]
        await store.outbox.delivered(1, Mark(person="anna", question="17"), "19", utc_now())
        await store.outbox.delivered(2, Mark(person="anna", question="17"), "ä:20", utc_now())
        assert await store.deliveries.answers_to("anna", "17") == ("18", "19", "ä:20")
        await store.inbox.settle(Attached(("telegram", "900")), utc_now())
        assert await store.inbox.waiting("telegram") == [Received("30", "sooner")]
