"""A year of turns as they might have been, always the same: for figures, charts and looking at them."""

import datetime
import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.store.sqlite.moments import as_text

END = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)


def fill(path: Path, entries: list[str], turns: int, days: int = 365) -> None:
    """Write so many turns, of fifty people, into the file; some entries are asked for much more than others."""
    chance = random.Random(7)  # noqa: S311 - the same year in every run
    favourites = chance.choices(entries, [1 / (1 + i) for i in range(len(entries))], k=turns)
    rows = []
    for number in range(turns):
        at = END - datetime.timedelta(days=days * (turns - number) / turns)
        outcome, choice, found = "answer", None, [favourites[number]]
        match chance.random():
            case draw if draw < 0.10:
                outcome, found = "fallback", []
            case draw if draw < 0.18:
                outcome, found = "clarify", chance.sample(entries, 3)
            case draw if draw < 0.24:
                choice = favourites[number]
            case draw if draw < 0.26:
                outcome, choice, found = "fallback", "none", []
            case draw if draw < 0.36:
                outcome, found = "social", []
        verdict = chance.choices([None, "helpful", "unhelpful"], [8, 1.5, 0.5])[0] if outcome == "answer" else None
        person = f"person-{chance.randrange(50)}"
        channel = "web" if chance.random() < 0.7 else "telegram"
        rows.append(
            (person, as_text(at), channel, "Frage", outcome, json.dumps(found), "[]", choice, "v", 900, verdict)
        )
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT OR IGNORE INTO sessions (person, session, used_at) VALUES (?, '{}', ?)",
            [(f"person-{i}", as_text(END)) for i in range(50)],
        )
        connection.executemany(
            "INSERT INTO turns (person, at, channel, question, outcome, entries, scores, choice, knowledge_version,"
            " microseconds, verdict) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
