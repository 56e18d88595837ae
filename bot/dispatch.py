"""Between channels and the conversation: lock, load, handle, record. One message of a person after the other."""

import asyncio
import time
import weakref

from bot.conversation import Conversation
from bot.message import Message, Reply
from bot.privacy import pseudonym, redact
from bot.store import Store, Turn, Verdict


class Dispatcher:
    """Carries messages of all channels to the conversation, and keeps what came of them."""

    def __init__(self, conversation: Conversation, store: Store, secret: bytes, knowledge_version: str) -> None:
        self._conversation = conversation
        self._store = store
        self._secret = secret
        self._knowledge_version = knowledge_version
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()
        self._last_answers: dict[str, int] = {}
        """The turn that each person may rate, as far as this process knows."""

    async def dispatch(self, channel: str, person: str, message: Message) -> tuple[Reply, ...]:
        """Answer a message; when this returns, the turn is stored. Raises StoreError."""
        pseudo = pseudonym(self._secret, channel, person)
        async with self._locks.setdefault(pseudo, asyncio.Lock()):
            session = await self._store.load(pseudo)
            started = time.perf_counter_ns()
            replies, after = self._conversation.handle(message, session)
            microseconds = (time.perf_counter_ns() - started) // 1000
            turn = self._turn(channel, message, replies, microseconds)
            turn_id = await self._store.record(pseudo, after, turn)
            if any(reply.rateable for reply in replies):
                self._last_answers[pseudo] = turn_id
        return replies

    async def feedback(self, channel: str, person: str, verdict: Verdict) -> bool:
        """Keep what a person thinks of the last answer; False if there is none. Raises StoreError."""
        pseudo = pseudonym(self._secret, channel, person)
        turn_id = self._last_answers.get(pseudo)
        return turn_id is not None and await self._store.feedback(pseudo, turn_id, verdict)

    async def export(self, channel: str, person: str) -> dict[str, object]:
        """Return everything that is stored of a person. Raises StoreError."""
        return await self._store.export(pseudonym(self._secret, channel, person))

    async def delete(self, channel: str, person: str) -> bool:
        """Forget a person; False if nothing was known. Raises StoreError."""
        pseudo = pseudonym(self._secret, channel, person)
        async with self._locks.setdefault(pseudo, asyncio.Lock()):  # a message under way would bring the session back
            self._last_answers.pop(pseudo, None)
            return await self._store.delete(pseudo)

    def _turn(self, channel: str, message: Message, replies: tuple[Reply, ...], microseconds: int) -> Turn:
        reply = replies[0]
        scores = tuple(c.score for c in reply.candidates) or (reply.score,)
        return Turn(
            at=message.at,
            channel=channel,
            question=redact(message.text),
            outcome=reply.status,
            entries=reply.entries or tuple(c.entry for c in reply.candidates),
            scores=tuple(float(score) for score in scores),
            choice=reply.chosen,
            knowledge_version=self._knowledge_version,
            microseconds=microseconds,
        )
