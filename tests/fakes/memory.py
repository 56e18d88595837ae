"""Everything that a store keeps, as frozen records in dictionaries: what all its ports share."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TypeVar

from bot.store.records import (
    Attached,
    Complaint,
    Deed,
    InterviewOutcome,
    KnowledgeChange,
    KnownAccount,
    Letter,
    Listener,
    Queues,
    Rating,
    RowIds,
    SharedSection,
    StoredDraft,
    StoredLetter,
    Ticket,
    TicketCare,
    TicketLine,
    TicketState,
    TranscriptLine,
    Turn,
    Workshop,
)
from bot.store.wording import without
from bot.talk.interview.log import Finished, InterviewLog
from bot.talk.message import RelayKind
from bot.talk.session import Session
from knowledge.folding import fold


class MemoryHealth:
    def __init__(self, memory: "Memory") -> None:
        self._memory = memory

    async def check(self) -> None:
        pass

    async def queues(self) -> Queues:
        letters = list(self._memory.outbox.values())
        sending = [one.stored for one in letters if not one.held]
        counts = {
            "inbox": sum(one.body is not None for one in self._memory.inbox.values()),
            "outbox": len(sending),
            "held": len(letters) - len(sending),
            "tickets": sum(one.address is not None for one in self._memory.tickets.values()),
        }
        return Queues(counts, min((one.written_at for one in sending), default=None))


class MemoryCopies:
    async def write(self, to: Path) -> None:
        raise NotImplementedError("there is no file to copy")


class MemoryPseudonyms:
    def __init__(self, memory: "Memory") -> None:
        self._memory = memory
        self._fingerprint: str | None = None

    async def key(self) -> str | None:
        return self._fingerprint

    async def keep(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint

    async def anybody(self) -> bool:
        return bool(self._memory.sessions)

    async def rename(self, named: Callable[[str], str], fingerprint: str) -> None:
        raise NotImplementedError("a memory that ends with its process keeps its key")


@dataclass(frozen=True)
class KeptSession:
    session: Session
    used_at: datetime.datetime


@dataclass(frozen=True)
class KeptTurn:
    id: int
    person: str | None
    turn: Turn
    verdict: Rating | None = None
    complaint: Complaint | None = None
    workshop: int | None = None


@dataclass(frozen=True)
class KeptUpdate:
    body: str | None
    received_at: datetime.datetime


@dataclass(frozen=True)
class KeptLetter:
    stored: StoredLetter
    held: bool = False


@dataclass(frozen=True)
class Delivered:
    answers: tuple[str, ...]
    at: datetime.datetime


@dataclass(frozen=True)
class Login:
    account: str
    begun_at: datetime.datetime
    used_at: datetime.datetime


@dataclass(frozen=True)
class Participant:
    workshop: int
    person: str | None
    joined_at: datetime.datetime


@dataclass(frozen=True)
class KeptOutcome:
    person: str | None
    interview: str
    outcome: InterviewOutcome


@dataclass
class Memory:
    """What the tables of a database would hold."""

    sessions: dict[str, KeptSession] = field(default_factory=dict)
    turns: dict[int, KeptTurn] = field(default_factory=dict)
    interviews: dict[tuple[str, str], InterviewLog] = field(default_factory=dict)
    outcomes: tuple[KeptOutcome, ...] = ()
    shared: dict[str, SharedSection] = field(default_factory=dict)
    """By their codes."""
    transcript: dict[int, tuple[str, TranscriptLine]] = field(default_factory=dict)
    inbox: dict[tuple[str, str], KeptUpdate] = field(default_factory=dict)
    positions: dict[str, str] = field(default_factory=dict)
    outbox: dict[int, KeptLetter] = field(default_factory=dict)
    delivered: dict[tuple[str, str], Delivered] = field(default_factory=dict)
    moved_lanes: dict[tuple[str, str], str] = field(default_factory=dict)
    tickets: dict[int, Ticket] = field(default_factory=dict)
    posts: dict[tuple[str, str], int] = field(default_factory=dict)
    """Which message is about which ticket."""
    attending: dict[int, TicketCare] = field(default_factory=dict)
    seen: frozenset[int] = frozenset()
    """Tickets that somebody at the desk saw, or was told of."""
    accounts: dict[str, KnownAccount] = field(default_factory=dict)
    """By their names without capitals."""
    logins: dict[str, Login] = field(default_factory=dict)
    deeds: tuple[Deed, ...] = ()
    workshops: dict[int, Workshop] = field(default_factory=dict)
    participants: tuple[Participant, ...] = ()
    drafts: dict[int, StoredDraft] = field(default_factory=dict)
    settled: dict[int, int] = field(default_factory=dict)
    """Which draft deals with the question of which turn."""
    changes: dict[int, KnowledgeChange] = field(default_factory=dict)
    listeners: tuple[Listener, ...] = ()
    numbers: dict[str, int] = field(default_factory=dict)
    """The last id of each kind."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep what happens inside, or nothing of it."""
        before = {one.name: copy(getattr(self, one.name)) for one in fields(self)}
        try:
            yield
        except BaseException:
            for name, value in before.items():
                setattr(self, name, value)
            raise

    def number(self, kind: str) -> int:
        """Return an id that nothing of this kind had before."""
        self.numbers[kind] = self.numbers.get(kind, 0) + 1
        return self.numbers[kind]

    def keep_session(self, person: str, session: Session, at: datetime.datetime) -> None:
        self.sessions[person] = KeptSession(session, at)
        self.append(person, session.interviews)

    def append(self, person: str, logs: Iterable[InterviewLog]) -> None:
        """Keep what is new in interviews."""
        for log in logs:
            known = self.interviews.get((person, log.id))
            events = (*known.events, *log.events[len(known.events) :]) if known else log.events
            self.interviews[person, log.id] = InterviewLog(log.id, events)
            for event in events[len(known.events) if known else 0 :]:
                if isinstance(event, Finished):
                    self._keep_outcome(person, log, event)

    def session(self, person: str) -> Session:
        logs = self.interviews_of(person)
        try:
            return replace(self.sessions[person].session, interviews=logs)
        except (KeyError, ValueError):
            return Session(interviews=logs)

    def interviews_of(self, person: str) -> tuple[InterviewLog, ...]:
        logs = [log for (whose, _), log in self.interviews.items() if whose == person]
        return tuple(sorted(logs, key=lambda log: int(log.id)))

    def settle(self, attached: Attached, ids: RowIds, at: datetime.datetime) -> list[Letter]:
        """Do what is attached, and return its letters, to ring for them."""
        if attached.received in self.inbox:
            self.inbox[attached.received] = replace(self.inbox[attached.received], body=None)
        letters = list(attached.letters(ids))
        self.post(letters, at)
        return letters

    def post(self, letters: Iterable[Letter], at: datetime.datetime) -> None:
        for letter in letters:
            if not letter.fetched:
                key = self.number("letter")
                self.outbox[key] = KeptLetter(StoredLetter(key, letter, begun=False, tries=0, due_at=at, written_at=at))
            elif letter.lane in self.sessions:
                key = self.number("line")
                self.transcript[key] = (letter.lane, TranscriptLine(key, at, letter.body, letter.talk))

    def ring(self, letters: Iterable[Letter]) -> None:
        for letter in letters:
            for listener in self.listeners:
                listener(letter)

    def relay(self, person: str, channel: str, attached: Attached, at: datetime.datetime) -> int:
        """Do with the person's ticket what is to be passed on; return its id, 0 if there is none."""
        if (relay := attached.relay) is None:
            return 0
        live = [key for key, one in self.tickets.items() if one.person == person and one.address is not None]
        ticket = max(live, default=0)
        if relay.kind is RelayKind.BACK:
            self.end_ticket(ticket, TicketState.RETURNED, at)
            return ticket
        if not ticket and relay.kind is RelayKind.OPEN:
            ticket = self.number("ticket")
            self.tickets[ticket] = Ticket(ticket, person, channel, attached.address, TicketState.OPEN, at, at)
        if ticket and relay.kind is RelayKind.OPEN:
            self.tickets[ticket] = replace(self.tickets[ticket], address=attached.address)
        if ticket:
            self.write_line(ticket, TicketLine(at, "person", relay.text))
        return ticket

    def end_ticket(self, ticket: int, state: TicketState, at: datetime.datetime) -> bool:
        known = self.tickets.get(ticket)
        if known is None or known.address is None:
            return False
        self.tickets[ticket] = replace(known, state=state, touched_at=at, address=None)
        return True

    def write_line(self, ticket: int, line: TicketLine) -> None:
        known = self.tickets[ticket]
        self.tickets[ticket] = replace(known, touched_at=line.at, lines=(*known.lines, line))

    def forget(self, person: str) -> bool:
        """Remove a session with all that hangs on it; what is counted belongs to nobody from now on."""
        known = self.sessions.pop(person, None)
        self.turns = {key: _nobodys(one) if one.person == person else one for key, one in self.turns.items()}
        self.tickets = {key: _nobodys(one) if one.person == person else one for key, one in self.tickets.items()}
        self.participants = tuple(_nobodys(one) if one.person == person else one for one in self.participants)
        self.outcomes = tuple(_nobodys(one) if one.person == person else one for one in self.outcomes)
        self.interviews = {key: log for key, log in self.interviews.items() if key[0] != person}
        self.shared = {code: one for code, one in self.shared.items() if one.person != person}
        self.transcript = {key: line for key, line in self.transcript.items() if line[0] != person}
        self.delivered = {key: one for key, one in self.delivered.items() if key[0] != person}
        return known is not None

    def return_words(self, goes: Callable[[KeptTurn], bool]) -> None:
        """Take out of drafts what these turns asked, unless others asked the same."""
        for draft in set(self.settled.values()):
            turns = [self.turns[turn] for turn, of in self.settled.items() if of == draft and turn in self.turns]
            asked = [(fold(one.turn.question), goes(one)) for one in turns if one.turn.question is not None]
            lost = {text for text, gone in asked if gone} - {text for text, gone in asked if not gone}
            kept = self.drafts[draft]
            self.drafts[draft] = replace(kept, body=without(kept.body, lost)) if lost else kept

    def forget_drafts(self, old: Callable[[StoredDraft], bool]) -> None:
        self.drafts = {key: one for key, one in self.drafts.items() if not old(one)}
        self.settled = {turn: draft for turn, draft in self.settled.items() if draft in self.drafts}
        self.changes = {
            key: one if one.draft in self.drafts else replace(one, draft=None) for key, one in self.changes.items()
        }

    def _keep_outcome(self, person: str, log: InterviewLog, end: Finished) -> None:
        month = f"{end.at.astimezone(datetime.UTC):%Y-%m}"
        steps = (end.blocking, end.missing, end.unknown)
        found = InterviewOutcome(log.start.definition, month, end.verdict, *steps)
        others = (one for one in self.outcomes if (one.person, one.interview) != (person, log.id))
        self.outcomes = (*others, KeptOutcome(person, log.id, found))


def is_of(pseudonym: str | None, person: str) -> bool:
    """Whether a conversation is this person's, here or in another place."""
    return pseudonym is not None and (pseudonym == person or pseudonym.startswith(f"{person}."))


Owned = TypeVar("Owned", KeptTurn, Ticket, Participant, KeptOutcome)


def _nobodys(one: Owned) -> Owned:
    return replace(one, person=None)
