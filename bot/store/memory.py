"""A store that forgets everything at the end of the process: for tests, and for conversations not to be kept."""

import datetime
from dataclasses import replace

from bot.session import Session
from bot.store import Purged, StoredTurn, Turn, Verdict
from bot.store.export import export_form, session_as_json


class MemoryStore:
    """Keeps conversations in dictionaries."""

    def __init__(self) -> None:
        self._sessions: dict[str, tuple[Session, datetime.datetime]] = {}
        self._turns: dict[int, StoredTurn] = {}
        self._owners: dict[int, str] = {}
        """Whose turn it is; a turn that is not in here has become a mere count."""

    async def load(self, person: str) -> Session:
        session, _ = self._sessions.get(person, (Session(), None))
        return session

    async def record(self, person: str, session: Session, turn: Turn) -> int:
        turn_id = len(self._turns) + 1
        self._sessions[person] = (session, turn.at)
        self._turns[turn_id] = StoredTurn(turn_id, turn)
        self._owners[turn_id] = person
        return turn_id

    async def feedback(self, person: str, turn_id: int, verdict: Verdict) -> bool:
        if self._owners.get(turn_id) != person:
            return False
        self._turns[turn_id] = replace(self._turns[turn_id], verdict=verdict)
        return True

    async def export(self, person: str) -> dict[str, object]:
        session = session_as_json(await self.load(person)) if person in self._sessions else None
        return export_form(person, session, [self._turns[turn_id] for turn_id in self._turns_of(person)])

    async def delete(self, person: str) -> bool:
        for turn_id in self._turns_of(person):
            turn = replace(self._turns[turn_id].turn, question=None, choice=None)
            self._turns[turn_id] = replace(self._turns[turn_id], turn=turn)
        return self._forget(person)

    async def purge(self, before: datetime.datetime) -> Purged:
        old = [row for row in self._turns.values() if row.turn.at < before and row.turn.question is not None]
        for row in old:
            self._turns[row.id] = replace(row, turn=replace(row.turn, question=None))
        unused = [person for person, (_, used_at) in self._sessions.items() if used_at < before]
        return Purged(questions=len(old), sessions=sum(map(self._forget, unused)))

    async def close(self) -> None:
        """Nothing to let go of."""

    def _turns_of(self, person: str) -> list[int]:
        return [turn_id for turn_id, owner in self._owners.items() if owner == person]

    def _forget(self, person: str) -> bool:
        for turn_id in self._turns_of(person):
            del self._owners[turn_id]
        return self._sessions.pop(person, None) is not None
