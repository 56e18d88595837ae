"""The post in memory: what came in and what has to go out."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.store.records import Attached, Letter, Listener, Mark, Received, RowIds, StoredLetter, TicketLine
from tests.fakes.memory import Delivered, KeptUpdate, Memory


@dataclass(frozen=True)
class MemoryInbox:
    memory: Memory

    async def receive(
        self, channel: str, updates: Sequence[Received], at: datetime.datetime, reached: str | None = None
    ) -> list[Received]:
        new = []
        for update in updates:
            if (channel, update.id) not in self.memory.inbox:
                self.memory.inbox[channel, update.id] = KeptUpdate(update.body, at)
                new.append(update)
        if reached is not None:
            self.memory.positions[channel] = reached
        return new

    async def reached(self, channel: str) -> str | None:
        return self.memory.positions.get(channel)

    async def withdraw(self, channel: str, message: str) -> None:
        memory = self.memory
        if (channel, message) in memory.inbox:
            memory.inbox[channel, message] = replace(memory.inbox[channel, message], body=None)
        memory.return_words(lambda one: (one.turn.channel, one.turn.message) == (channel, message))
        for key, one in memory.turns.items():
            if (one.turn.channel, one.turn.message) == (channel, message):
                for person, kept in memory.sessions.items():
                    if person == one.person and kept.session.asked == one.turn.question:
                        memory.sessions[person] = replace(kept, session=replace(kept.session, asked=""))
                memory.turns[key] = replace(one, turn=replace(one.turn, question=None, choice=None, message=None))

    async def waiting(self, channel: str) -> list[Received]:
        kept = [(key, one.body) for (where, key), one in self.memory.inbox.items() if where == channel]
        return [Received(key, body) for key, body in kept if body is not None]

    async def settle(self, attached: Attached, at: datetime.datetime) -> None:
        with self.memory.transaction():
            letters = self.memory.settle(attached, RowIds(), at)
        self.memory.ring(letters)

    async def forget(self, before: datetime.datetime) -> None:
        memory = self.memory
        memory.inbox = {key: one for key, one in memory.inbox.items() if one.body or one.received_at >= before}
        memory.delivered = {key: one for key, one in memory.delivered.items() if one.at >= before}
        memory.outbox = {
            key: one for key, one in memory.outbox.items() if not one.held or one.stored.written_at >= before
        }


@dataclass(frozen=True)
class MemoryOutbox:
    memory: Memory

    def listen(self, listener: Listener) -> None:
        self.memory.listeners = (*self.memory.listeners, listener)

    async def outgoing(self, channel: str, after: int = 0) -> list[StoredLetter]:
        kept = [one.stored for one in self.memory.outbox.values() if not one.held]
        return [one for one in kept if one.letter.channel == channel and one.id > after]

    async def begin(self, letter: int) -> None:
        self._change(letter, begun=True)

    async def postpone(self, letter: int, due_at: datetime.datetime, tries: int) -> None:
        self._change(letter, begun=False, due_at=due_at, tries=tries)

    async def join(self, letter: int, body: str, others: Sequence[int]) -> None:
        known = self.memory.outbox[letter]
        one = replace(known.stored, letter=replace(known.stored.letter, body=body))
        self.memory.outbox[letter] = replace(known, stored=one)
        for other in others:
            self.memory.outbox.pop(other, None)

    async def delivered(self, letter: int, mark: Mark, message: str, at: datetime.datetime) -> None:
        memory = self.memory
        memory.outbox.pop(letter, None)
        if mark.ticket in memory.tickets:
            memory.posts[mark.chat, message] = mark.ticket
        if mark.question is not None and mark.person in memory.sessions:
            known = memory.delivered.get((mark.person, mark.question))
            answers = dict.fromkeys((*(known.answers if known else ()), message))
            memory.delivered[mark.person, mark.question] = Delivered(tuple(answers), at)

    async def give_up(self, letter: int, instead: Sequence[Letter], at: datetime.datetime) -> None:
        given_up = self.memory.outbox.pop(letter, None)
        if given_up is not None and given_up.stored.letter.ticket in self.memory.tickets:
            ticket = self.memory.tickets[given_up.stored.letter.ticket]
            failure = TicketLine(at, "failure", "")
            self.memory.tickets[ticket.id] = replace(ticket, lines=(*ticket.lines, failure))
        self.memory.post(instead, at)
        self.memory.ring(instead)

    async def sweep(self) -> None:
        pass

    def _change(self, letter: int, **how: Any) -> None:
        if letter in self.memory.outbox:
            known = self.memory.outbox[letter]
            self.memory.outbox[letter] = replace(known, stored=replace(known.stored, **how))


@dataclass(frozen=True)
class MemoryHeldLetters:
    memory: Memory

    async def hold(self, letter: int, nudge: Letter, at: datetime.datetime) -> None:
        if letter in self.memory.outbox:
            self.memory.outbox[letter] = replace(self.memory.outbox[letter], held=True)
        self.memory.post([nudge], at)
        self.memory.ring([nudge])

    async def release(self, letter: int, lane: str, attached: Attached, at: datetime.datetime) -> bool:
        with self.memory.transaction():
            known = self.memory.outbox.get(letter)
            released = []
            if known is not None and known.held and known.stored.letter.lane == lane:
                del self.memory.outbox[letter]
                released.append(known.stored.letter)
            self.memory.post(released, at)
            letters = self.memory.settle(attached, RowIds(), at)
        self.memory.ring([*released, *letters])
        return bool(released)

    async def forget(self, channel: str, lane: str) -> None:
        self.memory.outbox = {
            key: one
            for key, one in self.memory.outbox.items()
            if not one.held or (one.stored.letter.channel, one.stored.letter.lane) != (channel, lane)
        }


@dataclass(frozen=True)
class MemoryDeliveries:
    memory: Memory

    async def answers_to(self, person: str, question: str) -> tuple[str, ...]:
        known = self.memory.delivered.get((person, question))
        return known.answers if known else ()

    async def answered_by(self, message: str) -> tuple[str, ...]:
        found = (question for (_, question), one in self.memory.delivered.items() if message in one.answers)
        return tuple(dict.fromkeys(found))

    async def forget(self, person: str, question: str) -> None:
        self.memory.delivered.pop((person, question), None)


@dataclass(frozen=True)
class MemoryMovedLanes:
    memory: Memory

    async def move(self, channel: str, old: str, new: str) -> None:
        self.memory.moved_lanes.pop((channel, new), None)
        self.memory.moved_lanes[channel, old] = new
        self.memory.posts = {
            (new if chat == old else chat, message): ticket for (chat, message), ticket in self.memory.posts.items()
        }

    async def of_channel(self, channel: str) -> dict[str, str]:
        return {old: new for (where, old), new in self.memory.moved_lanes.items() if where == channel}
