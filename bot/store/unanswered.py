"""The questions that the assistant had no (good) answer to, redacted as they are stored."""

import datetime
from dataclasses import dataclass

from bot.message import NONE_OF_THESE
from bot.store.database import Database
from bot.store.moments import as_moment, as_text

_SELECT = f"""
    SELECT id, person, at, question FROM (
        SELECT t.id, t.person, t.at, t.workshop,
            CASE WHEN t.choice = '{NONE_OF_THESE}' THEN (
                SELECT question FROM turns asked WHERE asked.person = t.person AND asked.id < t.id
                AND asked.outcome = 'clarify' ORDER BY asked.id DESC LIMIT 1
            ) ELSE t.question END AS question
        FROM turns t
        WHERE (t.outcome = 'fallback' OR (t.outcome = 'answer' AND t.verdict = 'unhelpful'))
        AND t.id NOT IN (SELECT turn FROM settled_questions)
    )
    WHERE question IS NOT NULL AND (:workshop IS NULL OR workshop = :workshop) AND at >= :since
    ORDER BY id DESC LIMIT :most
"""  # noqa: S608 - constants only
"""A "keine davon" stands for the question that was asked back before it."""


@dataclass(frozen=True)
class Missed:
    """A question without an answer."""

    turn: int
    person: str | None
    at: datetime.datetime
    question: str


class Unanswered:
    """Finds those questions, and remembers which were dealt with."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, since: datetime.datetime, workshop: int | None = None, most: int = 5000) -> list[Missed]:
        """Return the questions that nobody dealt with yet, the newest first. Raises StoreError."""
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                _SELECT, {"since": as_text(since), "workshop": workshop, "most": most}
            )
        return [Missed(turn, person, as_moment(at), question) for turn, person, at, question in rows]

    async def settle(self, turns: list[int], draft: int | None) -> None:
        """Note that these questions were dealt with. Raises StoreError."""
        async with self._database.transaction() as connection:
            await connection.executemany(
                "INSERT OR REPLACE INTO settled_questions (turn, draft) SELECT id, ? FROM turns WHERE id = ?",
                [(draft, turn) for turn in turns],
            )
