"""The stored questions that nobody answered well, redacted as they lie there."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from bot.store.database import Database
from bot.store.moments import as_moment, as_text


class Why(StrEnum):
    """What was wrong with the answer."""

    NONE_KNOWN = "fallback"
    """Nothing was known."""
    NONE_OF_THESE = "none"
    """Of the choices offered, none was right."""
    UNHELPFUL = "unhelpful"
    """The person said so."""


@dataclass(frozen=True)
class Missed:
    """A question without a good answer."""

    turn: int
    person: str | None
    """The pseudonym; None once the person is forgotten."""
    at: datetime.datetime
    question: str
    why: Why = Why.NONE_KNOWN


_BEFORE = "(SELECT max(id) FROM turns AS earlier WHERE earlier.person = turns.person AND earlier.id < turns.id)"
"""The turn in which the choices were offered: it has the question, the one that chose has the label of a button."""
_ASKED = f"""
    SELECT id AS turn, 'fallback' AS why FROM turns WHERE outcome = 'fallback' AND choice IS NULL
    UNION ALL
    SELECT {_BEFORE}, 'none' FROM turns WHERE choice = 'none'
    UNION ALL
    SELECT iif(choice IS NULL, id, {_BEFORE}), 'unhelpful'
    FROM turns WHERE verdict = 'unhelpful' AND outcome IN ('answer', 'clarify')
"""  # noqa: S608 - constants of this module


class Unanswered:
    """Finds those questions; every method raises nothing but `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, since: datetime.datetime, workshop: int | None = None) -> list[Missed]:
        """Return the questions that no draft deals with yet, the oldest first."""
        return await self._find("asked.at >= ? AND (? IS NULL OR asked.workshop = ?)", None, since, workshop)

    async def of_draft(self, draft: int) -> list[Missed]:
        """Return the questions that a draft deals with, as far as they are not erased, the oldest first."""
        return await self._find("TRUE", draft)

    async def _find(
        self, where: str, draft: int | None, since: datetime.datetime | None = None, workshop: int | None = None
    ) -> list[Missed]:
        span = (as_text(since), workshop, workshop) if since else ()
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                "SELECT asked.id, asked.at, asked.question, asked.person, min(open.why)"  # noqa: S608 - constants
                f" FROM ({_ASKED}) AS open JOIN turns AS asked ON asked.id = open.turn"
                " LEFT JOIN settled_questions AS settled ON settled.turn = asked.id"
                " WHERE asked.question IS NOT NULL AND asked.outcome IN ('fallback', 'clarify', 'answer')"
                f" AND settled.draft IS ? AND {where} GROUP BY asked.id ORDER BY asked.id",
                (draft, *span),
            )
        return [Missed(turn, person, as_moment(at), text, Why(why)) for turn, at, text, person, why in rows]
