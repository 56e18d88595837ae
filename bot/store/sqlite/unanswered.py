"""Which stored questions nobody answered well."""

import datetime
from sqlite3 import Connection
from typing import Any

from bot.store.records import Complaint, Missed, MissReason, Unhelpful, UnhelpfulBecause
from bot.store.sqlite.database import Database
from bot.store.sqlite.moments import as_moment, as_text

_MOST = 3000
"""So many are grouped within a second or two; more nobody works through."""
_BEFORE = "(SELECT max(id) FROM turns AS earlier WHERE earlier.person = turns.person AND earlier.id < turns.id)"
"""The turn in which the choices were offered: it has the question, the one that chose has the label of a button."""
_COMPLAINED = f"""
    SELECT id AS turn, 'fallback' AS why FROM turns WHERE outcome = 'fallback' AND choice IS NULL AND {{among}}
    UNION ALL
    SELECT {_BEFORE}, 'none' FROM turns WHERE choice = 'none' AND {{among}}
    UNION ALL
    SELECT iif(choice IS NULL, id, {_BEFORE}), 'unhelpful'
    FROM turns WHERE verdict = 'unhelpful' AND outcome IN ('answer', 'clarify') AND {{among}}
"""  # noqa: S608 - constants of this module
_QUESTION = "asked.question IS NOT NULL AND asked.outcome IN ('fallback', 'clarify', 'answer')"
_DAY = datetime.timedelta(days=1)


class SqliteUnanswered:
    """Finds those questions; see `bot.store.ports.Unanswered`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, since: datetime.datetime, workshop: int | None = None) -> list[Missed]:
        where = "settled.draft IS NULL AND asked.at >= :since AND (:workshop IS NULL OR asked.workshop = :workshop)"
        # Whoever complains does so later, but for a clock that was set back.
        after = as_text(since - _DAY if since.year > 1 else since)
        found = await self._find("at >= :after", where, {"since": as_text(since), "after": after, "workshop": workshop})
        return found[::-1]

    async def unhelpful(self, since: datetime.datetime) -> list[Unhelpful]:
        numbers: dict[object, int] = {}

        def work(connection: Connection) -> list[Any]:
            return connection.execute(
                "SELECT json_extract(entries, '$[0]'), coalesce(person, id), reason, coalesce(remark, '') FROM turns"
                " WHERE verdict = 'unhelpful' AND at >= ? ORDER BY id",
                (as_text(since),),
            ).fetchall()

        rows = await self._database.study(work)
        return [
            Unhelpful(
                entry,
                numbers.setdefault(who, len(numbers)),
                Complaint(UnhelpfulBecause(reason) if reason else None, remark),
            )
            for entry, who, reason, remark in rows
        ]

    async def of_draft(self, draft: int) -> list[Missed]:
        theirs = "SELECT person FROM settled_questions JOIN turns ON turns.id = turn WHERE draft = :draft"
        among = f"(id IN (SELECT turn FROM settled_questions WHERE draft = :draft) OR person IN ({theirs}))"  # noqa: S608 - a constant
        return (await self._find(among, "settled.draft = :draft", {"draft": draft}))[::-1]

    async def _find(self, among: str, where: str, values: dict[str, object]) -> list[Missed]:
        """Return the newest of which this holds, the newest first."""
        complained = _COMPLAINED.format(among=among)

        def work(connection: Connection) -> list[Any]:
            return connection.execute(
                "SELECT asked.id, asked.at, asked.question, asked.person, min(complained.why)"  # noqa: S608 - constants
                f" FROM ({complained}) AS complained JOIN turns AS asked ON asked.id = complained.turn"
                " LEFT JOIN settled_questions AS settled ON settled.turn = asked.id"
                f" WHERE {_QUESTION} AND {where} GROUP BY asked.id ORDER BY asked.id DESC LIMIT {_MOST}",
                values,
            ).fetchall()

        rows = await self._database.study(work)
        return [Missed(turn, person, as_moment(at), text, MissReason(why)) for turn, at, text, person, why in rows]
