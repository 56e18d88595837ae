"""Conversations in memory: sessions, turns, transcripts, and what one gets to see and to erase of them."""

import datetime
from dataclasses import dataclass, replace

from bot.store.export import Everything, Joined, session_as_json
from bot.store.records import (
    ALONE,
    Attached,
    Complaint,
    DraftState,
    Erasure,
    Purged,
    Rating,
    RowIds,
    StoredSession,
    StoredTalk,
    StoredTurn,
    TicketState,
    TranscriptLine,
    Turn,
)
from bot.talk.message import Status
from bot.talk.session import Session
from tests.fakes.memory import KeptTurn, Memory, is_of

_MOST_SHOWN = 200


@dataclass(frozen=True)
class MemoryConversations:
    memory: Memory

    async def load(self, person: str) -> Session:
        return self.memory.session(person)

    async def record(self, person: str, session: Session, turn: Turn, attached: Attached = ALONE) -> RowIds:
        memory = self.memory
        with memory.transaction():
            memory.keep_session(person, session, turn.at)
            if attached.replaces:
                edited = (person, turn.message)
                memory.turns = {k: one for k, one in memory.turns.items() if (one.person, one.turn.message) != edited}
            key = memory.number("turn")
            memory.turns[key] = KeptTurn(key, person, turn, workshop=self._workshop_of(person))
            for further in attached.besides:
                number = memory.number("turn")
                memory.turns[number] = KeptTurn(number, person, further, workshop=self._workshop_of(person))
            ids = RowIds(key, memory.relay(person, turn.channel, attached, turn.at))
            letters = memory.settle(attached, ids, turn.at)
        memory.ring(letters)
        return ids

    async def feedback(self, person: str, verdict: Rating, turn: int | None = None) -> bool:
        theirs = {key: one for key, one in self.memory.turns.items() if one.person == person}
        if turn is None:
            turn = max((key for key, one in theirs.items() if one.turn.outcome is Status.ANSWER), default=0)
        if turn not in theirs:
            return False
        self.memory.turns[turn] = replace(theirs[turn], verdict=verdict)
        return True

    async def feedback_on(self, person: str, verdict: Rating, answer: str) -> bool:
        answered = {
            question
            for (whose, question), one in self.memory.delivered.items()
            if whose == person and answer in one.answers
        }
        theirs = [k for k, one in self.memory.turns.items() if one.person == person and one.turn.message in answered]
        for turn in theirs:
            self.memory.turns[turn] = replace(self.memory.turns[turn], verdict=verdict)
        return bool(theirs)

    def _workshop_of(self, person: str) -> int | None:
        theirs = [one for one in self.memory.participants if one.person == person]
        joined = [one for one in theirs if self.memory.workshops[one.workshop].is_open]
        return max(joined, key=lambda one: one.joined_at).workshop if joined else None

    async def complain(self, person: str, turn: int, complaint: Complaint) -> bool:
        known = self.memory.turns.get(turn)
        if known is None or known.person != person:
            return False
        self.memory.turns[turn] = replace(known, verdict=Rating.UNHELPFUL, complaint=complaint)
        return True


@dataclass(frozen=True)
class MemoryTranscript:
    memory: Memory

    async def of_talk(self, person: str, talk: int = 0, after: int = 0) -> list[TranscriptLine]:
        return [line for line in self._of(person) if line.talk == talk and line.id > after][-_MOST_SHOWN:]

    async def talks(self, person: str) -> list[StoredTalk]:
        lines: dict[int, list[TranscriptLine]] = {}
        for line in self._of(person):
            lines.setdefault(line.talk, []).append(line)
        last = sorted(lines.items(), key=lambda told: -told[1][-1].id)
        return [StoredTalk(talk, max(line.at for line in told), told[0].body) for talk, told in last]

    def _of(self, person: str) -> list[TranscriptLine]:
        return [line for whose, line in self.memory.transcript.values() if whose == person]

    async def find(self, person: str, line: int) -> TranscriptLine | None:
        whose, found = self.memory.transcript.get(line, (None, None))
        return found if whose == person else None


