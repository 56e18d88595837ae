"""How often entries answered, and how well that went; counts only."""

from dataclasses import dataclass

from bot.store.database import Database


@dataclass(frozen=True)
class Use:
    """One entry's use since counting began."""

    answered: int
    people: int
    """How many people these were; whoever had their data erased counts as somebody else each time."""
    after_choice: int
    """How many of these were picked when the assistant asked back."""
    helpful: int
    unhelpful: int


async def uses(database: Database) -> dict[str, Use]:
    """Return the use of each entry that ever answered. Raises StoreError."""
    async with database.transaction("DEFERRED") as connection:
        rows = await connection.execute_fetchall(
            "SELECT value, count(*), count(DISTINCT coalesce(person, turns.id)), sum(choice IS NOT NULL),"
            " coalesce(sum(verdict = 'helpful'), 0),"
            " coalesce(sum(verdict = 'unhelpful'), 0)"
            " FROM turns, json_each(turns.entries) WHERE outcome = 'answer' GROUP BY value"
        )
    return {entry: Use(*map(int, counts)) for entry, *counts in rows}
