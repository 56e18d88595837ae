"""Which messages answered which."""

import json

from bot.store.sqlite.database import Database


class SqliteDeliveries:
    """Knows what became of letters; see `bot.store.ports.Deliveries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def answers_to(self, person: str, question: str) -> tuple[str, ...]:
        rows = await self._database.rows(
            "SELECT answers FROM delivered WHERE person = ? AND question = ?", person, question
        )
        return next((tuple(json.loads(answers)) for (answers,) in rows), ())

    async def answered_by(self, message: str) -> tuple[str, ...]:
        rows = await self._database.rows(
            "SELECT DISTINCT question FROM delivered, json_each(answers) WHERE json_each.value = ?", message
        )
        return tuple(question for (question,) in rows)

    async def forget(self, person: str, question: str) -> None:
        await self._database.run("DELETE FROM delivered WHERE person = ? AND question = ?", person, question)
