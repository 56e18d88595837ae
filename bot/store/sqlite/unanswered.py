"""Which stored questions nobody answered well."""

import datetime

from bot.store.records import Complaint, Missed, MissReason, Unhelpful, UnhelpfulBecause
from bot.store.sqlite.database import Database
from bot.store.sqlite.moments import as_moment, as_text

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


class SqliteUnanswered:
    """Finds those questions; see `bot.store.ports.Unanswered`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, since: datetime.datetime, workshop: int | None = None) -> list[Missed]:
        return await self._find("asked.at >= ? AND (? IS NULL OR asked.workshop = ?)", None, since, workshop)

    async def unhelpful(self, since: datetime.datetime) -> list[Unhelpful]:
        numbers: dict[object, int] = {}
        async with self._database.transaction("DEFERRED") as connection:
            rows = await connection.execute_fetchall(
                "SELECT json_extract(entries, '$[0]'), coalesce(person, id), reason, coalesce(remark, '') FROM turns"
                " WHERE verdict = 'unhelpful' AND at >= ? ORDER BY id",
                (as_text(since),),
            )
        return [
            Unhelpful(
                entry,
                numbers.setdefault(who, len(numbers)),
                Complaint(UnhelpfulBecause(reason) if reason else None, remark),
            )
            for entry, who, reason, remark in rows
        ]

    async def of_draft(self, draft: int) -> list[Missed]:
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
        return [Missed(turn, person, as_moment(at), text, MissReason(why)) for turn, at, text, person, why in rows]
