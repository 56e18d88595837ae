"""Between channels and the conversation: lock, load, handle, record. One message of a person after the other."""

import datetime
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from bot.exchange.locks import Locks
from bot.exchange.results import ResultLinks
from bot.exchange.sharing import SharingLinks
from bot.store.ports import Store
from bot.store.records import Attached, Complaint, Erasure, Letter, Rating, RowIds, Turn, Workshop
from bot.talk.conversation import Conversation
from bot.talk.message import Message, Relay, Reply, Status
from bot.talk.privacy import Keys, redact
from bot.talk.states import WithHuman
from knowledge.model import Knowledge

_MOST_CHARS = 4000
"""More of a question is not stored."""


def _no_letters(_replies: tuple[Reply, ...], _ids: RowIds) -> Iterable[Letter]:
    return ()


@dataclass(frozen=True)
class Delivery:
    """What a channel that delivers later wants to be kept together with a turn."""

    received: tuple[str, str] | None = None
    """The channel and id of the update that brought the message."""
    letters: Callable[[tuple[Reply, ...], RowIds], Iterable[Letter]] = _no_letters
    address: str = ""
    """Where the person can be reached later."""
    replaces: bool = False
    """Whether the message was edited: its turn takes the place of the one before."""
    shows_results: bool = False
    """Whether the channel leads to the page of a result by itself."""
    place: str = ""
    """Where it is written, if conversations of one person in different places are kept apart."""


AT_ONCE = Delivery()


class AnsweringAssistant(Protocol):
    """The assistant as it is now; between two messages it may be exchanged."""

    @property
    def conversation(self) -> Conversation: ...

    @property
    def version(self) -> str: ...

    @property
    def knowledge(self) -> Knowledge: ...