@dataclass(frozen=True)
class MemoryPersonalData:
    memory: Memory

    async def export(self, person: str) -> dict[str, object]:
        memory = self.memory
        kept = memory.sessions.get(person)
        joined = sorted(
            (one for one in memory.participants if is_of(one.person, person)), key=lambda one: one.joined_at
        )
        workshops = [(memory.workshops[one.workshop], one.joined_at) for one in joined]
        return Everything(
            person,
            session_as_json(kept.session) if kept else None,
            turns=[
                StoredTurn(k, one.turn, one.verdict, one.complaint)
                for k, one in memory.turns.items()
                if is_of(one.person, person)
            ],
            tickets=[one for one in memory.tickets.values() if is_of(one.person, person)],
            interviews=[
                log for place in sorted(memory.sessions) if is_of(place, person) for log in memory.interviews_of(place)
            ],
            transcript=[line for whose, line in memory.transcript.values() if whose == person],
            workshops=[Joined(workshop.title, workshop.held_on, at) for workshop, at in workshops],
            shared=[one for one in memory.shared.values() if is_of(one.person, person)],
        ).as_json()

    async def delete(self, person: str) -> Erasure:
        memory = self.memory
        memory.return_words(lambda one: is_of(one.person, person))
        for key, one in memory.turns.items():
            if is_of(one.person, person):
                memory.turns[key] = replace(
                    one,
                    turn=replace(one.turn, question=None, choice=None, message=None),
                    complaint=_wordless(one.complaint),
                )
        for key, ticket in memory.tickets.items():
            if is_of(ticket.person, person):
                state = ticket.state if ticket.address is None else TicketState.WITHDRAWN
                lines = tuple(line for line in ticket.lines if line.author != "person")
                memory.tickets[key] = replace(ticket, state=state, address=None, lines=lines)
        places = [place for place in memory.sessions if is_of(place, person)]
        for place in places:
            memory.forget(place)
        return Erasure.DONE if places else Erasure.NOTHING

    async def purge(self, before: datetime.datetime) -> Purged:
        memory = self.memory
        old = [k for k, one in memory.turns.items() if one.turn.at < before and one.turn.question is not None]
        memory.return_words(lambda one: one.turn.at < before)
        for key in old:
            kept = memory.turns[key]
            erased = replace(kept.turn, question=None)
            memory.turns[key] = replace(kept, turn=erased, complaint=_wordless(kept.complaint))
        ended = [k for k, one in memory.tickets.items() if one.touched_at < before and one.address is None]
        for key in ended:
            memory.tickets[key] = replace(memory.tickets[key], lines=())
        memory.posts = {post: ticket for post, ticket in memory.posts.items() if ticket not in ended}
        still = {key for key, log in memory.interviews.items() if max(one.at for one in log.events) < before}
        memory.outcomes = tuple(
            replace(one, person=None) if (one.person, one.interview) in still else one for one in memory.outcomes
        )
        memory.interviews = {key: log for key, log in memory.interviews.items() if key not in still}
        memory.shared = {
            code: one
            for code, one in memory.shared.items()
            if (one.person, one.interview) in memory.interviews and (one.ended_at or one.expires_at) >= before
        }
        memory.transcript = {key: one for key, one in memory.transcript.items() if one[1].at >= before}
        memory.logins = {token: one for token, one in memory.logins.items() if one.used_at >= before}
        memory.forget_drafts(lambda one: one.state is not DraftState.LIVE and one.changed_at < before)
        waiting = {one.person for one in memory.tickets.values() if one.address is not None}
        gone = [who for who, one in memory.sessions.items() if one.used_at < before and who not in waiting]
        return Purged(len(old), sum([memory.forget(who) for who in gone]))

    async def sessions(self) -> list[StoredSession]:
        found = []
        for person, kept in self.memory.sessions.items():
            channels = [one.turn.channel for one in self.memory.turns.values() if one.person == person]
            found.append(StoredSession(person, channels[-1] if channels else None, kept.used_at, len(channels)))
        return sorted(sorted(found, key=lambda one: one.person), key=lambda one: one.used_at, reverse=True)


def _wordless(complaint: Complaint | None) -> Complaint | None:
    return replace(complaint, remark="") if complaint else None