class Dispatcher:
    """Carries messages of all channels to the conversation, and keeps what came of them."""

    def __init__(
        self,
        assistant: AnsweringAssistant,
        store: Store,
        secret: bytes | Keys,
        to_lotsen: Callable[[Relay, int, str, str], Iterable[Letter]] = lambda _relay, _ticket, _channel, _address: (),
        locks: Locks | None = None,
    ) -> None:
        """Word what Lotsen see by `to_lotsen`; share the locks with whoever else changes conversations."""
        self._assistant = assistant
        self._store = store
        self._keys = secret if isinstance(secret, Keys) else Keys(secret)
        self._to_lotsen = to_lotsen
        self._locks = Locks() if locks is None else locks
        self.results = ResultLinks(self._keys.newest)
        """How the results of interviews are linked; whoever knows by which origin pages are reached says so here."""
        self.sharing = SharingLinks(self._keys.newest)
        """As above: how the page is linked on which sections are left to others."""

    @property
    def locks(self) -> Locks:
        """Return the locks that whatever else changes conversations shares."""
        return self._locks

    def pseudonym(self, channel: str, person: str, place: str = "") -> str:
        """Return what the store calls a person, or their conversation in another place."""
        return self._keys.pseudonym(channel, person, place)

    async def dispatch(
        self, channel: str, person: str, message: Message, delivery: Delivery = AT_ONCE
    ) -> tuple[Reply, ...]:
        """Answer a message; when this returns, the turn is stored. Raises StoreError."""
        pseudo = self.pseudonym(channel, person, delivery.place)
        async with self._locks.alone_with(pseudo):
            session = await self._store.conversations.load(pseudo)
            conversation, version = self._assistant.conversation, self._assistant.version
            started = time.perf_counter_ns()
            replies, after = conversation.handle(message, session)
            if not delivery.shows_results:
                replies = tuple(self._linked(reply, pseudo) for reply in replies)
            microseconds = (time.perf_counter_ns() - started) // 1000
            turn = replace(_turn(channel, message, replies), knowledge_version=version, microseconds=microseconds)
            attached = self._attached(channel, replies, delivery)
            attached = replace(attached, besides=tuple(_of_letter(turn, replies)))
            await self._store.conversations.record(pseudo, after, turn, attached)
        return replies

    async def feedback(
        self, channel: str, person: str, verdict: Rating, turn: int | None = None, place: str = ""
    ) -> bool:
        """Keep what a person thinks of an answer, the last one if none is named. Raises StoreError."""
        return await self._store.conversations.feedback(self.pseudonym(channel, person, place), verdict, turn)

    async def complain(self, channel: str, person: str, turn: int, complaint: Complaint) -> bool:
        """Keep why an answer did not help a person; False if it was not theirs. Raises StoreError."""
        told = replace(complaint, remark=redact(complaint.remark)[:_MOST_CHARS])
        return await self._store.conversations.complain(self.pseudonym(channel, person), turn, told)

    async def join(
        self, channel: str, person: str, code: str, at: datetime.datetime, place: str = ""
    ) -> Workshop | None:
        """Count a person as participant of a workshop; None if no open one has this code. Raises StoreError."""
        pseudo = self.pseudonym(channel, person, place)
        async with self._locks.alone_with(pseudo):
            return await self._store.participation.join(pseudo, code, at)

    async def is_with_human(self, channel: str, person: str, place: str = "") -> bool:
        """Whether what a person writes goes to a human. Raises StoreError."""
        session = await self._store.conversations.load(self.pseudonym(channel, person, place))
        return isinstance(session.state, WithHuman)

    async def rate(self, channel: str, person: str, verdict: Rating, answer: str, place: str = "") -> bool:
        """Keep what a person thinks of the answer that became this message. Raises StoreError."""
        pseudo = self.pseudonym(channel, person, place)
        return await self._store.conversations.feedback_on(pseudo, verdict, answer)

    async def export(self, channel: str, person: str) -> dict[str, object]:
        """Return everything that is stored of a person. Raises StoreError."""
        return await self._store.personal_data.export(self.pseudonym(channel, person))

    async def delete(self, channel: str, person: str) -> Erasure:
        """Forget a person. Raises StoreError."""
        pseudo = self.pseudonym(channel, person)
        async with self._locks.alone_with(pseudo):  # a message under way would bring the session back
            return await self._store.personal_data.delete(pseudo)

    def _linked(self, reply: Reply, person: str) -> Reply:
        """Say below a result, and where sections can be left to others, at which address."""
        shows, shares = reply.result_of if not reply.document else None, reply.shares
        wording = self._assistant.knowledge.interview_wording if shows or shares else None
        told = ""
        if wording and shows and (address := self.results.address(person, shows)):
            told = wording.result_link.format(address=address)
        if wording and shares:
            address = self.sharing.address(person, shares)
            told = wording.share_link.format(address=address) if address else wording.share_nowhere
        return replace(reply, text=f"{reply.text}\n\n{told}") if told else reply

    def _attached(self, channel: str, replies: tuple[Reply, ...], delivery: Delivery) -> Attached:
        relay = next((reply.relay for reply in replies if reply.relay), None)

        def letters(ids: RowIds) -> Iterable[Letter]:
            yield from delivery.letters(replies, ids)
            if relay and ids.ticket:
                yield from self._to_lotsen(relay, ids.ticket, channel, delivery.address)

        return Attached(delivery.received, relay, delivery.address, letters, delivery.replaces)


def _of_letter(turn: Turn, replies: tuple[Reply, ...]) -> Iterable[Turn]:
    """Yield a turn for each question of a letter, so that what nothing answers is seen like any other question."""
    for asked in (asked for reply in replies for asked in reply.of_letter):
        outcome = Status.ANSWER if asked.entries else Status.FALLBACK
        yield replace(turn, question=asked.question, outcome=outcome, entries=asked.entries, scores=(), microseconds=0)


def _turn(channel: str, message: Message, replies: tuple[Reply, ...]) -> Turn:
    reply = replies[0]
    scores = tuple(c.score for c in reply.candidates) or (reply.score,)
    return Turn(
        at=message.at,
        channel=channel,
        question=message.redacted[:_MOST_CHARS] if not reply.of_letter else None,
        outcome=reply.status,
        entries=reply.entries or tuple(c.entry for c in reply.candidates),
        scores=tuple(float(score) for score in scores),
        choice=reply.chosen,
        message=message.id,
    )
